"""QGIS styles: points in the colour of their event type, areas of uncertainty, map tip, aliases, time.

`events.qml` beside events.geojson, events.gpkg and events.csv is loaded by QGIS on its own. Time is given by expressions:
with its field modes QGIS 3.22 compares days as text and shows events of the first of a month in the wrong frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from pipeline.schema import EVENT_FIELDS, EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

COLOURS = {
    "Battles": "#d55e00",
    "Explosions/Remote violence": "#e69f00",
    "Violence against civilians": "#cc79a7",
    "Protests": "#0072b2",
    "Riots": "#56b4e9",
    "Strategic developments": "#009e73",
}
"""Event type to its colour, as on the map page: Okabe and Ito's, tellable apart by colour-blind readers."""
OTHER = "#808080"
"""Colour of an event type that is not listed."""

_SIZE = 'min(11, 2.2 + 0.9 * sqrt(coalesce("fatalities", 0)))'
_RING_WIDTH = 'if("geo_precision" >= 3, 0.6, 0.4)'
_RING_STYLE = "if(\"geo_precision\" >= 3, 'dot', 'dash')"
_RING_SIZE = f'{_SIZE} + if("geo_precision" >= 3, 4, 2)'


def _rgb(colour: str, alpha: int = 255) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + f",{alpha}"


def _options(values: dict[str, str]) -> str:
    rows = "".join(f'<Option type="QString" name={quoteattr(k)} value={quoteattr(v)}/>' for k, v in values.items())
    return f'<Option type="Map">{rows}</Option>'


def _defined(expressions: dict[str, str]) -> str:
    """Properties of a symbol layer that follow an expression."""
    rows = "".join(
        f'<Option type="Map" name={quoteattr(name)}><Option type="bool" name="active" value="true"/>'
        f'<Option type="QString" name="expression" value={quoteattr(expression)}/>'
        '<Option type="int" name="type" value="3"/></Option>'
        for name, expression in expressions.items()
    )
    return (
        '<data_defined_properties><Option type="Map"><Option type="QString" name="name" value=""/>'
        f'<Option type="Map" name="properties">{rows}</Option>'
        '<Option type="QString" name="type" value="collection"/></Option></data_defined_properties>'
    )


def _layer(kind: str, values: dict[str, str], expressions: dict[str, str]) -> str:
    return f'<layer class="{kind}" enabled="1" pass="0" locked="0">{_options(values)}{_defined(expressions)}</layer>'


def _point_symbol(number: int, colour: str) -> str:
    """A disc sized by deaths, with a ring around it where the place is not exact."""
    disc = {
        "name": "circle",
        "color": _rgb(colour, 215),
        "outline_color": "35,35,35,255",
        "outline_style": "solid",
        "outline_width": "0.2",
        "outline_width_unit": "MM",
        "size": "2.6",
        "size_unit": "MM",
    }
    ring = disc | {"color": "0,0,0,0", "outline_color": _rgb(colour), "outline_width": "0.4", "size": "5"}
    layers = _layer("SimpleMarker", disc, {"size": _SIZE}) + _layer(
        "SimpleMarker",
        ring,
        {
            "enabled": 'coalesce("geo_precision", 1) >= 2',
            "size": _RING_SIZE,
            "outlineStyle": _RING_STYLE,
            "outlineWidth": _RING_WIDTH,
        },
    )
    return f'<symbol type="marker" name="{number}" alpha="1" clip_to_extent="1" force_rhr="0">{layers}</symbol>'


def _area_symbol(number: int, colour: str) -> str:
    fill = {
        "color": _rgb(colour, 26),
        "style": "solid",
        "outline_color": _rgb(colour, 160),
        "outline_style": "dash",
        "outline_width": "0.3",
        "outline_width_unit": "MM",
    }
    return f'<symbol type="fill" name="{number}" alpha="1">{_layer("SimpleFill", fill, {})}</symbol>'


def _renderer(symbols: Iterable[str]) -> str:
    """Categories by event type; the one without a value draws every other."""
    categories = "".join(
        f'<category render="true" symbol="{number}" value={quoteattr(value)} label={quoteattr(value or "Other")}/>'
        for number, value in enumerate((*EVENT_TYPES, ""))
    )
    return (
        '<renderer-v2 type="categorizedSymbol" attr="event_type" symbollevels="0" enableorderby="0" forceraster="0">'
        f"<categories>{categories}</categories><symbols>{''.join(symbols)}</symbols></renderer-v2>"
    )


def _temporal() -> str:
    """Each event is shown on its first day, and so once in a sequence of frames."""
    start = 'to_datetime("event_date")'
    until = f"{start} + to_interval('1 day')"
    return (
        '<temporal enabled="1" mode="4" startField="event_date" endField="" fixedDuration="0" durationUnit="d"'
        f' durationField="" startExpression={quoteattr(start)} endExpression={quoteattr(until)} accumulate="0"'
        ' limitMode="0"><fixedRange><start></start><end></end></fixedRange></temporal>'
    )


def _shown(column: str) -> str:
    """QGIS expression for a column's text with HTML made harmless."""
    text = f"coalesce(to_string(\"{column}\"), '')"
    for raw, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = f"replace({text}, '{raw}', '{safe}')"
    return f"[% {text} %]"


def _map_tip() -> str:
    dead = "[% if(\"fatalities\" is null, '', ' · deaths ' || \"fatalities\") %]"
    hurt = "[% if(\"injuries\" is null, '', ' · injured ' || \"injuries\") %]"
    near = "[% if(\"uncertainty_km\" is null, '', ' (± ' || \"uncertainty_km\" || ' km)') %]"
    return (
        f"<b>{_shown('sub_event_type')}</b><br>{_shown('event_date')} · {_shown('location')}{near}<br>"
        f"{_shown('actor1')} → {_shown('actor2')}<br>{_shown('status')}{dead}{hurt}<br><i>{_shown('source')}</i>"
    )


def _aliases() -> str:
    rows = "".join(
        f'<alias field={quoteattr(field.name)} index="{index}" name={quoteattr(alias(field.name, field.unit))}/>'
        for index, field in enumerate(EVENT_FIELDS)
    )
    return f"<aliases>{rows}</aliases>"


def alias(name: str, unit: str = "") -> str:
    """A column's name to show: `uncertainty_km` in km is "Uncertainty (km)"."""
    words = name.removesuffix(f"_{unit}").replace("_", " ").replace(" id", " ID")
    short = unit if len(unit) < 4 else ""
    return f"{words[0].upper()}{words[1:]}{f' ({short})' if short else ''}"


def _document(categories: str, geometry: int, *parts: str) -> str:
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        f'<qgis version="3.22.0" styleCategories="{categories}">{"".join(parts)}'
        f"<layerGeometryType>{geometry}</layerGeometryType></qgis>\n"
    )


def events() -> str:
    """The style of event points: events.qml."""
    symbols = [_point_symbol(number, colour) for number, colour in enumerate((*COLOURS.values(), OTHER))]
    return _document(
        "Symbology|Fields|MapTips|Temporal",
        0,
        _temporal(),
        _renderer(symbols),
        _aliases(),
        '<previewExpression>"location"</previewExpression>',
        f"<mapTip>{escape(_map_tip())}</mapTip>",
    )


def footprints() -> str:
    """The style of areas of uncertainty, kept inside the GeoPackage."""
    symbols = [_area_symbol(number, colour) for number, colour in enumerate((*COLOURS.values(), OTHER))]
    return _document("Symbology|Temporal", 2, _temporal(), _renderer(symbols))
