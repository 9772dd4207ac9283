"""Inventory: how many things of each kind a graph has, and which days its facts touch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from partnergraph.vocabulary import ORG, PG, RDF_TYPE, scheme

#: What is counted, and the class of each.
CLASSES: Mapping[str, str] = {
    "institutions": ORG.FormalOrganization,
    "units": ORG.OrganizationalUnit,
    "agreements": PG.Agreement,
    "events": PG.InstitutionalEvent,
    "programmes": PG.JointProgramme,
    "partnerships": PG.Partnership,
    "claims": PG.Claim,
    "mentions": PG.Mention,
    "sources": PG.SourceVersion,
}
_NAMES = {iri.encode(): name for name, iri in CLASSES.items()}
_UNRESOLVED = scheme("decision-status").unresolved
#: Lines stand one after another, and no literal holds the end of one.
_LINE = re.compile(
    rf"\n<(?P<subject>[^>\n]*)> "
    rf"(?:<{re.escape(RDF_TYPE)}> <(?P<kind>{'|'.join(map(re.escape, CLASSES.values()))})> "
    rf"|<{re.escape(PG.decisionStatus)}> <(?P<open>{re.escape(_UNRESOLVED)})> "
    rf'|<{re.escape(PG)}(?P<end>earliest|latest)> "(?P<day>[^"\n]*)")'.encode()
)
_NAME = b"#name-"  # when a name was borne says nothing of when relations were


@dataclass(slots=True)
class Inventory:
    """What was counted in the lines read so far; `first` and `last` are days, '' without any."""

    things: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CLASSES, 0))
    unresolved: int = 0
    statements: int = 0
    first: str = ""
    last: str = ""
    _seen: dict[str, bytes] = field(default_factory=dict)

    def read(self, lines: bytes) -> None:
        """Counts further lines of N-Quads. They come sorted, so that a thing counts once."""
        self.statements += lines.count(b"\n")
        for found in _LINE.finditer(b"\n" + lines):
            self._note(found)

    def _note(self, found: re.Match[bytes]) -> None:
        if kind := found["kind"]:
            name = _NAMES[kind]
            self.things[name] += self._seen.get(name) != found["subject"]
            self._seen[name] = found["subject"]
        elif found["open"]:
            self.unresolved += 1
        elif _NAME not in found["subject"]:
            day = found["day"].decode()
            if found["end"] == b"earliest":
                self.first = min(self.first or day, day)
            else:
                self.last = max(self.last, day)

    @property
    def counts(self) -> dict[str, int]:
        """Everything that was counted, by name."""
        return self.things | {
            "unresolved readings": self.unresolved,
            "statements": self.statements,
        }
