"""What a run is asked to do, where its records stand, and what a stage says when it is done."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from pipeline.online import Settings

ORDER = ("documents", "places", "reports", "events", "outputs", "maps")
"""The stages, in the order in which they run; places and reports are read in one pass over the documents."""
RECORDS: dict[str, tuple[str, ...]] = {
    "documents": ("documents",),
    "places": ("places", "coded"),
    "reports": ("places", "coded"),
    "events": ("events", "reports"),
}
"""The records that a stage writes for those after it."""
NEEDS: dict[str, tuple[str, ...]] = {
    "documents": (),
    "places": ("documents",),
    "reports": ("documents",),
    "events": ("documents", "coded"),
    "outputs": ("documents", "events", "reports"),
    "maps": ("documents", "events", "reports"),
}
"""The records that a stage reads."""


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which events the map shows, and how; everything by default."""

    page: Path | None = None
    where: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    language: str = "en"
    tiles: str = "OpenStreetMap HOT"
    picture: Path | None = None
    cdn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run is asked to do.

    `workers` is the number of processes that code documents, `scheduler` the address of a Dask scheduler whose workers
    do so instead; `fresh` forgets what was coded before. None of them changes the results.
    `online` is the geocoding service to ask; `None` asks none.
    """

    source: Path | None = None
    out: Path = Path("data/processed")
    maps: Path = Path("maps")
    gazetteer: Path | None = None
    study_area: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    formats: tuple[str, ...] = ()
    title: str = "Conflict events"
    selection: Selection = field(default_factory=Selection)
    corrected: Path | None = None
    workers: int = field(default_factory=cores)
    scheduler: str | None = None
    fresh: bool = False
    online: Settings | None = None
    say: Callable[[str], None] = print

    @property
    def corrections(self) -> Path | None:
        """The table of corrections: the one given, else the one in the folder of the articles, where there is one."""
        if self.corrected is not None:
            return self.corrected
        path = self.source / "corrections.csv" if self.source is not None else None
        return path if path is not None and path.is_file() else None

    @property
    def stages(self) -> Path:
        """The folder of the records that pass between the stages."""
        return self.out / "stages"

    def stage(self, name: str) -> Path:
        """Where the records of a stage stand."""
        return self.stages / f"{name}.jsonl"

    def issues(self, stage: str) -> Path:
        """Where the issues of a stage stand."""
        return self.stages / f"issues-{stage}.jsonl"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a stage did: rows written, how many inputs could not be used, how many names a service did not answer."""

    counts: Mapping[str, int]
    faults: int = 0
    unanswered: int = 0
