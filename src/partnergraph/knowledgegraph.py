"""The graph as Python sees it: opened from a folder, a file or an address, then asked.

import partnergraph

graph = partnergraph.open()
for row in graph.ask("partners-by-country", region="CIS"):
print(row.country, row.partners)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph

from partnergraph import deadline
from partnergraph.built import MANIFEST, Built
from partnergraph.errors import BuildError, StoreError
from partnergraph.files import stream_to
from partnergraph.findings import Finding, has_violation
from partnergraph.frame import Frame
from partnergraph.parameters import Value
from partnergraph.project import SETTINGS, Project
from partnergraph.query import Catalogue, Question, question
from partnergraph.results import Table, Triples
from partnergraph.serialise import write
from partnergraph.store import Answer, Store, query
from partnergraph.syntax import with_prefixes
from partnergraph.things import resolve
from partnergraph.vocabulary import PG

if TYPE_CHECKING:  # loaded by those who ask for it
    import networkx as nx
    import rdflib

_ABOUT = f"""
SELECT DISTINCT ?home ?day
WHERE {{
  {{ ?home a <{PG.HomeInstitution}> }}
  UNION {{ ?graph a <{PG.DerivedGraph}> . ?graph <{PG.asOf}> ?day }}
}}
ORDER BY ?home ?day
"""
_FILES = {
    ".nq": pyoxigraph.RdfFormat.N_QUADS,
    ".trig": pyoxigraph.RdfFormat.TRIG,
    ".ttl": pyoxigraph.RdfFormat.TURTLE,
    ".nt": pyoxigraph.RdfFormat.N_TRIPLES,
}


@dataclass(frozen=True)
class KnowledgeGraph:
    """A graph that can be asked, drawn and checked.

    `store` holds it, `project` says what its things are called and brings the questions, `as_of`
    is the day for which its statuses were derived (None where nobody knows), `name` is where it
    came from, `timeout` the seconds that a question may take (None: any).
    """

    store: Store
    project: Project
    as_of: date | None = None
    name: str = ""
    timeout: float | None = deadline.SECONDS

    @cached_property
    def questions(self) -> Catalogue:
        """The questions that can be asked by name, as they were when first asked for."""
        return Catalogue(self.project.query_files("questions"), self.project.thing(""))

    def ask(self, name: str, /, *, lang: str = "en", **values: Value) -> Table | Triples | bool:
        """The answer to the question called `name` in the catalogue.

        `values` are its parameters: `as_of` or `asOf`, text or a Python value; things and concepts
        by id, name or IRI. `lang` is the language of labels. Raises QueryError.
        """
        return self._result(self.prepare(self.questions.find(name), values, lang))

    def sparql(self, text: str, /, *, lang: str = "en") -> Table | Triples | bool:
        """The answer to a SPARQL query over the union of all graphs. Raises QueryError.

        Prefixes of the project need no declaration: `pg:`, `skos:`, `country:`, and `id:` for
        things of this graph.
        """
        return self._result(self.prepare(question(text, "The query"), {}, lang))

    def prepare(self, asked: Question, values: dict[str, Value], lang: str = "en") -> Question:
        """`asked` with `values` bound, in `lang`, and for the day of this graph unless told."""
        space = self.project.thing("")
        text = with_prefixes(asked.text, space)
        asked = replace(asked, text=text, added=len(text) - len(asked.text))
        return resolve(asked, asked.dated(values, self.as_of), self.store, space).speak(
            lang, self._others
        )

    @property
    def _others(self) -> tuple[str, ...]:
        """Languages of a project that does not promise English names."""
        languages = self.project.languages
        return () if "en" in languages else languages

    def answer(self, asked: Question) -> Answer:
        """What the engine answers, unread and without a limit in time. Raises QueryError."""
        return asked.ask(self.store)

    def save(
        self,
        path: Path | str,
        name: str = "",
        /,
        *,
        sparql: str = "",
        form: str = "",
        lang: str = "en",
        **values: Value,
    ) -> None:
        """Writes an answer to the file `path`, row by row, in constant memory.

        What is asked is the question called `name`, or the query `sparql`. `form` is one of
        `serialise.TABLES` and `TRIPLES`; without it, the ending of the file says it. Raises
        QueryError, and PartnergraphError where the file cannot be written.
        """
        asked = self.questions.find(name) if name else question(sparql, "The query")
        form = form or Path(path).suffix.removeprefix(".")
        prepared = self.prepare(asked, values, lang)

        def work() -> None:
            with stream_to(Path(path)) as out:
                write(self.answer(prepared), form, out)

        deadline.within(self.timeout, work)

    def _result(self, asked: Question) -> Table | Triples | bool:
        """What is asked and read in one go: answers of Oxigraph stay in the thread that asked."""

        def work() -> Table | Triples | bool:
            answer = self.answer(asked)
            if isinstance(answer, pyoxigraph.QuerySolutions):
                return Table(answer)
            return Triples(answer) if isinstance(answer, pyoxigraph.QueryTriples) else bool(answer)

        return deadline.within(self.timeout, work)

    def rdflib(self) -> rdflib.Dataset:
        """The whole graph as an rdflib Dataset whose default graph is the union of all.

        Raises StoreError for a graph elsewhere.
        """
        if not isinstance(self.store, pyoxigraph.Store):
            hint = "Open a copy of it, or ask it with .sparql()."
            raise StoreError(f"{self.name} is elsewhere and is not copied whole.", hint)
        dataset: rdflib.Dataset = import_module("rdflib").Dataset(default_union=True)
        nquads = self.store.dump(format=pyoxigraph.RdfFormat.N_QUADS) or b""
        return dataset.parse(data=nquads, format="nquads")

    def network(self, **options: Any) -> nx.MultiDiGraph[str]:
        """The graph as a network of institutions; see `partnergraph.network.project`."""
        project = import_module("partnergraph.network").project
        views = self.project.query_files("views")
        found: nx.MultiDiGraph[str] = project(self.store, views, **options)
        return found

    def explore(self, *, lang: str = "en", as_of: date | None = None, **options: Any) -> Frame:
        """The network as one page that works offline: shown in a notebook, or saved.

        `as_of` is the day of statuses; `options` are those of `partnergraph.explore.render`.
        """
        render = import_module("partnergraph.explore").render
        title = self.project.title
        page: str = render(self.network(as_of=as_of), lang=lang, title=title, **options)
        return Frame(page, title.get(lang) or title.get("en", ""))

    def findings(self, lang: str = "en") -> list[Finding]:
        """What the shapes and checks of the project find in this graph, worst first.

        `partnergraph check` tells the cells as well; here it is the things.
        """
        check = import_module("partnergraph.validate").check_store
        found: list[Finding] = check(self.store, self.project, lang)
        return found


def open_graph(
    path: Path | str | None = None, *, timeout: float | None = deadline.SECONDS
) -> KnowledgeGraph:
    """The graph at `path`: a project, what `partnergraph build` wrote, a file of RDF, an address.

    Without `path`, the project around the current folder, else the one that ships with the
    program. A project that was not built yet is built in memory. An address (`https://…`) is that
    of a SPARQL 1.1 service. `timeout` is how many seconds a question may take; None: any.

    Raises ProjectError, BuildError or StoreError.
    """
    if isinstance(path, str) and "://" in path:
        return _elsewhere(path, timeout)
    found = Path(path) if path is not None else None
    if found and found.is_file() and found.name != SETTINGS:
        return _file(found, timeout)
    if found and (found / MANIFEST).is_file():
        return _built(Built.open(found), timeout)
    return _project(Project.find(found.parent if found and found.is_file() else found), timeout)


def from_built(built: Built, project: Project, timeout: float | None) -> KnowledgeGraph:
    """The graph that `partnergraph build` wrote."""
    day = built.manifest.get("as_of")
    as_of = date.fromisoformat(day) if day else None
    return KnowledgeGraph(built.store, project, as_of, str(built.folder), timeout)


def from_endpoint(url: str, project: Project, timeout: float | None) -> KnowledgeGraph:
    """The graph that the SPARQL service at `url` holds. Raises StoreError."""
    store: Store = import_module("partnergraph.endpoint").Endpoint(url, timeout=timeout)
    based, day = _about(project, store)
    return KnowledgeGraph(store, based, day, url, timeout)


def _elsewhere(url: str, timeout: float | None) -> KnowledgeGraph:
    return from_endpoint(url, Project.find(), timeout)


def _built(built: Built, timeout: float | None) -> KnowledgeGraph:
    """A built graph by its folder: of the project it lies in, else of the one found from here."""
    around = [folder for folder in built.folder.resolve().parents if (folder / SETTINGS).is_file()]
    project = Project.load(around[0]) if around else Project.find()
    return from_built(built, replace(project, base=str(built.manifest["base"])), timeout)


def _project(project: Project, timeout: float | None) -> KnowledgeGraph:
    for folder in (project.root / "build", Path.cwd() / "build"):
        if (folder / MANIFEST).is_file():
            built = Built.open(folder)
            if built.manifest.get("base") == project.base:
                return from_built(built, project, timeout)
    graph = import_module("partnergraph.build").build(project)
    if has_violation(graph.findings):
        raise BuildError(f"The tables of {project.root} cannot be used.", "Run: partnergraph check")
    return KnowledgeGraph(graph.store(), project, graph.as_of, str(project.root), timeout)


def _file(path: Path, timeout: float | None) -> KnowledgeGraph:
    form = _FILES.get(path.suffix.lower())
    if form is None:
        raise StoreError(f"{path} is no graph.", f"Known endings are {', '.join(_FILES)}.")
    store = pyoxigraph.Store()
    try:
        store.bulk_load(path=str(path), format=form)
    except (OSError, SyntaxError, ValueError) as error:
        raise StoreError(f"{path} cannot be read: {error}") from error
    based, day = _about(Project.find(), store)
    return KnowledgeGraph(store, based, day, str(path), timeout)


def _about(project: Project, store: Store) -> tuple[Project, date | None]:
    """What a graph says of itself: `project` with its base, and the day of its statuses."""
    answer = query(store, _ABOUT)
    rows = list(answer) if isinstance(answer, pyoxigraph.QuerySolutions) else []
    homes = [row[0].value.rpartition("/id/") for row in rows if row[0]]
    bases = [f"{base}/" for base, found, _ in homes if found]
    days = [date.fromisoformat(row[1].value) for row in rows if row[1]]
    day = days[0] if len(days) == 1 else None
    if project.base not in bases and bases:
        project = replace(project, base=bases[0])
    return project, day
