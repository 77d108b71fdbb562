"""Several processes that answer at one socket, begun together and ended together.

It knows nothing of what they do. A process that ends by itself ends the others; none outlives the one that began them.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from mockserver.errors import MockServerError

Work = Callable[[Callable[[], None]], None]


def work_together(count: int, work: Work, ready: Callable[[], None]) -> None:
    """Run the same work in processes of their own, until SIGINT or SIGTERM.

    Args:
        count: how many.
        work: what each does, and what it calls once it is ready; SIGTERM ends it.
        ready: what is called once all are.

    Raises:
        MockServerError: where a process ends by itself, or the system cannot fork.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        raise MockServerError("this system does not fork, so there is one worker only. Leave --workers out.")
    context = multiprocessing.get_context("fork")
    (tells, told), (leash, held) = context.Pipe(duplex=False)[::-1], context.Pipe(duplex=False)
    processes: list[BaseProcess] = [
        context.Process(target=_begin, args=(work, tells, leash, held), daemon=True) for _ in range(count)
    ]
    with _ended_by_signals(processes) as ending:
        for process in processes:
            process.start()
        _watch(processes, told, ready)
        alone = not ending.is_set()
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()
    held.close()
    if alone:
        codes = ", ".join(str(process.exitcode) for process in processes)
        raise MockServerError(f"a worker ended by itself, and so did the mock (exit codes {codes}). Look at its log.")


def _watch(processes: list[BaseProcess], told: Connection, ready: Callable[[], None]) -> None:
    """Wait until one of them has ended; say when all are ready."""
    awaited = len(processes)
    sentinels = [process.sentinel for process in processes]
    while not set(found := wait([told, *sentinels] if awaited else sentinels)) & set(sentinels):
        if told in found:
            told.recv_bytes()
            awaited -= 1
        if not awaited:
            ready()


def _begin(work: Work, tells: Connection, leash: Connection, held: Connection) -> None:
    """What a process does first: it ends when who holds the other end of its leash has."""
    held.close()
    threading.Thread(target=_follow, args=(leash,), daemon=True).start()
    work(lambda: tells.send_bytes(b"ready"))


def _follow(leash: Connection) -> None:
    leash.poll(None)
    os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def _ended_by_signals(processes: list[BaseProcess]) -> Iterator[threading.Event]:
    """SIGINT and SIGTERM end all of them; the event tells that one came."""
    ending = threading.Event()

    def end(*_: object) -> None:
        ending.set()
        for process in processes:
            if process.pid is not None and process.is_alive():
                process.terminate()

    before = {name: signal.signal(name, end) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ending
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
