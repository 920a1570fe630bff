"""The codebook: every column of every table, from the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.outputs.package import KEYS, TITLES
from pipeline.schema import EVENT_TYPES, TABLES

if TYPE_CHECKING:
    from pipeline.schema import Field

HEAD = """# Codebook

This page is generated from `pipeline/schema.py` by `python -m pipeline codebook`; do not edit it.

## What holds for every table
- UTF-8, RFC 4180 (comma, double quotes, CRLF), one header line. Read the tables with `"` as quote and `""` inside quotes.
- An **empty cell is "unknown"**. Nothing is filled in for it; 0 deaths stands only where a text says that nobody died.
- Days are `YYYY-MM-DD`, booleans `true` and `false`, coordinates WGS 84 decimal degrees (EPSG:4326), distances kilometres.
- Several values in one cell are joined by `"; "`. A value that itself holds this separator has a comma instead.
- **Spreadsheet safety.** A text that begins with `=`, `+`, `-`, `@` (also in full width) or a control character gets one
  apostrophe in front, and so does a text in which only apostrophes stand before such a character. To get the original text
  back, take one leading apostrophe away where the cell matches `^'+[=+\\-@＝＋－＠\\x00-\\x1f\\x7f-\\x9f]`. Plain numbers
  (`-12.5`), days and booleans are never changed. This concerns the CSV files only; the others hold the text as it is.
- Coordinates whose `geocoder` is `gazetteer` come from GeoNames (www.geonames.org), CC BY 4.0: name it where you publish them.
- `start` and `end` count characters (Unicode code points) of the document's text: `text[start:end]`.

## The same data in other formats
| file | what is in it |
| --- | --- |
| `events.geojson` | RFC 7946; `id` and property `event_id`; null geometry where the place is unknown |
| `events.gpkg` | GeoPackage 1.3: layers `events` (points), `footprints` (circle of `uncertainty_km`, or the country), `reports`, `issues` |
| `events.parquet` | GeoParquet 1.1; columns with several values are lists |
| `events.qml` | style that QGIS loads by itself with events.geojson, events.gpkg and events.csv |
| `events.csvt`, `events.prj` | types and coordinate system of events.csv for GDAL and QGIS |
| `datapackage.json` | Frictionless Data Package: schema, size and SHA-256 of every file |
| `manifest.json` | versions, options, inputs, counts and SHA-256 of every file |

A run of the whole line adds `merges.csv` (each pair of reports along which an event was joined, with the parts of its score) and
`changes.csv` (what differs from the tables that were in the folder before). They tell about the run and are no part of the data package.

## Event types
"""

TAIL = """
## Precision
| | 1 | 2 | 3 |
| --- | --- | --- | --- |
| `time_precision` | the day is known | within a week of the day given | within the month or span given |
| `geo_precision` | the named place itself | near it, part of it, or a district | a region, a country, a sea |

`uncertainty_km` is the radius around the point within which the event happened. A region stands at one point of it with
precision 3 and a large radius: never read that point as the place of the event.
"""


EXCHANGE = """
## Formats of other projects
`python -m pipeline export FOLDER --format NAME` makes them from the tables. Columns are those of the original, in its order; one
more, `eligibility`, says "eligible" or why a row would not be taken there, and how the point was found. What the original codes
and we do not know (conflict numbers, tags, crowd sizes) is empty.

| format | file | the point | precision | left out there |
| --- | --- | --- | --- | --- |
| `acled` | `acled.csv`, 31 columns | a region stands at its capital, where a gazetteer is at hand | `geo_precision` 1 place, 2 near or district, 3 region or larger; a day of precision 3 is the middle of its span | no day, no coordinates, country only |
| `ucdp-ged` | `ucdp-ged.csv`, 49 columns | a unit stands at its own point, never at its capital | `where_prec` 1 place, 2 near, 3 second-level, 4 first-level unit, 5 larger, 6 country, 7 sea; `date_prec` 1 day, 2 up to 6 days, 3 week, 4 month, 5 longer | no death, no organised actor, no armed force, no day, no coordinates |
| `viina-1pd` | `viina-1pd.csv`, 39 columns | the place | `GEO_PRECISION` STREET, ADM2 or ADM1, else empty | outside Ukraine, no coordinates, no day of publication |
| `timemap` | `timemap.json` | the place | day, week or month | no day, no coordinates |
| `case` | `case.csv`, 5 columns | city, region, country by name | | no day, no town, no country |

Deaths: ACLED takes the lowest figure given, and 0 where none is; UCDP takes best, high and low, and 0 likewise. `fatalities` in our own
tables is empty there: read a 0 of these two formats as "none reported". In `viina-1pd` the date is that of the first publication, as in
VIINA, and events of one day, place and labels are one row.
"""


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def _allowed(field: Field) -> str:
    """What a column may hold, in words."""
    if field.name in ("event_type", "sub_event_type"):
        return "see Event types"
    bounds = [f"from {field.minimum:g}"] if field.minimum is not None else []
    bounds += [f"to {field.maximum:g}"] if field.maximum is not None else []
    parts = [", ".join(f"`{value}`" for value in field.enum), " ".join(bounds)]
    parts.append(f"pattern `{field.pattern}`" if field.pattern else "")
    return "; ".join(part for part in parts if part)


def _table(name: str, fields: tuple[Field, ...]) -> str:
    key = f" Key: `{KEYS[name]}`." if name in KEYS else ""
    rows = "\n".join(
        f"| `{field.name}` | {field.type}{f' ({field.unit})' if field.unit else ''} | {'yes' if field.required else ''} "
        f"| {_escaped(field.description)} | {_escaped(_allowed(field))} | {_escaped(field.example)} |"
        for field in fields
    )
    return (
        f"\n## {name}.csv\n{TITLES[name]}.{key}\n\n"
        f"| column | type | required | meaning | allowed | example |\n| --- | --- | --- | --- | --- | --- |\n{rows}\n"
    )


def text() -> str:
    """The codebook as Markdown."""
    types = "\n".join(f"| {event} | {' · '.join(subs)} |" for event, subs in EVENT_TYPES.items())
    tables = "".join(_table(name, fields) for name, fields in TABLES.items())
    return f"{HEAD}| event_type | sub_event_type |\n| --- | --- |\n{types}\n{TAIL}{tables}{EXCHANGE}"
