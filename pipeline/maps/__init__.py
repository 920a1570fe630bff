"""Events → one HTML page that opens anywhere, and a picture for papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from pipeline import files
from pipeline.maps.filters import filter_events
from pipeline.maps.picture import write_picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pipeline.maps.data import Kept
    from pipeline.schema import Document, Event, Report

__all__ = ["filter_events", "write", "write_picture"]


def write(
    path: Path,
    events: Iterable[Event] | Iterable[dict[str, Any]] | Iterable[bytes],
    reports: Iterable[Report] | Mapping[str, Sequence[Any]],
    documents: Mapping[str, Document],
    *,
    title: str = "Conflict events",
    language: str = "en",
    cdn: bool = False,
    tiles: str = "OpenStreetMap HOT",
    attribution: Sequence[str] = (),
    kept: Kept | None = None,
) -> None:
    """Write the map of `events` to the HTML file `path`, whole or not at all.

    Parameters
    ----------
    events
        What is shown; events without coordinates are listed as unplaced.
    reports
        The accounts; those of other events are passed over. Or a mapping that loads them for the id of an event: then
        events come by day and id, and need not be in memory. Both may be given as their JSON values by field, or as lines of JSON.
    documents
        By document id; only source, title, address and publication date enter the page.
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
    kept
        Parts of the page that were made before; for events that are lines.

    Raises
    ------
    OptionError
        There are no labels in `language`, or `tiles` cannot be used.
    OutputError
        The file cannot be written.
    """
    from pipeline.maps import data, ground, page

    if isinstance(reports, Mapping):
        block = data.encode_ordered(events, reports, documents, kept)
    else:
        block = data.encode(cast("Iterable[Event]", events), reports, documents)
    background = data.pack(data.to_text(ground.around(block.squares, detailed=not cdn)))
    text = page.render(block, background, title=title, language=language, cdn=cdn, tiles=tiles, attribution=attribution)
    files.write_text(path, text)
