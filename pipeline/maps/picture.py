"""A still picture of the map for papers (needs matplotlib: the extra `picture`)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pipeline import files
from pipeline.errors import OptionError
from pipeline.maps import ground
from pipeline.maps.data import order
from pipeline.schema import EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from pipeline.schema import Event

COLOURS = ("#d55e00", "#e69f00", "#cc79a7", "#0072b2", "#56b4e9", "#009e73")
"""Okabe and Ito's colours, in the order of the event types, as on the page."""
MARKERS = ("D", "o", "s", "^", "v", "p")
SEA, LAND, LINE, BORDER = "#dfe7ec", "#f7f5f0", "#b3bfc6", "#9a948a"
NAME = "#57534b"
LINES = (("regions", "#d9d4ca", 0.4, "-"), ("borders", BORDER, 0.8, "-"), ("disputed", BORDER, 0.7, "--"))
KM_PER_DEGREE = 111.2
FORMATS = (".png", ".pdf", ".svg")


def _lines(shapes: Iterable[Sequence[int]], grid: float) -> list[list[tuple[float, float]]]:
    """Shapes of ground.jsonl as longitudes and latitudes."""
    found = []
    for steps in shapes:
        x = y = 0
        points = []
        for east, north in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + east, y + north
            points.append((x * grid, y * grid))
        found.append(points)
    return found


def _extent(events: Sequence[Event]) -> tuple[float, float, float, float]:
    """West, south, east, north with a margin of a tenth, and at least two degrees each way."""
    spans = []
    for values in ([event.longitude or 0.0 for event in events], [event.latitude or 0.0 for event in events]):
        middle, half = (min(values) + max(values)) / 2, max((max(values) - min(values)) * 0.62, 1.5)
        spans.append((middle - half, middle + half))
    (west, east), (south, north) = spans
    return max(west, -180), max(south, -85), min(east, 180), min(north, 85)


def _draw_ground(axes: Axes, events: Sequence[Event], extent: tuple[float, float, float, float]) -> None:
    """The world in outline, over it the tiles in detail where the picture is close enough to show it."""
    background = ground.around(ground.squares(events), detailed=extent[2] - extent[0] < 40)
    _draw_tile(axes, background["world"], 1.0, LINE)
    for tile in background["tiles"]:
        _draw_tile(axes, tile, 1.5, LAND)
    _draw_towns(axes, background["towns"], extent)


def _draw_tile(axes: Axes, tile: dict[str, Any], order_: float, coast: str) -> None:
    from matplotlib.collections import LineCollection
    from matplotlib.patches import PathPatch, Rectangle
    from matplotlib.path import Path as Outline

    if tile["tile"]:
        west, south = tile["tile"]
        axes.add_patch(Rectangle((west, south), ground.TILE, ground.TILE, facecolor=SEA, linewidth=0, zorder=order_))
    rings = [Outline([*ring, ring[0]], closed=True) for ring in _lines(tile["land"], tile["grid"])]
    if rings:
        land = Outline.make_compound_path(*rings)
        patch = PathPatch(land, facecolor=LAND, edgecolor=coast, linewidth=0.4, zorder=order_ + 0.1)
        axes.add_patch(patch)
    for name, colour, width, dash in LINES:
        lines = _lines(tile.get(name, ()), tile["grid"])
        drawn = LineCollection(lines, colors=colour, linewidths=width, linestyles=dash, zorder=order_ + 0.2)
        axes.add_collection(drawn)


def _draw_towns(axes: Axes, towns: Iterable[Sequence[Any]], extent: tuple[float, float, float, float]) -> None:
    """The largest towns whose names stay clear of each other."""
    west, south, east, north = extent
    taken: list[tuple[float, float]] = []
    for name, x, y, people in towns:
        across, up = (x / 1000 - west) / (east - west), (y / 1000 - south) / (north - south)
        clear = all(abs(across - other) > 0.16 or abs(up - level) > 0.035 for other, level in taken)
        if not (0.02 < across < 0.88 and 0.02 < up < 0.98 and clear and people >= 5_000 * (east - west)):
            continue
        taken.append((across, up))
        place = (x / 1000, y / 1000)
        axes.plot(*place, ".", color=NAME, markersize=3, zorder=2)
        axes.annotate(name, place, (4, 0), textcoords="offset points", fontsize=6, color=NAME, va="center", zorder=2)


