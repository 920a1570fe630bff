"""The records that pass between the stages, and the columns of every table made from them.

One definition: headers, types, validation, GeoJSON properties, the codebook and the data package all derive from the
metadata of the fields below. Latitudes and longitudes are WGS 84 decimal degrees (EPSG:4326), distances kilometres,
days ISO 8601. `None` and the empty tuple mean "unknown"; nothing is ever filled in for them.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pipeline.records import readonly

if TYPE_CHECKING:
    from collections.abc import Iterable

SEPARATOR = "; "
"""Joins several values in one cell."""

EVENT_TYPES: dict[str, tuple[str, ...]] = {
    "Battles": ("Armed clash", "Government regains territory", "Non-state actor overtakes territory"),
    "Explosions/Remote violence": (
        "Chemical weapon",
        "Air/drone strike",
        "Suicide bomb",
        "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED",
        "Grenade",
    ),
    "Violence against civilians": ("Sexual violence", "Attack", "Abduction/forced disappearance"),
    "Protests": ("Peaceful protest", "Protest with intervention", "Excessive force against protesters"),
    "Riots": ("Violent demonstration", "Mob violence"),
    "Strategic developments": (
        "Agreement",
        "Arrests",
        "Change to group/activity",
        "Disrupted weapons use",
        "Headquarters or base established",
        "Looting/property destruction",
        "Non-violent transfer of territory",
        "Other",
    ),
}
"""ACLED's event types and their sub-event types, as spelled there."""

SUB_EVENT_TYPES: dict[str, str] = {sub: event for event, subs in EVENT_TYPES.items() for sub in subs}
"""Sub-event type to event type."""

DISORDER_TYPES = (
    "Political violence",
    "Political violence; Demonstrations",
    "Demonstrations",
    "Strategic developments",
)
ACTOR_TYPES = (
    "State forces",
    "Rebel group",
    "Political militia",
    "Identity militia",
    "Rioters",
    "Protesters",
    "Civilians",
    "External/other forces",
)
"""ACLED's `inter` codes 1 to 8, in that order."""
STATUSES = ("reported", "claimed", "disputed")
LOCATION_TYPES = (
    "facility",
    "district",
    "settlement",
    "municipality",
    "region",
    "area",
    "water",
    "country",
    "other",
)
"""facility: plant, port, camp, base · district: quarter of a town · settlement: village, town, city ·
municipality: second-level unit (raion, county, governorate's district) · region: first-level unit · area: informal or
natural region (Donbas, Sahel, valley) · water: sea, strait, river, lake · country · other."""
GEOCODE_COLUMNS = (
    "location_type",
    "latitude",
    "longitude",
    "geo_precision",
    "uncertainty_km",
    "admin1",
    "admin2",
    "country",
    "iso3",
    "geoname_id",
    "geocoder",
)
"""Columns that reports and events take from one place together."""
ROLES = ("event", "actor", "dateline", "seat", "origin", "destination", "other")
"""What a toponym does in its text; `event` stands for "may be where something happened"."""
TIMES_OF_DAY = ("night", "morning", "midday", "afternoon", "evening")

