"""A project: the folder that holds an institution's graph, and its settings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from partnergraph.errors import ProjectError
from partnergraph.nquads import is_iri

SETTINGS = "partnergraph.toml"
_WEB_ADDRESS = re.compile(r"https?://[^/?#]+[^?#]*")
_KNOWN = {"title", "base", "home", "languages", "licence", "publisher", "as_of", "sparql"}


def bundle() -> Path:
    """The folder that ships with the package: the wheel's copy, else the checkout."""
    here = Path(__file__).resolve().parent
    packed = here / "bundle"
    return packed if packed.is_dir() else here.parents[1]


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder: `ontology/ graph/ queries/` and `partnergraph.toml`.

    `home` is the id of the institution that the graph is about, or ''. `as_of` is the day for
    which statuses are derived; `None` means the last day on which a source was read. `sparql` is
    the web address at which anybody can ask the graph, or ''.
    """

    root: Path
    base: str
    home: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en",)
    licence: str = ""
    publisher: str = ""
    as_of: date | None = None
    sparql: str = ""

    @classmethod
    def find(cls, folder: Path | None = None) -> Project:
        """The project in `folder`, or the nearest one upward from here, or the bundled one.

        Raises ProjectError where a given folder is no project or settings are wrong.
        """
        if folder is not None:
            return cls.load(folder)
        here = Path.cwd()
        for candidate in (here, *here.parents):
            if (candidate / SETTINGS).is_file():
                return cls.load(candidate)
        return cls.load(bundle())

    @classmethod
    def load(cls, root: Path) -> Project:
        """Reads the settings of the project in `root`; raises ProjectError."""
        root = root.resolve()
        path = root / SETTINGS
        try:
            with path.open("rb") as stream:
                settings = tomllib.load(stream)
        except FileNotFoundError as error:
            raise ProjectError(
                f"{root} is no project: it has no {SETTINGS}.", "Give another --project."
            ) from error
        except UnicodeDecodeError as error:
            raise ProjectError(f"{path} cannot be read: {error}.", "Save it as UTF-8.") from error
        except tomllib.TOMLDecodeError as error:
            hint = "Correct it there: settings are written in TOML."
            raise ProjectError(f"{path} cannot be read: {error}.", hint) from error
        except OSError as error:
            raise ProjectError(f"{path} cannot be read: {error.strerror}.") from error
        return cls(root=root, **_checked(settings, path))

    @property
    def tables_dir(self) -> Path:
        """Where the tables are."""
        return self.root / "graph"

    def thing(self, identifier: str) -> str:
        """The IRI of the thing whose id is `identifier`."""
        return f"{self.base}id/{identifier}"

    def graph(self, name: str) -> str:
        """The IRI of a named graph: `curated`, `source/ph-page`."""
        return f"{self.base}graph/{name}"

    def ontology_files(self, *names: str) -> list[Path]:
        """The bundled file and, where it exists, the project's own addition, of each name."""
        return self._both("ontology", names)

    def ontology_file(self, name: str) -> Path:
        """The ontology file called `name`: the project's own, else the bundled one."""
        return self._both("ontology", (name,))[-1]

    def query_files(self, kind: str) -> list[Path]:
        """Every `.rq` file of a kind (`questions`, `checks`, `views`), by name.

        A project's own file takes the place of the bundled one of the same name.
        """
        return self._by_name(f"queries/{kind}")

    def report_files(self) -> list[Path]:
        """The definition of every report, by name; the project's own before the bundled one."""
        return self._by_name("queries/reports", "*.toml")

    def rules(self) -> list[Path]:
        """The derivation rules in the order in which they run."""
        return self._by_name("ontology/rules")

    def _by_name(self, folder: str, pattern: str = "*.rq") -> list[Path]:
        found: dict[str, Path] = {}
        for root in (bundle(), self.root):
            found.update({path.name: path for path in sorted((root / folder).glob(pattern))})
        return [found[name] for name in sorted(found)]

    def _both(self, folder: str, names: tuple[str, ...]) -> list[Path]:
        """The bundled files and the project's own; a mere copy of a bundled one adds nothing."""
        found: list[Path] = []
        for name in names:
            bundled, own = bundle() / folder / name, self.root / folder / name
            found += [bundled] if bundled.is_file() else []
            if own != bundled and own.is_file() and not _same(own, bundled):
                found.append(own)
        return found


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


def _checked(settings: Mapping[str, Any], path: Path) -> dict[str, Any]:
    unknown = sorted(set(settings) - _KNOWN)
    if unknown:
        raise ProjectError(
            f"{path} has an unknown setting: {', '.join(unknown)}.",
            f"Known are {', '.join(sorted(_KNOWN))}.",
        )
    base = settings.get("base", "")
    if not (isinstance(base, str) and is_iri(base) and _WEB_ADDRESS.fullmatch(base)):
        raise ProjectError(f"{path}: 'base' must be a web address.", "For example https://…/graph/")
    if not base.endswith("/"):
        raise ProjectError(f"{path}: 'base' must end with '/'.", f'Write base = "{base}/".')
    for name in ("home", "licence", "publisher", "sparql"):
        if not isinstance(settings.get(name, ""), str):
            raise ProjectError(f"{path}: '{name}' must be text.", "Put it in quotation marks.")
    sparql = settings.get("sparql", "")
    if sparql and not (is_iri(sparql) and _WEB_ADDRESS.fullmatch(sparql)):
        raise ProjectError(
            f"{path}: 'sparql' must be a web address, without ? and #.",
            'For example sparql = "https://…/sparql"; leave it out where nobody can ask.',
        )
    as_of = settings.get("as_of")
    if as_of is not None and type(as_of) is not date:
        raise ProjectError(f"{path}: 'as_of' must be a day.", "Write as_of = 2026-11-23.")
    title, languages = settings.get("title", {}), settings.get("languages", ["en"])
    if not isinstance(title, str | dict):
        raise ProjectError(f"{path}: 'title' must be text.", 'Write title = "…" or [title].')
    if not (isinstance(languages, list) and all(isinstance(tag, str) for tag in languages)):
        raise ProjectError(f"{path}: 'languages' must be a list.", 'Write languages = ["en"].')
    checked = dict(settings)
    checked["title"] = {"en": title} if isinstance(title, str) else title
    checked["languages"] = tuple(languages)
    return checked
