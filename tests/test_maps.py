"""The map page: what is in it, what cannot be in it, and that its bytes are its input's alone."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from pipeline import maps
from pipeline.errors import OptionError
from tests.maps_factory import records

if TYPE_CHECKING:
    from pathlib import Path

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


def test_the_small_page_loads_leaflet_by_its_hash(tmp_path: Path) -> None:
    page = written(tmp_path, cdn=True)
    assert 'integrity="sha256-' in page
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
