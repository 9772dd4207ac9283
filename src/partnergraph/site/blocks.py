"""Blocks: a dump in pieces that are packed apart, so that the next one takes over what is the same.

A gzip file may have many members (RFC 1952, §2.2), and every program unpacks them as one. Here each
holds what stands about some resources that follow each other in the graph. A field in its header
(§2.3.1.1) names the digest of what it was made from, and its own length.
"""

from __future__ import annotations

import hashlib
import mmap
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

#: Bytes that a block has at least; on average it has some hundred resources more.
LEAST = 4 << 20
_CHANCE = 64
_LEVEL = 6  # of compression: the next ones take twice as long and save little
_DIGEST = 16
#: Magic bytes, deflate, a field follows, no time, no system (RFC 1952, §2.3.1).
_BEGIN = b"\x1f\x8b\x08\x04" + bytes(5) + b"\xff"
#: Length of all fields; name and length of ours; digest; length of the member in bytes.
_FIELD = struct.Struct(f"<H2sH{_DIGEST}sI")
_NAME = b"PG"
_END = struct.Struct("<II")


class Piece(NamedTuple):
    """A piece of a dump: the digest of what it is made from, and what makes its bytes."""

    digest: bytes
    make: Callable[[], bytes]


def blocks(data: bytes | mmap.mmap, least: int = LEAST) -> Iterator[bytes]:
    """N-Quads in blocks, which end where the text of a resource says so, wherever it stands.

    What comes before or after a block does not change it, as long as its ends stay.
    """
    start = 0
    while start < len(data):
        end = _end(data, start + least)
        yield data[start:end]
        start = end


def digest(*parts: bytes) -> bytes:
    """A digest of `parts`, for `Piece`."""
    found = hashlib.blake2b(digest_size=_DIGEST)
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part if len(parts) > 1 else part)
    return found.digest()


def pack(target: Path, pieces: Iterable[Piece], old: Path | None = None) -> str:
    """Writes `pieces` to `target` as gzip; those that `old` has too, another such file, are copied.

    No file and no time is named, so that the same pieces give the same bytes; a deflate library of
    another version may pack them into others. Returned is the SHA-256 of the content unpacked.
    """
    hashed = hashlib.sha256()
    there = members(old) if old is not None else {}
    with target.open("wb") as stream:
        for piece in pieces:
            member = there.get(piece.digest, b"")
            content = _unpacked(member)
            if content is None:
                content = piece.make()
                member = _member(content, piece.digest)
            hashed.update(content)
            stream.write(member)
    return hashed.hexdigest()


class _Members(Mapping[bytes, bytes]):
    """The members of a file by the digest of what they were made from."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._spans = dict(_spans(path))

    def __getitem__(self, key: bytes) -> bytes:
        start, size = self._spans[key]
        with self._path.open("rb") as stream:
            stream.seek(start)
            return stream.read(size)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)


def members(path: Path) -> Mapping[bytes, bytes]:
    """The members of the file `path` by digest, up to the first that is none of ours."""
    return _Members(path)


def _spans(path: Path) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Digest, and place and length in bytes, of each member."""
    at = 0
    with path.open("rb") as stream:
        while True:
            stream.seek(at)
            head = stream.read(len(_BEGIN) + _FIELD.size)
            if len(head) < len(_BEGIN) + _FIELD.size or not head.startswith(_BEGIN):
                return
            _, name, _, found, size = _FIELD.unpack(head[len(_BEGIN) :])
            if name != _NAME or size <= len(head):
                return
            yield found, (at, size)
            at += size


def _member(content: bytes, of: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = packer.compress(content) + packer.flush()
    size = len(_BEGIN) + _FIELD.size + len(data) + _END.size
    field = _FIELD.pack(_FIELD.size - 2, _NAME, _FIELD.size - 6, of, size)
    return _BEGIN + field + data + _END.pack(zlib.crc32(content), len(content) & 0xFFFFFFFF)


def _unpacked(member: bytes) -> bytes | None:
    """The content of a member; None where it is damaged or there is none."""
    try:
        return zlib.decompress(member, zlib.MAX_WBITS + 16) if member else None
    except zlib.error:
        return None


def _end(data: bytes | mmap.mmap, at: int) -> int:
    """The first place from `at` on where a resource begins whose checksum ends a block."""
    at = data.find(b"\n", at) + 1
    before = b""
    while at:
        end = data.find(b"\n", at) + 1
        resource = data[at:end].partition(b">")[0].partition(b"#")[0]
        if before not in (b"", resource) and not zlib.crc32(resource) % _CHANCE:
            return at
        before, at = resource, end
    return len(data)
