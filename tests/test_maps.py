"""The map page: what is in it, what cannot be in it, and that its bytes are its input's alone."""

from __future__ import annotations

import csv
import random
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from pipeline import files, maps
from pipeline.__main__ import commands
from pipeline.errors import OptionError
from pipeline.maps import data
from tests.maps_factory import records

if TYPE_CHECKING:
    from collections.abc import Sequence

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "{{ 7*7 }}",
    "{% raw %}",
    "{#",
    "${alert(1)}",
    "`\\\\`",
    "</script><script>alert(1)</script>",
)


def written(folder: Path, count: int = 20, **options: object) -> str:
    path = folder / "events.html"
    maps.write(path, *records(count), **options)  # type: ignore[arg-type]
    return path.read_text(encoding="utf-8")


def test_same_input_in_any_order_gives_the_same_bytes(tmp_path: Path) -> None:
    events, reports, documents = records(30)
    first = written(tmp_path, 30)
    random.Random(1).shuffle(events)
    reports.reverse()
    maps.write(tmp_path / "again.html", events, reports, dict(reversed(documents.items())))
    assert (tmp_path / "again.html").read_text(encoding="utf-8") == first


def test_reports_may_be_loaded_event_by_event(tmp_path: Path) -> None:
    events, reports, documents = records(1200)
    maps.write(tmp_path / "a.html", events, reports, documents)
    told = {event.event_id: [report for report in reports if report.event_id == event.event_id] for event in events}
    maps.write(tmp_path / "b.html", data.order(events), told, documents)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    plain = {name: [files.to_json(report) for report in own] for name, own in told.items()}
    maps.write(tmp_path / "c.html", map(files.to_json, data.order(events)), plain, documents)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "c.html").read_bytes()


class Remembered(dict[bytes, bytes]):
    """Parts of the page by the lines of their events."""

    def key(self, events: Sequence[bytes]) -> bytes:
        return b"".join(events)

    def put(self, key: bytes, value: bytes) -> None:
        self[key] = value


def test_parts_that_were_made_before_are_taken_over() -> None:
    events, reports, documents = records(2500)
    ordered = data.order(events)
    told = {event.event_id: [files.line(one).encode() for one in reports if one.event_id == event.event_id]
            for event in events}  # fmt: skip
    lines = [files.line(event).encode() for event in ordered]
    kept = Remembered()
    first = data.encode_ordered(lines[1:], told, documents, kept)
    assert first == data.encode_ordered(ordered[1:], told, documents)
    assert first.starts[0] == 0
    assert len(first.starts) == len(first.chunks) == len(kept) > 3
    assert max(b - a for a, b in pairwise([*first.starts, first.count])) <= data.LARGEST
    before = dict(kept)
    second = data.encode_ordered(lines, {}, documents, kept)
    assert len(kept.keys() - before.keys()) == 1
    assert second.chunks[2:] == first.chunks[2:]
    assert data.encode_ordered(lines, told, documents).columns == second.columns


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_outside_never_reaches_the_markup(tmp_path: Path, text: str) -> None:
    events, reports, documents = records(3)
    events = [replace(event, location=text, notes=text, actor1=(text,), weapon=text) for event in events]
    reports = [replace(report, evidence=text, time_text=text) for report in reports]
    documents = {name: replace(document, title=text, url=text, source=text) for name, document in documents.items()}
    maps.write(tmp_path / "m.html", events, reports, documents, title=text, attribution=(text,))
    page = (tmp_path / "m.html").read_text(encoding="utf-8")
    data = page[page.index('id="settings">') :]
    assert "alert(1)" not in page.replace(data, "").replace("&lt;", "") or "<img" not in page.replace(data, "")
    assert "<img src=x" not in page
    assert "</script><script>alert" not in page


def test_the_page_asks_the_network_for_nothing(tmp_path: Path) -> None:
    page = written(tmp_path)
    assert "<script src=" not in page
    assert "<link" not in page
    assert "default-src 'none'" in page


PUBLISHED = {
    "leaflet.js": "sha256-WBkoXOwTeyKclOHuWtc+i2uENFpDZ9YPdf5Hf+D7ewM=",
    "leaflet.css": "sha256-kLaT2GOSpHechhsozzB+flnD+zUyjE2LlfWPgU04xyI=",
}
"""The hashes that Leaflet gives out for 1.9.3."""


def test_the_small_page_loads_leaflet_by_its_hash(tmp_path: Path) -> None:
    page = written(tmp_path, cdn=True)
    found = re.findall(r"leaflet@([\d.]+)/dist/(leaflet\.\w+)\" integrity=\"(\S+)\"", page)
    assert found == [("1.9.3", name, check) for name, check in PUBLISHED.items()]
    assert len(page) < len(written(tmp_path)) - 100_000


