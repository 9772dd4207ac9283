"""Output: the files of a site, written to a new folder that then takes the place of the old one.

What has not changed since the last publication is not written again: it is linked from the old
folder, with its date, or copied where the disk cannot link.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from partnergraph.errors import BuildError
from partnergraph.files import replaced_folder
from partnergraph.site.manifest import FORMAT, MANIFEST, Manifest
from partnergraph.site.oldsite import OldSite, foreign


@dataclass(frozen=True, slots=True)
class Made:
    """Files that are in a folder: path -> SHA-256, how many of them are new, size in bytes.

    `keys` tells what they were made from, where several things were made; see `Manifest`.
    """

    files: Mapping[str, str]
    written: int
    size: int
    keys: Mapping[str, tuple[str, list[str]]] = field(default_factory=dict)


class Output:
    """The new folder of a site, and the old one from which files are kept."""

    def __init__(self, folder: Path, old: OldSite) -> None:
        """Takes the new folder and the old site."""
        self.folder = folder
        self.old = old
        self._root = str(folder)
        self._made: set[str] = {""}
        #: Path -> SHA-256 of the file there.
        self.files: dict[str, str] = {}
        #: Name -> key and paths: what was made from something whose state is the key.
        self.keys: dict[str, tuple[str, list[str]]] = {}
        #: How many files were written, and how many were kept from the old site.
        self.written = self.kept = 0
        #: How many bytes all files have.
        self.size = 0

    def write(self, path: str, content: str | bytes) -> None:
        """Writes a file of the site, `path` being relative and with `/`; text as UTF-8.

        Raises ValueError for a path that leads out of the site or is there already.
        """
        data = content.encode("utf-8", "replace") if isinstance(content, str) else content
        digest = hashlib.sha256(data).hexdigest()
        target = self._target(path)
        if self.old.keep(path, digest, target) is not None:
            self.kept += 1
        else:
            with open(target, "xb") as stream:  # noqa: PTH123 - a Path costs as much as the file
                stream.write(data)
            self.written += 1
        self.size += len(data)
        self.files[path] = digest

    def place(self, path: str, write: Callable[[Path], object]) -> None:
        """Lets `write` make the file at `path`, bit by bit, for what memory should not hold.

        Raises ValueError as `write` does.
        """
        target = Path(self._target(path))
        write(target)
        with target.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        aside = target.with_name(f"{target.name}~")
        if self.old.keep(path, digest, str(aside)) is not None:
            aside.replace(target)
            self.kept += 1
        else:
            self.written += 1
        self.size += target.stat().st_size
        self.files[path] = digest

    def reuse(self, name: str, key: str, was: str = "") -> bool:
        """Keeps the old files of `name` if they were made from the same `key`; tells whether.

        Where they would be the same now, `was` is the key that they were made from.
        """
        paths = self.old.made_from(name, was or key)
        if paths is None:
            return False
        kept: dict[str, str] = {}
        size = 0
        for path in paths:
            found = self.old.keep(path, self.old.files[path], self._target(path))
            if found is None:
                for each in kept:
                    (self.folder / each).unlink()
                return False
            kept[path] = self.old.files[path]
            size += found
        self.adopt(name, key, Made(kept, 0, size))
        return True

    @contextmanager
    def making(self, name: str, key: str) -> Iterator[None]:
        """Notes that the files written in this block are those of `name`, made from `key`."""
        before = len(self.files)
        yield
        self.keys[name] = (key, list(self.files)[before:])

    def made(self) -> Made:
        """What is in the folder by now, to be taken over by another output of the same folder."""
        return Made(self.files, self.written, self.size, self.keys)

    def adopt(self, name: str, key: str, made: Made) -> None:
        """Notes files of `name` that are in the folder already.

        Raises ValueError for a path that was written before.
        """
        self.take(made)
        self.keys[name] = (key, list(made.files))

    def take(self, made: Made) -> None:
        """Notes files that are in the folder already.

        Raises ValueError for a path that was written before.
        """
        twice = self.files.keys() & made.files.keys()
        if twice:
            msg = f"Written twice: {min(twice)}"
            raise ValueError(msg)
        self.files.update(made.files)
        self.keys.update(made.keys)
        self.written += made.written
        self.kept += len(made.files) - made.written
        self.size += made.size

    def _target(self, path: str) -> str:
        folder, _, name = path.rpartition("/")
        if path in self.files or not name or not _is_inside(path):
            msg = f"Not a new path in the site: {path}"
            raise ValueError(msg)
        if folder not in self._made:
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        return f"{self._root}/{path}"


@contextmanager
def replaced(folder: Path) -> Iterator[Output]:
    """An output that becomes `folder` when the block ends well; else the old site stays.

    Raises BuildError where `folder` holds something that is no site of ours, or the disk refuses.
    """
    try:
        with replaced_folder(folder) as fresh:
            manifest = Manifest.read(folder)  # now that nobody else writes there
            _refuse(folder, manifest)
            output = Output(fresh, OldSite.of(folder, manifest))
            yield output
            Manifest(FORMAT, output.files, output.keys).write(fresh)
    except OSError as error:
        raise BuildError(
            f"{folder} cannot be written: {error.strerror or error}.", "The earlier site stands."
        ) from error


def verify(folder: Path) -> list[str]:
    """What in `folder` is not as its list of files says, in words; nothing: it is whole."""
    manifest = Manifest.read(folder)
    if manifest is None:
        return [f"{folder} holds no site: there is no {MANIFEST}."]
    found = [f"{path} is not in {MANIFEST}." for path in foreign(folder, manifest.files)]
    for path, digest in manifest.files.items():
        place = folder / path
        if not place.is_file() or place.is_symlink():
            found.append(f"{path} is missing.")
        elif hashlib.sha256(place.read_bytes()).hexdigest() != digest:
            found.append(f"{path} was changed.")
    return found


def _refuse(folder: Path, manifest: Manifest | None) -> None:
    """Refuses to replace what is not ours. Raises BuildError."""
    hint = "Choose another folder."
    if folder.exists() and not folder.is_dir():
        raise BuildError(f"{folder} is no folder.", hint)
    if folder.exists() and manifest is None and any(folder.iterdir()):
        raise BuildError(f"{folder} holds something that is no site.", hint)
    strange = foreign(folder, manifest.files) if manifest else []
    if strange:
        raise BuildError(
            f"{folder} holds files that are not of the site, and would be lost: "
            f"{', '.join(strange[:3])}{' …' if len(strange) > 3 else ''}.",  # noqa: PLR2004
            f"Move them away, or publish elsewhere. {len(strange)} in all.",
        )


def _is_inside(path: str) -> bool:
    return not ({"", ".", ".."} & set(path.split("/")) or "\\" in path or "\0" in path)
