"""Imports: a dump of the registry becomes a file of statements beside a project's tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from partnergraph.concepts import SCHEME_FILES, Concepts
from partnergraph.context import Context
from partnergraph.errors import ProjectError
from partnergraph.files import stream_to
from partnergraph.identities import candidates
from partnergraph.project import SETTINGS, Project, bundle
from partnergraph.registry.decisions import decisions
from partnergraph.registry.dump import Dump, read_dump
from partnergraph.registry.institutions import SOURCE, Institutions
from partnergraph.registry.records import ror_iri
from partnergraph.registry.review import FILE
from partnergraph.starter import Wishes, start
from partnergraph.tables import read_folder

GRAPH = f"{SOURCE}.nq"


def read(file: Path, project: Project, retrieved: date) -> Dump:
    """What the dump `file`, fetched or read on the day `retrieved`, says for `project`.

    Raises InputError for a file that cannot be read as a whole.
    """
    return read_dump(file, _writer(project), retrieved)


def write(dump: Dump, project: Project) -> Path:
    """Replaces the project's file of the dump, at once, and returns it.

    Raises PartnergraphError where it cannot be written; the earlier file then stays.
    """
    path = project.tables_dir / GRAPH
    with stream_to(path) as stream:
        for batch in dump.lines.batches():
            stream.write(b"".join(batch))
    return path


def project_in(folder: Path) -> Project:
    """The project in `folder`, which is made where the folder does not exist or is empty."""
    if not (folder / SETTINGS).is_file():
        start(folder, Wishes(title=folder.resolve().name))
    return Project.load(folder)


def own_project(project: Project) -> Project:
    """`project`, unless it is the one that ships with the program. Raises ProjectError."""
    if project.root == bundle():
        raise ProjectError(
            "The graph that ships with the program stays as it is.",
            "Name a folder for a project of your own: --output FOLDER",
        )
    return project


def _writer(project: Project) -> Institutions:
    concepts = Concepts.load(project.ontology_files(*SCHEME_FILES))
    found = {slug: concepts.find("country", slug) for slug in concepts.slugs("country")}
    countries = {slug: concept for slug, concept in found.items() if concept}
    return Institutions(project, countries, _own(project))


def _own(project: Project) -> dict[str, str]:
    """The ids of institutions in the project's tables, by the ROR IRI that they have there."""
    context = Context.load(project.ontology_file("context.jsonld"))
    rows, _ = read_folder(project.tables_dir, context)
    given = candidates(rows)
    accepted, _ = decisions(project.tables_dir / FILE, {each.id for each in given})
    found = {each.ror: each.institution for each in accepted.values()}
    return found | {ror: each.id for each in given if (ror := ror_iri(each.ror or ""))}