def test_unknown_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="'xx'"):
        written(tmp_path, language="xx")


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ((), 40),
        (("country=UKR",), None),
        (("country=ukraine",), None),
        (("country=Ukraine", "status!=reported"), None),
        (("event_type=Battles|Riots",), None),
        (("fatalities>=8",), None),
        (("event_date<=2023-12-31",), None),
        (("actor1=Wagner Group",), None),
        (("geo_precision=",), None),
    ],
)
def test_conditions_choose(where: tuple[str, ...], expected: int | None) -> None:
    events = records(40)[0]
    chosen = maps.filter_events(events, where=where)
    if expected is not None:
        assert len(chosen) == expected
    else:
        assert 0 < len(chosen) < len(events)


def test_days_choose_by_overlap() -> None:
    event = replace(records(1)[0][0], event_date=date(2024, 1, 1), event_date_end=date(2024, 1, 7))
    assert maps.filter_events([event], since=date(2024, 1, 7))
    assert not maps.filter_events([event], since=date(2024, 1, 8))
    assert maps.filter_events([event], until=date(2024, 1, 1))
    assert not maps.filter_events([replace(event, event_date=None)], until=date(2024, 1, 1))


@pytest.mark.parametrize("where", ["country", "nation=UKR", "fatalities>=many", "location>=3", ""])
def test_conditions_that_say_nothing_are_refused(where: str) -> None:
    with pytest.raises(OptionError, match="--where"):
        maps.filter_events(records(1)[0], where=(where,))


ASSETS = Path(maps.__file__).parent.parent / "assets" / "map"


def label_rows() -> list[dict[str, str]]:
    lines = (ASSETS / "labels.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def test_every_label_is_there_in_every_language_and_keeps_its_values() -> None:
    for row in label_rows():
        values = {language: sorted(re.findall(r"\{\w+\}", text)) for language, text in row.items() if language != "key"}
        assert all(row.values()), row["key"]
        assert len({tuple(found) for found in values.values()}) == 1, row["key"]


def test_labels_and_scripts_know_each_other() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in ASSETS.glob("*.*") if path.suffix in {".js", ".html"})
    keys = {row["key"] for row in label_rows()}
    used = set(re.findall(r'(?:label\(|data-(?:t|label|hint)=|row\(list, )"([\w.]+)"', texts))
    assert used - keys == set()
    made = ("layer.", "type.", "time.", "unit.", "status.", "precision.", "geo_precision.", "time_precision.")
    unused = {key for key in keys - used if not key.startswith(made) and f'"{key}"' not in texts}
    assert unused == set()


@pytest.mark.parametrize(
    "name", ["no such map", "https://tiles.example.org/{{7*7}}.png", 'https://x/{z}"', "CartoDB Positron"]
)
def test_tiles_that_cannot_be_used_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OptionError, match="--tiles"):
        written(tmp_path, tiles=name)


def test_the_policy_allows_the_chosen_tiles_only(tmp_path: Path) -> None:
    page = written(tmp_path, tiles="https://{s}.tiles.example.org/{z}/{x}/{y}.png")
    assert "img-src data: https://*.tiles.example.org; base-uri" in page


@pytest.mark.parametrize("kind", ["svg"])
def test_a_picture_is_the_same_twice(tmp_path: Path, kind: str) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    events = records(12, scatter=0.5)[0]
    for name in ("a", "b"):
        maps.write_picture(tmp_path / f"{name}.{kind}", events, title="$x^2$ {{ 7 }}")
        events = events[::-1]
    assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()


def test_a_picture_says_what_is_wrong(tmp_path: Path) -> None:
    events = records(3)[0]
    with pytest.raises(OptionError, match=r"\.png"):
        maps.write_picture(tmp_path / "a.bmp", events)
    with pytest.raises(OptionError, match="coordinates"):
        maps.write_picture(tmp_path / "a.png", [replace(event, latitude=None) for event in events])


def test_the_command_reads_a_processed_folder(tmp_path: Path) -> None:
    events, reports, documents = records(20)
    for name, some in (("events", events), ("reports", reports), ("documents", documents.values())):
        files.write_records(tmp_path / "stages" / f"{name}.jsonl", some)
    out = tmp_path / "ukraine.html"
    asked = [
        "maps",
        "--out",
        str(tmp_path),
        "--maps",
        str(tmp_path),
        "--page",
        str(out),
        "--where",
        "country=UKR",
        "--since",
        "2023-02-01",
        "--language",
        "uk",
    ]
    result = CliRunner().invoke(commands, asked, catch_exceptions=False)
    chosen = maps.filter_events(events, where=("country=UKR",), since=date(2023, 2, 1))
    placed = sum(event.latitude is not None for event in chosen)
    assert f"maps: {placed} events on the map" in result.output
    assert f"{20 - len(chosen)} not asked for" in result.output
    assert '<html lang="uk">' in out.read_text(encoding="utf-8")