def _draw_areas(axes: Axes, events: Sequence[Event]) -> None:
    """Where events known only roughly may have happened, once a place."""
    from matplotlib.patches import Ellipse

    areas = {
        (event.longitude or 0.0, event.latitude or 0.0, event.uncertainty_km, event.geo_precision)
        for event in events
        if (event.geo_precision or 1) > 1 and event.uncertainty_km
    }
    for longitude, latitude, radius, precision in sorted(areas):
        height = 2 * radius / KM_PER_DEGREE
        width = height / max(0.05, math.cos(math.radians(latitude)))
        axes.add_patch(Ellipse((longitude, latitude), width, height, facecolor="#4a6785", alpha=0.1, zorder=3))
        if precision == 2:
            rim = Ellipse((longitude, latitude), width, height, fill=False, edgecolor="#4a6785", zorder=3)
            rim.set(linestyle="--", linewidth=0.7)
            axes.add_patch(rim)


def _draw_events(axes: Axes, events: Sequence[Event]) -> None:
    numbers = {name: number for number, name in enumerate(EVENT_TYPES)}
    for event in events:
        colour = COLOURS[numbers[event.event_type]]
        axes.plot(
            event.longitude or 0.0,
            event.latitude or 0.0,
            MARKERS[numbers[event.event_type]],
            markersize=5 + min(9.0, math.sqrt(event.fatalities or 0)),
            color=colour,
            markerfacecolor="white" if event.status == "claimed" else colour,
            fillstyle="left" if event.status == "disputed" else "full",
            markerfacecoloralt="white",
            markeredgecolor=colour if event.status != "reported" else "white",
            markeredgewidth=0.8,
            zorder=4,
        )


def _legend(figure: Figure, axes: Axes, events: Sequence[Event]) -> None:
    shown = {event.event_type for event in events}
    handles = [
        axes.plot([], [], marker, color=colour, label=name, linestyle="")[0]
        for name, marker, colour in zip(EVENT_TYPES, MARKERS, COLOURS, strict=True)
        if name in shown
    ]
    for status, fill in (("claimed by a party", "none"), ("disputed", "left")):
        style: dict[str, Any] = {"fillstyle": fill, "color": NAME, "linestyle": "", "markerfacecoloralt": "white"}
        handles.append(axes.plot([], [], "o", label=status, **style)[0])
    figure.legend(handles=handles, loc="outside lower left", ncols=3, fontsize=6.5, frameon=False)


def write_picture(path: Path, events: Sequence[Event], *, title: str = "") -> None:
    """Draw the placed events on land and borders into a PNG, PDF or SVG file.

    Parameters
    ----------
    path
        Its ending chooses the format.
    title
        Shown above the map as it stands; empty for none.

    Raises
    ------
    OptionError
        The ending is another, matplotlib is missing, or no event has coordinates.
    OutputError
        The file cannot be written.
    """
    placed = [event for event in order(events) if event.latitude is not None and event.longitude is not None]
    if path.suffix.lower() not in FORMATS:
        raise OptionError(f"--picture {path.name!r}: write one of {', '.join(FORMATS)}")
    if not placed:
        raise OptionError("--picture: none of the events has coordinates, so there is nothing to draw")
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError:
        raise OptionError("--picture needs matplotlib; install it with: pip install 'dateline[picture]'") from None
    extent = _extent(placed)
    squeeze = math.cos(math.radians((extent[1] + extent[3]) / 2))
    shape = (extent[3] - extent[1]) / max(0.01, (extent[2] - extent[0]) * squeeze)
    figure = Figure(figsize=(7, min(9.0, 6.8 * shape + 0.9)), dpi=200, layout="constrained")
    axes = figure.add_subplot(facecolor=SEA)
    _draw_ground(axes, placed, extent)
    _draw_areas(axes, placed)
    _draw_events(axes, placed)
    _legend(figure, axes, placed)
    axes.set(xlim=(extent[0], extent[2]), ylim=(extent[1], extent[3]), aspect=1 / squeeze, xticks=[], yticks=[])
    axes.set_title(title, fontsize=10, loc="left", parse_math=False)
    axes.set_xlabel("Land and borders: Natural Earth. Towns: GeoNames (CC BY 4.0).", fontsize=5, loc="left")
    with files.replacing(path) as temporary, rc_context({"svg.hashsalt": "dateline"}):
        kind = path.suffix.lower().removeprefix(".")
        dateless: dict[str, Any] = {"png": {"Software": None}, "pdf": {"CreationDate": None}, "svg": {"Date": None}}
        figure.savefig(temporary, format=kind, metadata=dateless[kind])
