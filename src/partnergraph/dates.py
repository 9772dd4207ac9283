"""EDTF dates and the days they bound.

Reads the part of the Extended Date/Time Format (Library of Congress, 2019; ISO 8601-2:2019) that
institutions' records need: days, months and years, intervals, one-of sets, unspecified digits and
the qualifiers `~ ? %`. Times of day, seasons, exponents and years before 0001 are refused.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})(?:-XX)?")
_YEAR = re.compile(r"([0-9]{4})(?:-XX(?:-XX)?)?")
_DECADE = re.compile(r"([0-9]{3})X(?:-XX(?:-XX)?)?")
_CENTURY = re.compile(r"([0-9]{2})XX(?:-XX(?:-XX)?)?")
_NO_YEAR = re.compile(r"XXXX-([0-9]{2})(?:-([0-9]{2}|XX))?")
_NO_DATE = re.compile(r"XXXX(?:-XX(?:-XX)?)?")
_QUALIFIERS = {"~": "approximate", "?": "uncertain", "%": "approximate"}
_DAY_FIRST = re.compile(r"([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})")
_LOOSE = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})(?:[-./]([0-9]{1,2}))?")
_ISO_NO_YEAR = re.compile(r"--([0-9]{2}(?:-[0-9]{2})?)")

_SPAN = 2  # an interval has two ends


class DateError(ValueError):
    """A text that is no date; `hint` says what to write instead."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class When:
    """A date as printed (`edtf`) and what it bounds.

    No part of it lies before `earliest` or after `latest` (`None`: not known), except that
    `approximate` and `uncertain` dates may miss by a little. `precision` is the slug of a concept
    in the scheme `date-precision`.
    """

    edtf: str
    earliest: date | None
    latest: date | None
    precision: str


@lru_cache(maxsize=16384)
def read(text: str) -> When:
    """The date that `text` writes in EDTF; the word `unknown` means that it is not stated.

    Raises DateError for anything else, with a hint where the intention is plain.
    """
    text = text.strip()
    if text.casefold() == "unknown":
        return When("XXXX", None, None, "unknown")
    if text.startswith("[") or text.endswith("]"):
        return _one_of(text)
    if "/" in text and not _DAY_FIRST.fullmatch(text):
        return _interval(text)
    return _single(text)


def write(earliest: date | None, latest: date | None, precision: str) -> str:
    """The shortest EDTF string with these bounds: the inverse of `read` up to spelling.

    Raises ValueError where bounds and precision cannot go together, and for `year-not-stated`,
    whose month and day the bounds do not hold.
    """
    forms = {
        "unknown": "XXXX",
        "interval": f"{_end(earliest)}/{_end(latest)}",
        "within-interval": f"[{_end(earliest)}..{_end(latest)}]",
        "before": f"[..{_end(latest)}]",
        "after": f"[{_end(earliest)}..]",
    }
    mark = {"approximate": "~", "uncertain": "?"}.get(precision, "")
    text = forms.get(precision) or f"{_period(earliest, latest)}{mark}"
    if precision == "year-not-stated" or read(text) != When(text, earliest, latest, precision):
        msg = f"No EDTF date is {precision} from {earliest} to {latest}."
        raise ValueError(msg)
    return text


def _single(text: str) -> When:
    qualifier = _QUALIFIERS.get(text[-1:], "")
    body = text[:-1] if qualifier else text
    earliest, latest, precision = _bounds(body)
    if qualifier and precision == "unknown":
        raise DateError(f"'{text}' qualifies a date that is not stated.", "Write unknown.")
    return When(text, earliest, latest, qualifier or precision)


def _bounds(text: str) -> tuple[date | None, date | None, str]:
    if match := _DAY.fullmatch(text):
        day = _day(int(match[1]), int(match[2]), int(match[3]), text)
        return day, day, "day"
    if match := _MONTH.fullmatch(text):
        first = _day(int(match[1]), int(match[2]), 1, text)
        return first, _month_end(first), "month"
    for pattern, years, precision in (
        (_YEAR, 1, "year"),
        (_DECADE, 10, "decade"),
        (_CENTURY, 100, "century"),
    ):
        if match := pattern.fullmatch(text):
            return (*_years(int(match[1]) * years, years, text), precision)
    if match := _NO_YEAR.fullmatch(text):
        _check_month_day(int(match[1]), match[2], text)
        return None, None, "year-not-stated"
    if _NO_DATE.fullmatch(text):
        return None, None, "unknown"
    raise _not_a_date(text)


