"""Confinement: what a worker process cannot do, whatever it is asked.

Limits are set by the worker itself before it sees any request. None can be lifted again.
"""

from __future__ import annotations

import ctypes
import platform
import signal
import struct
import sys

if sys.platform != "win32":
    import resource

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
# Opcodes of the filter's machine: load a word, jump where equal or greater, return.
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001  # the second: the call fails with EPERM
_X32 = 0x40000000  # calls of another kind on x86-64, from here on
#: The machine's mark, and the numbers of calls by which a process reaches the network: socket and
#: io_uring_setup (Linux, asm/unistd.h).
_CALLS = {"x86_64": (0xC000003E, (41, 425)), "aarch64": (0xC00000B7, (198, 425))}


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def limit_memory(size: int) -> None:
    """Lets this process hold at most `size` bytes of data; none where systems know no limit."""
    if sys.platform != "win32":
        kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
        resource.setrlimit(kind, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end_with_starter() -> None:
    """Has this process killed when the one that forked it ends (Linux)."""
    if sys.platform == "linux":
        _control(_PR_SET_PDEATHSIG, signal.SIGKILL, 0)


def cut_off() -> bool:
    """Takes the network from this process: no socket can be made any more (Linux).

    Returns whether that was possible.
    """
    mark, calls = _CALLS.get(platform.machine(), (0, ()))
    if sys.platform != "linux" or not calls:
        return False
    program = _filter(mark, calls)
    text = ctypes.create_string_buffer(program, len(program))
    whole = _Program(len(program) // 8, ctypes.cast(text, ctypes.c_char_p))
    return _control(_PR_SET_NO_NEW_PRIVS, 1, 0) and _control(
        _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(whole)
    )


def _filter(mark: int, calls: tuple[int, ...]) -> bytes:
    """Instructions: refuse `calls`, and all calls of another kind of machine than `mark`."""
    count = len(calls)
    steps = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 0, count + 3, mark),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, count + 1, 0, _X32),
        *((_EQUAL, count - at, 0, call) for at, call in enumerate(calls)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def _control(option: int, second: int, third: int) -> bool:
    library = ctypes.CDLL(None, use_errno=True)
    numbers = [ctypes.c_ulong(number) for number in (second, third, 0, 0)]
    return bool(library.prctl(option, *numbers) == 0)
