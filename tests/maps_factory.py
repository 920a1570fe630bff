"""Synthetic events, accounts and documents for the map."""

from __future__ import annotations

import hashlib
import random
from datetime import date, timedelta

from pipeline.schema import SUB_EVENT_TYPES, Document, Event, Report, Span

PLACES = (
    ("Pokrovsk", "Donetsk Oblast", "Ukraine", "UKR", 48.28, 37.18),
    ("Kharkiv", "Kharkiv Oblast", "Ukraine", "UKR", 49.98, 36.25),
    ("Sumy", "Sumy Oblast", "Ukraine", "UKR", 50.92, 34.8),
    ("Belgorod", "Belgorod Oblast", "Russia", "RUS", 50.6, 36.59),
    ("Odesa", "Odesa Oblast", "Ukraine", "UKR", 46.48, 30.73),
    ("Bryansk region", "Bryansk Oblast", "Russia", "RUS", 52.95, 33.4),
)
ACTORS = (
    "Military Forces of Russia",
    "Military Forces of Ukraine",
    "Wagner Group",
    "Border guards",
    "Unidentified armed group",
)
WORDS = [
    "officials",
    "said",
    "that",
    "shells",
    "struck",
    "homes",
    "near",
    "the",
    "river",
    "while",
    "rescue",
    "crews",
    "searched",
    "for",
    "people",
    "under",
    "the",
    "ruins",
    "of",
    "a",
    "school",
    "depot",
    "station",
    "market",
    "bridge",
    "warehouse",
    "late",
    "on",
    "Thursday",
    "after",
    "drones",
    "attacked",
    "power",
    "lines",
    "in",
    "several",
    "districts",
    "governor",
    "wrote",
    "residents",
    "soldiers",
    "convoy",
    "village",
    "hospital",
    "artillery",
    "missile",
    "wounded",
    "killed",
    "claimed",
    "denied",
    "evening",
]


def identity(kind: str, number: object) -> str:
    return f"{kind}-{hashlib.sha256(str(number).encode()).hexdigest()[:12]}"


def sentence(random_: random.Random, trigger: str) -> str:
    words = random_.choices(WORDS, k=18)
    words[7] = trigger
    return " ".join(words).capitalize() + f", item {random_.randrange(10**6)}."


def report(number: int, event: str, document: str, random_: random.Random) -> Report:
    text = sentence(random_, "shelled")
    at = text.index("shelled")
    return Report(
        report_id=identity("r", number),
        event_id=event,
        document_id=document,
        event_type="Explosions/Remote violence",
        sub_event_type="Shelling/artillery/missile attack",
        status="reported",
        time_text="late on Thursday",
        rule="trigger.shelling",
        start=100,
        end=100 + len(text),
        evidence=text,
        spans=(Span(field="trigger", start=100 + at, end=107 + at, rule="trigger.shelling"),),
    )


def records(
    count: int, *, seed: int = 7, scatter: float = 0.0
) -> tuple[list[Event], list[Report], dict[str, Document]]:
    """`count` events at a few places (with `scatter`, at as many as there are events), about one in ten unplaced."""
    random_ = random.Random(seed)
    events, reports, documents = [], [], {}
    first = date(2023, 1, 1)
    for number in range(count):
        event = identity("e", number)
        document = f"document-{number:06d}"
        documents[document] = Document(
            document_id=document,
            text="",
            published=first + timedelta(days=number % 700),
            source=random_.choice(("Al Jazeera", "Reuters", "Kyiv Independent")),
            title=" ".join(random_.choices(WORDS, k=9)).capitalize(),
            url=f"https://example.org/news/{number}",
        )
        told = report(number, event, document, random_)
        reports.append(told)
        name, admin1, country, iso3, latitude, longitude = random_.choice(PLACES)
        placed = random_.random() > 0.1
        precision = random_.choice((1, 1, 1, 2, 3)) if "region" not in name else 3
        sub = random_.choice(tuple(SUB_EVENT_TYPES))
        day = first + timedelta(days=random_.randrange(700)) if random_.random() > 0.03 else None
        deaths = random_.choice((None, None, 0, 1, 2, 3, 8, 40))
        events.append(
            Event(
                event_id=event,
                event_date=day,
                event_date_end=day and day + timedelta(days=random_.choice((0, 0, 0, 6))),
                time_precision=1,
                disorder_type="Political violence",
                event_type=SUB_EVENT_TYPES[sub],
                sub_event_type=sub,
                actor1=(random_.choice(ACTORS),),
                actor2=(random_.choice(ACTORS),),
                location=name if placed else None,
                location_text=name,
                location_type="settlement",
                latitude=round(latitude + random_.gauss(0, scatter), 5) if placed else None,
                longitude=round(longitude + random_.gauss(0, scatter), 5) if placed else None,
                geo_precision=precision if placed else None,
                uncertainty_km=(1.0, 12.0, 90.0)[precision - 1] if placed else None,
                admin1=admin1,
                country=country,
                iso3=iso3,
                fatalities=deaths,
                fatalities_low=deaths,
                fatalities_high=deaths and deaths + 2,
                status=random_.choice(("reported", "reported", "claimed", "disputed")),
                claimed_by=("Governor",),
                source=(documents[document].source or "",),
                source_count=1,
                document_ids=(document,),
                confidence=0.8,
                report_ids=(told.report_id,),
            )
        )
    return events, reports, documents