def _years(first: int, count: int, text: str) -> tuple[date, date]:
    last = first + count - 1
    if last < 1:
        raise DateError(f"'{text}' lies before the year 0001.")
    return date(max(first, 1), 1, 1), date(last, 12, 31)


def _day(year: int, month: int, day: int, text: str) -> date:
    if year < 1:
        raise DateError(f"'{text}' lies before the year 0001.")
    if not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        raise DateError(f"'{text}' has no month {month:02}.", "Months go from 01 to 12.")
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise DateError(f"'{text}' is no day: that month has {days} days.")
    return date(year, month, day)


def _check_month_day(month: int, day: str | None, text: str) -> None:
    leap = 2000  # a year in which 29 February exists, since the year is not known
    _day(leap, month, 1 if day in (None, "XX") else int(day or 0), text)


def _month_end(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def _interval(text: str) -> When:
    ends = text.split("/")
    if len(ends) != _SPAN:
        raise DateError(f"'{text}' has more than one '/'.", "Write start/end.")
    start, end = (None if part in ("", "..") else _single(part) for part in ends)
    if all(part is None or part.precision == "unknown" for part in (start, end)):
        raise DateError(f"'{text}' has neither start nor end.", "Write unknown.")
    known = [part for part in (start, end) if part is not None]
    if any(part.earliest is None for part in known):
        if any(part.earliest for part in known):
            raise DateError(f"'{text}' states the year at one end only.", "Write it at both ends.")
        return When(text, None, None, "year-not-stated")
    earliest = start.earliest if start else None
    latest = end.latest if end else None
    _check_order(earliest, latest, text)
    return When(text, earliest, latest, "interval")


def _one_of(text: str) -> When:
    if not (text.startswith("[") and text.endswith("]")):
        raise DateError(f"'{text}' has only one square bracket.", "Write [2024-03-19..2024-03-24].")
    members = [_member(part.strip(), text) for part in text[1:-1].split(",")]
    starts = [start for start, _ in members]
    ends = [end for _, end in members]
    earliest = None if None in starts else min(day for day in starts if day)
    latest = None if None in ends else max(day for day in ends if day)
    if earliest is None and latest is None:
        raise DateError(f"'{text}' bounds nothing.", "Write unknown.")
    precision = "before" if earliest is None else "after" if latest is None else "within-interval"
    return When(text, earliest, latest, precision)


def _member(text: str, whole: str) -> tuple[date | None, date | None]:
    first, dots, last = text.partition("..")
    if not dots:
        last = first
    low = _single(first).earliest if first else None
    high = _single(last).latest if last else None
    if (first and low is None) or (last and high is None):
        raise DateError(f"'{whole}' holds a date without its year.")
    if not first and not last:
        raise DateError(f"'{whole}' holds an empty date.", "Write unknown.")
    _check_order(low, high, whole)
    return low, high


def _check_order(earliest: date | None, latest: date | None, text: str) -> None:
    if earliest and latest and earliest > latest:
        raise DateError(f"'{text}' ends before it starts.", "Exchange start and end.")


def _end(day: date | None) -> str:
    return ".." if day is None else day.isoformat()


def _period(earliest: date | None, latest: date | None) -> str:
    if earliest is None or latest is None:
        raise ValueError("A period needs both bounds.")
    if earliest == latest:
        return earliest.isoformat()
    if latest == _month_end(earliest.replace(day=1)):
        return earliest.isoformat()[:7]
    years = latest.year - earliest.year
    return f"{earliest.year:04}"[: 4 - len(str(years)) if years else 4].ljust(4, "X")


def _not_a_date(text: str) -> DateError:
    message = f"'{text}' is not a date that can be read."
    if match := _DAY_FIRST.fullmatch(text):
        return DateError(message, f"Day first? Write {match[3]}-{match[2]:0>2}-{match[1]:0>2}.")
    if match := _ISO_NO_YEAR.fullmatch(text):
        return DateError(message, f"Write XXXX-{match[1]} for a date whose year is not stated.")
    if match := _LOOSE.fullmatch(text):
        parts = [match[1], f"{match[2]:0>2}", *([f"{match[3]:0>2}"] if match[3] else [])]
        return DateError(message, f"Write {'-'.join(parts)}.")
    return DateError(message, "Write 2024-03-19, 2024-03, 2024, XXXX-03-19 or unknown.")
