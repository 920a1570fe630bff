"""Every format that a dataset can be written in, made from its CSV tables."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline.errors import OptionError
from pipeline.schema import EVENT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from pipeline.outputs.exchange.basis import Basis, Gazetteer
    from pipeline.outputs.package import Provenance
    from pipeline.ranges import Partly


EXCHANGE = ("acled", "ucdp-ged", "viina-1pd", "timemap", "case")
"""Formats of other projects."""


@dataclass
class Source:
    """The CSV tables of a dataset, and what a format may need besides.

    `folder` holds the tables; `partly` tells which of the events were made anew, where that is known. The libraries that
    read them are loaded when they are first needed.
    """

    folder: Path
    provenance: Provenance
    gazetteer: Gazetteer | None = None
    partly: Partly | None = None

    def events(self, only: Collection[str] = (), path: Path | None = None) -> Iterator[Any]:
        """The events, or those of another table of events, in Arrow batches; only some columns, where they are named."""
        from pipeline.outputs import columnar

        return columnar.batches(path or self.folder / "events.csv", EVENT_FIELDS, only=only)

    @cached_property
    def basis(self) -> Basis:
        """What the exchange formats are made from."""
        from pipeline.outputs.exchange.basis import Basis

        return Basis(self.folder, self.gazetteer, self.provenance.time())


def _csv(source: Source, target: Path) -> None:
    from pipeline.outputs import sidecars

    (target / "events.csvt").write_bytes(sidecars.csvt(EVENT_FIELDS).encode())
    (target / "events.prj").write_bytes(sidecars.PRJ.encode())
    _style(target)


def _style(target: Path) -> None:
    from pipeline.outputs import style

    (target / "events.qml").write_bytes(style.events().encode())


def _geojson(source: Source, target: Path) -> None:
    from pipeline.outputs import geojson

    path = target / "events.geojson"
    if source.partly is None:
        geojson.write(path, source.events())
    else:
        former, lacking = source.partly.before(path.name)
        with closing(former):
            made = geojson.write(path, source.events(path=lacking), former, source.partly.marks)
        source.partly.keep(path, made)
    _style(target)


def _geopackage(source: Source, target: Path) -> None:
    from pipeline.outputs import geopackage
    from pipeline.outputs.package import EPOCH

    moment = (source.provenance.time() or EPOCH).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    geopackage.write(target / "events.gpkg", source.folder, moment)
    _style(target)


def _parquet(source: Source, target: Path) -> None:
    from pipeline.outputs import parquet

    parquet.write(target / "events.parquet", source.events)


def _exchange(name: str) -> Callable[[Source, Path], None]:
    def make(source: Source, target: Path) -> None:
        from pipeline.outputs import exchange

        exchange.WRITERS[name](source.basis, target)

    return make


MAKERS: dict[str, Callable[[Source, Path], None]] = {
    "csv": _csv,
    "geojson": _geojson,
    "gpkg": _geopackage,
    "parquet": _parquet,
    **{name: _exchange(name) for name in EXCHANGE},
}
"""Format to what writes it into a folder."""
DEFAULT = ("csv", "geojson", "gpkg", "parquet")


def known(formats: Iterable[str]) -> tuple[str, ...]:
    """The formats, each once.

    Raises
    ------
    OptionError
        One of them is unknown.
    """
    chosen = tuple(dict.fromkeys(formats))
    if unknown := [name for name in chosen if name not in MAKERS]:
        raise OptionError(f"format {', '.join(map(repr, unknown))} is unknown; choose from {', '.join(MAKERS)}")
    return chosen
