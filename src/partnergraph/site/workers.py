"""Workers: processes of their own that make files of a site, as many as there are cores.

A task is a batch of documents, or a part that needs nothing of others. Workers are started anew
rather than forked, which is safe beside threads and works on every system; each opens the graph for
itself. A worker ends when it is told to, or when its starter is gone.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import threading
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from pathlib import Path

from partnergraph.built import Built
from partnergraph.errors import BuildError, PartnergraphError
from partnergraph.knowledgegraph import from_built
from partnergraph.progress import Tell, silent
from partnergraph.project import Project
from partnergraph.site.difference import Difference
from partnergraph.site.material import Make, Maker, Part, Site, open_site
from partnergraph.site.oldsite import OldSite
from partnergraph.site.output import Made, Output

#: Signals that ask to end; none where they cannot be held back (Windows).
_HELD = (
    {signal.SIGINT, signal.SIGTERM, signal.SIGHUP} if hasattr(signal, "pthread_sigmask") else set()
)
#: The resources of a batch, or a part; and as much of the old site as concerns them.
Task = tuple[list[str] | Part, OldSite]
#: The name of each resource ('' for a part), and what was made for it.
Results = list[tuple[str, Made]]
#: How many objects are made until a worker looks for those that are no longer used.
_GARBAGE = 50_000


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker needs to open a site for itself, and to write files of it into `folder`."""

    built: Path
    sha256: str
    project: Project
    place: str
    makers: tuple[Maker, ...]
    folder: Path
    states: Mapping[str, str] = field(default_factory=dict)
    difference: Difference | None = None

    @classmethod
    def of(cls, site: Site, makers: tuple[Maker, ...], folder: Path) -> Order:
        """The order to make files for `site` in `folder`."""
        built, sha256 = site.built.folder.resolve(), str(site.built.manifest.get("sha256", ""))
        return cls(
            built, sha256, site.project, site.place, makers, folder, site.states, site.difference
        )

    def site(self) -> Site:
        """The site. Raises BuildError where the graph is not the one of the order any more."""
        built = Built.open(self.built)
        if str(built.manifest.get("sha256", "")) != self.sha256:
            raise BuildError("The graph was built anew meanwhile.", "Publish it again.")
        site = open_site(built, from_built(built, self.project, None), place=self.place)
        return replace(site, states=self.states, difference=self.difference)


def make(makes: Sequence[Make], site: Site, iri: str, folder: Path, old: OldSite) -> Made:
    """Writes the files about the resource `iri` into `folder`. Raises OSError."""
    output = Output(folder, old)
    document = site.documents[iri]
    for each in makes:
        for path, content in each(document):
            output.write(path, content)
    return output.made()


def _part(part: Part, site: Site, output: Output, tell: Tell) -> Made:
    """Lets a part write its files to `output`."""
    part(site, output, tell)
    return output.made()


def made(
    order: Order,
    iris: Sequence[str],
    old: OldSite,
    count: int,
    parts: Sequence[Part] = (),
    tell: Tell = silent,
    meanwhile: Iterable[None] = (),
) -> Iterator[tuple[str, Made]]:
    """Makes `parts` and the files about the resources `iris` in `count` processes; in any order.

    What belongs to a part comes with the name ''. `tell` is called with what parts tell; steps of
    `meanwhile` are taken while all workers are busy. Raises what a worker raised, and BuildError
    where one ended before its time.
    """
    steps = iter(meanwhile)
    size = max(1, min(100, len(iris) // (4 * count)))
    batches = [list(iris[at : at + size]) for at in range(0, len(iris), size)]
    beside = old.beside() if parts else old
    tasks: Iterator[Task] = chain(
        ((part, beside) for part in parts),
        ((batch, old.part(batch)) for batch in batches),
    )
    with _started(order, count) as waiting:
        for connection in list(waiting):
            if not _next(connection, tasks):
                waiting.remove(connection)
        while waiting:
            for ready in _ready(waiting, steps):
                assert isinstance(ready, Connection)  # noqa: S101 - only these are waited for
                found = _received(ready)
                if isinstance(found, str):
                    tell(found)
                    continue
                yield from found
                if not _next(ready, tasks):
                    waiting.remove(ready)


def _ready(waiting: list[Connection], steps: Iterator[None]) -> list[object]:
    """The workers that have something to say, after steps of other work until there is one."""
    found = wait(waiting, 0)
    while not found and next(steps, steps) is None:
        found = wait(waiting, 0)
    return list(found or wait(waiting))


@contextmanager
def _started(order: Order, count: int) -> Iterator[list[Connection]]:
    context = multiprocessing.get_context("spawn")
    ours, processes = [], []
    try:
        with _undisturbed():
            for _ in range(count):
                here, there = context.Pipe()
                process = context.Process(target=_work, args=(there, order), daemon=True)
                process.start()
                there.close()
                ours.append(here)
                processes.append(process)
        yield list(ours)
    finally:
        for connection in ours:
            connection.close()
        for process in processes:
            process.terminate()
            process.join()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Holds back signals that ask to end until no worker is half started.

    Handlers are exchanged, because any thread may receive a signal; and the signals are blocked,
    because workers inherit that: Ctrl-C, which reaches them too, is for their starter to answer.
    """
    if not _HELD or threading.current_thread() is not threading.main_thread():
        yield
        return
    resource_tracker.ensure_running()  # which would let them through, were it started later
    asked: list[int] = []
    handlers = {number: signal.getsignal(number) for number in _HELD}
    for number in _HELD:
        signal.signal(number, lambda number, _frame: asked.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, _HELD)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for number, handler in handlers.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
    if asked:
        signal.raise_signal(asked[0])


def _next(connection: Connection, tasks: Iterator[Task]) -> bool:
    task = next(tasks, None)
    if task is None:
        return False
    connection.send(task)
    return True


def _received(connection: Connection) -> Results | str:
    """The results of a task, or what it tells."""
    try:
        found = connection.recv()
    except (EOFError, ConnectionError) as error:
        hint = "It may have been stopped, or there was too little memory. The earlier site stands."
        raise BuildError("A worker ended before its work was done.", hint) from error
    if isinstance(found, BaseException):
        raise found
    answer: Results | str = found
    return answer


def _work(connection: Connection, order: Order) -> None:
    """The life of a worker: tasks in, results out."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if _HELD:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HELD)
    try:
        site = order.site()
        makes = [maker(site) for maker in order.makers]
        gc.freeze()  # what was read stays: looking through it again and again costs a quarter
        gc.set_threshold(_GARBAGE)
        while asked := _asked(connection):
            task, old = asked
            if isinstance(task, list):
                results = [(iri, make(makes, site, iri, order.folder, old)) for iri in task]
            else:
                results = [("", _part(task, site, Output(order.folder, old), connection.send))]
            connection.send(results)
    except (PartnergraphError, OSError) as error:
        _tell(connection, error)
    except Exception as error:  # it is told to the one who can show it
        _tell(connection, RuntimeError(f"{error!r}\n{traceback.format_exc()}"))


def _asked(connection: Connection) -> Task | None:
    """The next task; None where there are no more."""
    try:
        task: Task = connection.recv()
    except (EOFError, ConnectionError):
        return None
    return task


def _tell(connection: Connection, error: BaseException) -> None:
    try:
        connection.send(error)
    except (OSError, ValueError):
        return
