"""Parameters of a request, decoded strictly: what is malformed is refused, not repaired."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from partnergraph.serve.problems import Problem

_BROKEN = re.compile(r"%(?![0-9A-Fa-f]{2})")
_MOST = 1000

Parameters = Mapping[str, Sequence[str]]


def decoded(text: bytes) -> Parameters:
    """The values of each parameter in `text` (application/x-www-form-urlencoded, in UTF-8).

    Raises Problem (400).
    """
    try:
        whole = text.decode("utf-8")
        if "%" in whole and _BROKEN.search(whole):
            raise _malformed("A % is not followed by two digits.")
        pairs = parse_qsl(whole, keep_blank_values=True, errors="strict", max_num_fields=_MOST)
    except UnicodeDecodeError as error:
        raise _malformed("They are not in UTF-8.") from error
    except ValueError as error:
        raise _malformed(f"There are more than {_MOST}.") from error
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def merged(first: Parameters, second: Parameters) -> Parameters:
    """All values of both."""
    names = [*first, *(name for name in second if name not in first)]
    return {name: [*first.get(name, ()), *second.get(name, ())] for name in names}


def one(parameters: Parameters, name: str) -> str | None:
    """The only value of the parameter `name`; None where there is none. Raises Problem (400)."""
    values = parameters.get(name, ())
    if len(values) > 1:
        raise Problem(400, f"There is more than one {name}.", "Send one.")
    return values[0] if values else None


def _malformed(detail: str) -> Problem:
    return Problem(400, "The parameters are malformed.", detail)
