"""Standing: whether a published site is already what would be written.

What a site is made from has a digest, which is kept in its list of files. While that is the same,
and nobody has touched the files, there is nothing to do.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pyoxigraph

from partnergraph import __version__
from partnergraph.files import alone, tidy
from partnergraph.progress import Tell
from partnergraph.project import Project, bundle
from partnergraph.site.manifest import FORMAT, MANIFEST, Manifest
from partnergraph.site.material import Maker, Part, Site
from partnergraph.site.oldsite import OldSite, untouched
from partnergraph.site.output import Output
from partnergraph.site.stamps import program

#: The name of the whole site among the keys of its list of files.
NAME = "site"
#: Folders of a project, and of the one that ships with the program, which parts read.
_READ = ("queries", "ontology")


def state(site: Site, makers: Sequence[Maker], parts: Sequence[Part]) -> str:
    """The digest of all that `site` is made from by `makers` and `parts`.

    '' where that is not to be told: what `--since` named is another graph, read each time.
    """
    if site.since is not None:
        return ""
    digest = hashlib.sha256()
    names = [*map(_name, makers), *map(_name, parts)]
    versions = (__version__, pyoxigraph.__version__, platform.python_version())
    settings = (replace(site.project, root=Path()), site.graph.as_of, site.languages, site.place)
    digest.update(repr((versions, settings, names)).encode())
    digest.update(json.dumps(dict(site.built.manifest), sort_keys=True).encode())
    described = site.built.folder / "dataset.ttl"
    for part in (*program(files("partnergraph")), *_project(site.project)):
        digest.update(part)
    digest.update(described.read_bytes() if described.is_file() else b"")
    return digest.hexdigest()


def standing(folder: Path, key: str, tell: Tell) -> Output | None:
    """The site in `folder` if it was made from what `key` is the digest of, and is whole.

    None where anything else is there, or a file was changed, added or removed. What a killed run
    left behind is removed.
    """
    if not key or not folder.is_dir():
        return None
    with suppress(OSError), alone(folder.parent, tell):  # who writes will say what is wrong
        tidy(folder)
        manifest = Manifest.read(folder)
        if manifest and manifest.format == FORMAT and manifest.keys.get(NAME, ("",))[0] == key:
            written = (folder / MANIFEST).lstat().st_mtime_ns
            size = untouched(folder, manifest.files, written)
            return None if size is None else _output(folder, manifest, size)
    return None


def _output(folder: Path, manifest: Manifest, size: int) -> Output:
    output = Output(folder, OldSite(str(folder)))
    output.files.update(manifest.files)
    output.keys.update(manifest.keys)
    output.kept, output.size = len(manifest.files), size
    return output


def _name(each: object) -> str:
    """What a maker or part is called, whichever process asks; a half of one with its number."""
    named = getattr(each, "func", each)
    name = getattr(named, "__qualname__", type(named).__qualname__)
    return f"{named.__module__}.{name} {getattr(each, 'args', ())}"


def _project(project: Project) -> Iterator[bytes]:
    """The questions, reports, views and terms of a project, and those that ship."""
    for root in dict.fromkeys((bundle(), project.root)):
        for folder in _READ:
            yield from _contents(sorted((root / folder).rglob("*")), root)


def _contents(paths: Iterable[Path], root: Path) -> Iterator[bytes]:
    for path in paths:
        if path.is_file():
            yield f"{path.relative_to(root).as_posix()}\n".encode() + path.read_bytes()
