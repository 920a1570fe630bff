"""The line from document to report on short articles of our own (tests/gold), against floors.

The articles are coded by hand after the coding manual: several wars, years and forms, three without any event. A floor
only moves up, and on purpose.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from geopy.distance import great_circle

from pipeline import places, reports
from pipeline.schema import EVENT_TYPES, Document, Report
from tests.gazetteers import Book

GOLD = Path(__file__).parent / "gold"
ARTICLES: tuple[dict[str, Any], ...] = tuple(
    json.loads(path.read_text(encoding="utf-8")) for path in sorted(GOLD.glob("*.json"))
)
FLOORS = {"match": 0.92, "strict": 0.87}
FIELDS = {"fatalities": 0.8, "injuries": 0.85, "actor1": 0.85, "actor2": 0.8, "status": 0.9, "claimed_by": 0.88}


@cache
def coded() -> dict[str, tuple[Report, ...]]:
    """Reports by article."""
    book = Book(GOLD / "places.csv")
    found = {}
    for row in ARTICLES:
        document = Document(
            document_id=row["id"],
            text=row["text"],
            title=row["title"],
            source=row["source"],
            published=date.fromisoformat(row["published"]) if row["published"] else None,
        )
        found[row["id"]] = reports.code(document, places.find(document, book)[0])[0]
    return found


def apart(event: dict[str, Any], report: Report) -> int | None:
    """Days between report and annotated span; `None` where one of them has no day."""
    if event["event_date"] is None or report.event_date is None:
        return 0 if event["event_date"] is report.event_date else None
    first, last = date.fromisoformat(event["event_date"]), date.fromisoformat(event["event_date_end"])
    return max(0, (first - report.event_date).days, (report.event_date - last).days)


def matches(event: dict[str, Any], report: Report) -> bool:
    days = apart(event, report)
    if event["event_type"] != report.event_type or days is None or days > 1 or report.latitude is None:
        return False
    there, here = (event["latitude"], event["longitude"]), (report.latitude, report.longitude)
    return bool(great_circle(there, here).km <= event["tolerance_km"])


def exact(event: dict[str, Any], report: Report) -> bool:
    day = report.event_date.isoformat() if report.event_date else None
    return bool(event["sub_event_type"] == report.sub_event_type and event["event_date"] == day)


def pairs(article: dict[str, Any]) -> list[tuple[dict[str, Any], Report]]:
    """Events of an article with the reports that match them, the exact ones first."""
    edges = [(e, r) for e in range(len(article["events"])) for r in range(len(coded()[article["id"]]))]
    told = coded()[article["id"]]
    edges = [(e, r) for e, r in edges if matches(article["events"][e], told[r])]
    edges.sort(
        key=lambda edge: (article["events"][edge[0]]["optional"], not exact(article["events"][edge[0]], told[edge[1]]))
    )
    events, rows, found = set(), set(), []
    for e, r in edges:
        if e not in events and r not in rows:
            events.add(e)
            rows.add(r)
            found.append((article["events"][e], told[r]))
    return found


def right(event: dict[str, Any], report: Report, field: str) -> bool | None:
    """Whether a field is right; `None` where the annotation does not say."""
    wanted, value = event[field], getattr(report, field)
    if isinstance(wanted, list):
        return any(word in "; ".join(value).casefold() for word in wanted) if wanted else None
    return bool(wanted == value)


@cache
def measured() -> dict[str, float]:
    """F1 of matches and of exact ones, and the share of right values over matches."""
    paired = [pair for article in ARTICLES for pair in pairs(article)]
    scored = [(event, report) for event, report in paired if not event["optional"]]
    predicted = sum(map(len, coded().values())) - (len(paired) - len(scored))
    wanted = sum(not event["optional"] for article in ARTICLES for event in article["events"])
    found = {
        "match": 2 * len(scored) / (predicted + wanted),
        "strict": 2 * sum(exact(*pair) for pair in scored) / (predicted + wanted),
    }
    for field in FIELDS:
        verdicts = Counter(right(event, report, field) for event, report in scored)
        found[field] = verdicts[True] / (verdicts[True] + verdicts[False])
    return found


@pytest.mark.parametrize(("figure", "floor"), [*FLOORS.items(), *FIELDS.items()])
def test_figures_hold_their_floors(figure: str, floor: float) -> None:
    assert measured()[figure] >= floor


@pytest.mark.parametrize("article", [a for a in ARTICLES if not a["events"]], ids=lambda article: article["id"])
def test_articles_without_events_stay_empty(article: dict[str, Any]) -> None:
    assert coded()[article["id"]] == ()


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["id"])
def test_annotations_are_sound(article: dict[str, Any]) -> None:
    for event in article["events"]:
        assert event["sub_event_type"] in EVENT_TYPES[event["event_type"]]
        assert event["evidence"] in article["text"]
        assert (event["event_date"] is None) == (article["published"] is None)


def test_reports_rest_on_the_text() -> None:
    texts = {article["id"]: article["text"] for article in ARTICLES}
    for name, told in coded().items():
        for report in told:
            assert texts[name][report.start : report.end] == report.evidence
