"""Where shards are coded: in this process, in processes of this machine, or on a Dask cluster; all are executors."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_all_start_methods, get_context, parent_process
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.errors import OptionError, RunError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.context import BaseContext

T = TypeVar("T")
CODER = (
    "pipeline.workflow.coding",
    "pipeline.corrections",
    "pipeline.gazetteer",
    "pipeline.places",
    "pipeline.reports",
)
"""What a process that codes imports."""
WAIT = 10
"""Seconds in which a scheduler has to answer."""


class Here(Executor):
    """Runs what is submitted at once, in this process."""

    def submit(self, function: Callable[..., T], /, *values: Any, **named: Any) -> Future[T]:
        """The finished future of a call; its errors are raised at once."""
        future: Future[T] = Future()
        future.set_result(function(*values, **named))
        return future


def prepare() -> None:
    """Make a worker leave Ctrl-C to the run, and end when the run is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def context() -> BaseContext:
    """Where the system can, processes come from one that has imported the coder once for all of them."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    found = get_context("forkserver")
    found.set_forkserver_preload(list(CODER))
    return found


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    executor = ProcessPoolExecutor(workers, mp_context=context(), initializer=prepare)
    try:
        yield executor
    except BrokenProcessPool as error:
        raise RunError(
            "a worker died (often for want of memory); what was coded is kept: run again, with fewer --workers"
        ) from error
    finally:
        executor.shutdown(cancel_futures=True)


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        distributed = import_module("distributed")
    except ImportError:
        raise OptionError("--scheduler needs dask: pip install 'dateline[dask]'") from None
    try:
        client: Any = distributed.Client(address, timeout=WAIT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise RunError(f"--scheduler {address}: no Dask scheduler answers there ({error}); start one") from error
    try:
        yield client.get_executor()
    except OSError as error:
        raise RunError(f"--scheduler {address}: lost ({error}); what was coded is kept: run again") from error
    finally:
        client.close()


@contextmanager
def executor(workers: int, scheduler: str | None) -> Iterator[tuple[Executor, int]]:
    """An executor, and how many shards it works on at a time.

    Raises
    ------
    RunError
        A worker died, or no scheduler answers.
    """
    if scheduler is not None:
        with _cluster(scheduler) as cluster:
            yield cluster, 64
    elif workers == 1:
        yield Here(), 1
    else:
        with _processes(workers) as pool:
            yield pool, workers
