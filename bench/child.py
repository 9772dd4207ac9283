"""A process that holds something loaded, does one task after another, and is stopped at a limit."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

_START = multiprocessing.get_context("spawn")
_LOADING = 1800.0


class Child:
    """Calls functions in a process of its own, with what `load` returned there.

    Where a task takes longer than `limit` seconds the process is stopped, and the next task has a
    new one, which loads again.
    """

    def __init__(self, load: Callable[..., Any], *arguments: object, limit: float) -> None:
        self._load, self._arguments, self._limit = load, arguments, limit
        self._process: Any = None
        self._pipe: Any = None

    def call(self, task: Callable[..., Any], *arguments: object) -> Any:
        """What `task(loaded, *arguments)` returns; None where it was stopped.

        Raises what the task raised.
        """
        if self._process is None:
            self._begin()
        self._pipe.send((task, arguments))
        if not self._pipe.poll(self._limit):
            self.stop()
            return None
        return self._answer()

    def stop(self) -> None:
        """Ends the process, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None

    def _begin(self) -> None:
        self._pipe, theirs = _START.Pipe()
        self._process = _START.Process(
            target=_serve, args=(theirs, self._load, self._arguments), daemon=True
        )
        self._process.start()
        theirs.close()
        if not self._pipe.poll(_LOADING):
            self.stop()
            raise TimeoutError("Loading did not end.")
        self._answer()

    def _answer(self) -> Any:
        try:
            answer = self._pipe.recv()
        except EOFError:  # the engine took the process with it
            self.stop()
            return None
        if isinstance(answer, Exception):
            raise answer
        return answer


def _serve(pipe: Connection, load: Callable[..., Any], arguments: tuple[object, ...]) -> None:
    loaded = load(*arguments)
    pipe.send("loaded")
    while True:
        task, given = pipe.recv()
        try:
            pipe.send(task(loaded, *given))
        except Exception as error:
            pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))
