"""Events → one HTML page that opens anywhere, and a picture for papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import files
from pipeline.maps.filters import filter_events
from pipeline.maps.picture import write_picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pipeline.schema import Document, Event, Report

__all__ = ["filter_events", "write", "write_picture"]


def write(
    path: Path,
    events: Iterable[Event],
    reports: Iterable[Report] | Mapping[str, Sequence[Report]],
    documents: Mapping[str, Document],
    *,
    ordered: bool = False,
    title: str = "Conflict events",
    language: str = "en",
    cdn: bool = False,
    tiles: str = "OpenStreetMap HOT",
    attribution: Sequence[str] = (),
) -> None:
    """Write the map of `events` to the HTML file `path`, whole or not at all.

    Parameters
    ----------
    events
        What is shown; events without coordinates are listed as unplaced. They are gone through twice.
    reports
        The accounts, or for the id of each event its own; those of other events are passed over.
    documents
        By document id; only source, title, address and publication date enter the page.
    ordered
        The events come by day and id, so that they need not be in memory.
    title
        Shown at the top of the page.
    language
        Language of the labels (labels.csv), not of the data.
    cdn
        Load Leaflet and tiles from the network instead of carrying everything in the page.
    tiles
        Street map that the reader can switch on: a name of xyzservices, or an address with {z}, {x} and {y}. The page
        asks that server and no other, and (without `cdn`) only once it is switched on.
    attribution
        Further sources to name on the map, as plain text.

    Raises
    ------
    OptionError
        There are no labels in `language`, or `tiles` cannot be used.
    OutputError
        The file cannot be written.
    """
    from pipeline.maps import data, ground, page

    block = data.encode(events, reports, documents, ordered=ordered)
    background = data.pack(data.to_text(ground.around(events, detailed=not cdn)))
    text = page.render(block, background, title=title, language=language, cdn=cdn, tiles=tiles, attribution=attribution)
    files.write_text(path, text)
