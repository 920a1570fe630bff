"""A stage in a process of its own, while another one runs in this one."""

from __future__ import annotations

import dataclasses
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.errors import DatelineError, RunError
from pipeline.workflow import executors
from pipeline.workflow.stages import STAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

    from pipeline.workflow.options import Options, Outcome

LEAST = 20_000_000
"""Bytes of events from which on another process is worth its start."""


def worth(options: Options) -> bool:
    """Whether there is so much to write that two processes do it sooner."""
    path = options.stage("events")
    return options.workers > 1 and path.is_file() and path.stat().st_size >= LEAST


def _silent(_: str) -> None:
    pass


def _answer(stage: str, options: Options, answer: Connection) -> None:
    executors.prepare()
    try:
        answer.send(STAGES[stage](options))
    except DatelineError as error:
        answer.send(error)


@contextmanager
def running(stage: str, options: Options) -> Iterator[Callable[[], Outcome]]:
    """Run a stage while the block does; what is given waits for its outcome, and raises its errors.

    Raises
    ------
    RunError
        The process died.
    """
    context = executors.context()
    receiver, sender = context.Pipe(duplex=False)
    quiet = dataclasses.replace(options, say=_silent)
    process = context.Process(target=_answer, args=(stage, quiet, sender), daemon=True)  # type: ignore[attr-defined]
    process.start()
    sender.close()

    def outcome() -> Outcome:
        try:
            found: Outcome | DatelineError = receiver.recv()
        except EOFError:
            raise RunError(f"the process of the stage {stage} died (often for want of memory); run again") from None
        if isinstance(found, DatelineError):
            raise found
        return found

    try:
        yield outcome
    finally:
        process.terminate()
        process.join()