FieldType = Literal["string", "integer", "number", "boolean", "date", "list"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column: name, type and what holds for its values."""

    name: str
    type: FieldType
    description: str
    example: str = ""
    unit: str = ""
    required: bool = False
    enum: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""


def column(
    type_: FieldType,
    description: str,
    *,
    example: str = "",
    unit: str = "",
    required: bool = False,
    enum: tuple[str, ...] = (),
    minimum: float | None = None,
    maximum: float | None = None,
    pattern: str = "",
) -> Any:
    """Dataclass field that is a column; optional ones default to `None` (lists: to the empty tuple)."""
    described = Field("", type_, description, example, unit, required, enum, minimum, maximum, pattern)
    if required:
        return dataclasses.field(metadata={"column": described})
    return dataclasses.field(default=() if type_ == "list" else None, metadata={"column": described})


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One article. `text` is what every character offset refers to."""

    document_id: str
    text: str
    published: date | None = None
    source: str | None = None
    title: str | None = None
    url: str | None = None
    language: str | None = None
    encoding: str | None = None
    file: str | None = None
    fingerprint: str | None = None
    duplicate_of: str | None = None


@readonly(kw_only=True)
class Span:
    """Where one value was read: `text[start:end]` of the document shows it; `rule` says why it was taken."""

    field: str
    start: int
    end: int
    rule: str = ""


@readonly(kw_only=True)
class Candidate:
    """One gazetteer entry that a name may mean.

    `parts` are the named parts of its score in the document (see places), `match` how the name was found.
    """

    name: str
    latitude: float
    longitude: float
    location_type: str
    uncertainty_km: float
    feature_code: str = ""
    country: str | None = None
    iso3: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    population: int = 0
    geoname_id: int | None = None
    geocoder: str = "gazetteer"
    match: Literal["exact", "variant", "alias", "fuzzy", "service"] = "exact"
    source: str = ""
    score: float = 0.0
    parts: tuple[tuple[str, float], ...] = ()


@readonly(kw_only=True)
class Place:
    """One toponym of a document, with its role and, where the choice is clear, what it means.

    `start:end` covers the whole name as read ("Bryansk region", "the Livny oil depot"); `name` is the name to show,
    empty coordinates mean "not resolved" and `reason` says why. `toponym` is what was looked up. `qualifier` holds words such as "near", "south of",
    "outskirts of"; `within` is the name of the place that contains this one where the text says so.
    """

    document_id: str
    start: int
    end: int
    text: str
    name: str
    role: str = "event"
    location_type: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geo_precision: int | None = None
    uncertainty_km: float | None = None
    admin1: str | None = None
    admin2: str | None = None
    country: str | None = None
    iso3: str | None = None
    geoname_id: int | None = None
    geocoder: str | None = None
    population: int = 0
    toponym: str = ""
    qualifier: str = ""
    within: str = ""
    match: str = ""
    margin: float | None = None
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Geocode:
    """What a geocoding service knows under one name: candidates that fit it, none where it knows no such place.

    `first` puts them before the gazetteer's own places of that name.
    """

    asked: str
    geocoder: str
    server: str
    licence: str = ""
    first: bool = False
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Account:
    """The columns that one account of an event and the merged event have in common."""

    __slots__ = ()

    event_date: date | None = column("date", "First day of the event.", example="2022-04-14")
    event_date_end: date | None = column("date", "Last day of the event; the first day where it is one.")
    time_precision: int | None = column(
        "integer", "1 the day is known, 2 within a week, 3 within a month (ACLED).", minimum=1, maximum=3, example="1"
    )
    time_of_day: str | None = column("string", "Part of the day that the text names.", enum=TIMES_OF_DAY)
    disorder_type: str | None = column("string", "ACLED's disorder type, from the event type.", enum=DISORDER_TYPES)
    event_type: str = column("string", "ACLED event type.", required=True, enum=tuple(EVENT_TYPES))
    sub_event_type: str = column("string", "ACLED sub-event type.", required=True, enum=tuple(SUB_EVENT_TYPES))
    actor1: tuple[str, ...] = column("list", "The side that acts.", example="Military Forces of Russia")
    actor1_type: tuple[str, ...] = column("list", "Kind of each actor1.", enum=ACTOR_TYPES)
    actor2: tuple[str, ...] = column("list", "The side or group acted upon.", example="Civilians (Ukraine)")
    actor2_type: tuple[str, ...] = column("list", "Kind of each actor2.", enum=ACTOR_TYPES)
    civilian_targeting: bool | None = column("boolean", "True where civilians are the main or only target.")
    weapon: str | None = column("string", "Weapon, as a noun phrase of the text.", example="Kalibr missiles")
    target: str | None = column("string", "What was hit, as a noun phrase of the text.", example="oil depot")
    location: str | None = column("string", "Name of the place, as resolved.", example="Bryansk region")
    location_text: str | None = column("string", "The place as the text names it.", example="the Bryansk region")
    location_type: str | None = column("string", "Kind of place.", enum=LOCATION_TYPES)
    latitude: float | None = column(
        "number", "Latitude, WGS 84.", unit="decimal degrees", minimum=-90, maximum=90, example="52.95"
    )
    longitude: float | None = column(
        "number", "Longitude, WGS 84.", unit="decimal degrees", minimum=-180, maximum=180, example="33.4"
    )
    geo_precision: int | None = column(
        "integer",
        "1 the named place itself, 2 near or part of it, or a district, 3 a region or larger (ACLED).",
        minimum=1,
        maximum=3,
    )
    uncertainty_km: float | None = column(
        "number", "Radius within which the event happened.", unit="km", minimum=0, maximum=20040
    )
    admin1: str | None = column("string", "First-level administrative unit.", example="Bryansk Oblast")
    admin2: str | None = column("string", "Second-level administrative unit.")
    country: str | None = column("string", "Country in which the place lies (UN General Assembly).")
    iso3: str | None = column("string", "ISO 3166-1 alpha-3 of that country.", pattern=r"[A-Z]{3}", example="RUS")
    geoname_id: int | None = column("integer", "GeoNames number of the place.", minimum=1)
    geocoder: str | None = column("string", "Where the coordinates come from.", example="gazetteer")
    fatalities: int | None = column("integer", "Deaths, best figure; 0 only where the text says none.", minimum=0)
    fatalities_low: int | None = column("integer", "Deaths, lowest figure given.", minimum=0)
    fatalities_high: int | None = column("integer", "Deaths, highest figure given.", minimum=0)
    injuries: int | None = column("integer", "Injured, best figure; 0 only where the text says none.", minimum=0)
    injuries_low: int | None = column("integer", "Injured, lowest figure given.", minimum=0)
    injuries_high: int | None = column("integer", "Injured, highest figure given.", minimum=0)
    status: str = column(
        "string", "reported by the outlet, claimed by a party, or disputed.", required=True, enum=STATUSES
    )
    claimed_by: tuple[str, ...] = column("list", "Who says so.", example="Russian defence ministry")
    denied_by: tuple[str, ...] = column("list", "Who denies it or tells it otherwise.")
    unverified: bool | None = column("boolean", "True where the outlet says that it could not verify the report.")
    source: tuple[str, ...] = column("list", "Outlets.", example="Al Jazeera")


@dataclass(frozen=True, kw_only=True)
class _ReportKeys:
    __slots__ = ()
    report_id: str = column("string", "Hash of document, span and type.", required=True, pattern=r"r-[0-9a-f]{12}")
    event_id: str | None = column("string", "The event that this account belongs to.", pattern=r"e-[0-9a-f]{12}")
    document_id: str = column("string", "The document.", required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(_Account, _ReportKeys):
    """One document's account of one event."""

    confidence: float | None = column(
        "number",
        "From the signs that fired; about the share of such accounts that were right in news not looked at before.",
        minimum=0,
        maximum=1,
    )
    notes: str | None = column("string", "What a reader should know about the coding.")
    time_text: str | None = column("string", "The time expression read.", example="late on Thursday")
    rule: str | None = column("string", "The pattern that fired.", example="trigger.shelling")
    start: int = column("integer", "First character of the evidence in the document's text.", required=True, minimum=0)
    end: int = column("integer", "One past its last character.", required=True, minimum=1)
    evidence: str = column("string", "The words from start to end.", required=True)
    spans: tuple[Span, ...] = ()
    """Where each value was read, and further mentions (`field` = "mention"): evidence.csv, not a column."""


@dataclass(frozen=True, kw_only=True)
class _EventKeys:
    __slots__ = ()
    event_id: str = column(
        "string", "Id of the event: that of its first report.", required=True, pattern=r"e-[0-9a-f]{12}"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(_Account, _EventKeys):
    """What one or several reports tell."""

    source_count: int = column(
        "integer", "Independent sources, syndicated copies not counted.", required=True, minimum=1
    )
    document_ids: tuple[str, ...] = column("list", "The documents that tell it.", required=True)
    confidence: float | None = column("number", "Highest confidence of its reports.", minimum=0, maximum=1)
    notes: str | None = column("string", "What a reader should know: disagreements, reasons of the merge.")
    corrected: tuple[str, ...] = column("list", "Columns set by a researcher's correction.")
    report_ids: tuple[str, ...] = ()
    """Its reports, in order: reports.csv carries the link, so it is no column."""


@readonly(kw_only=True)
class Issue:
    """Something seen and not coded, or not resolved, with its reason."""

    document_id: str | None = column("string", "The document; empty where a file could not be read.")
    stage: str = column("string", "Stage that raised it.", required=True, example="places")
    kind: str = column("string", "Kind of issue.", required=True, example="threat")
    start: int | None = column("integer", "First character in the document's text.", minimum=0)
    end: int | None = column("integer", "One past its last character.", minimum=0)
    text: str | None = column("string", "The words concerned, or the file.")
    reason: str | None = column("string", "Why it was not coded or not resolved.")
    candidates: tuple[str, ...] = column("list", "What it could have meant.")


Record = TypeVar("Record", Report, Event, Issue)


def fields_of(record: type[Report] | type[Event] | type[Issue]) -> tuple[Field, ...]:
    """The columns of a record's table, in order."""
    return tuple(
        dataclasses.replace(field.metadata["column"], name=field.name)
        for field in dataclasses.fields(record)
        if "column" in field.metadata
    )


REPORT_FIELDS = fields_of(Report)
EVENT_FIELDS = fields_of(Event)
ISSUE_FIELDS = fields_of(Issue)
EVIDENCE_FIELDS = (
    Field("event_id", "string", "The event.", pattern=r"e-[0-9a-f]{12}"),
    Field("report_id", "string", "The report.", required=True, pattern=r"r-[0-9a-f]{12}"),
    Field("document_id", "string", "The document.", required=True),
    Field(
        "field",
        "string",
        "The column whose value was read here; `trigger` for the words that name the event, `mention` for a further one.",
        required=True,
    ),
    Field("start", "integer", "First character in the document's text.", required=True, minimum=0),
    Field("end", "integer", "One past its last character.", required=True, minimum=0),
    Field("text", "string", "The words from start to end."),
    Field("rule", "string", "Why the value was taken from them."),
)
DOCUMENT_FIELDS = (
    Field("document_id", "string", "Id of the document.", required=True),
    Field("published", "date", "Day of publication.", example="2022-04-15"),
    Field("source", "string", "Outlet.", example="Al Jazeera"),
    Field("title", "string", "Headline."),
    Field("url", "string", "Address."),
    Field("language", "string", "Language of the text.", example="en"),
    Field("encoding", "string", "Character encoding of the file.", example="utf-8"),
    Field("file", "string", "File that it was read from."),
    Field("fingerprint", "string", "Fingerprint of the text, by which copies are found."),
    Field("duplicate_of", "string", "The document that this one copies."),
    Field("sha256", "string", "SHA-256 of the text, in UTF-8, that was coded.", pattern=r"[0-9a-f]{64}"),
)
TABLES: dict[str, tuple[Field, ...]] = {
    "events": EVENT_FIELDS,
    "reports": REPORT_FIELDS,
    "issues": ISSUE_FIELDS,
    "evidence": EVIDENCE_FIELDS,
    "documents": DOCUMENT_FIELDS,
}
"""Table name to its columns."""


def disorder_type(sub_event_type: str) -> str:
    """ACLED's disorder type of a sub-event type."""
    event_type = SUB_EVENT_TYPES[sub_event_type]
    if event_type == "Strategic developments":
        return "Strategic developments"
    if sub_event_type == "Excessive force against protesters":
        return "Political violence; Demonstrations"
    if event_type == "Protests" or sub_event_type == "Violent demonstration":
        return "Demonstrations"
    return "Political violence"


def to_cell(value: object) -> str:
    """A value as text in a table: lists joined, booleans in lower case, `None` empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return SEPARATOR.join(str(part) for part in value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def rows(records: Iterable[Report] | Iterable[Event] | Iterable[Issue], fields: tuple[Field, ...]) -> list[list[str]]:
    """Table cells of records, one list a record, in column order."""
    names = [field.name for field in fields]
    return [[to_cell(getattr(record, name)) for name in names] for record in records]
