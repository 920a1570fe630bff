"""Online geocoders: what is asked, how answers are read and weighed, what is kept, what a failure does. Without sockets."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import GeocoderParseError, GeocoderTimedOut, GeocoderUnavailable
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from pipeline import files, gazetteer, online, places
from pipeline.errors import InputError, OptionError
from pipeline.gazetteer import sources
from pipeline.online.cache import Cache
from pipeline.online.pace import Pace
from pipeline.online.reader import clean
from pipeline.schema import LOCATION_TYPES, Candidate, Document, Geocode, Place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

URL = "http://127.0.0.1:1"


def node(
    name: str, at: tuple[float, float], state: str, code: str, kind: str = "village", **more: Any
) -> dict[str, Any]:
    """One place as Nominatim gives it."""
    return {
        "place_id": 1, "licence": "Data © OpenStreetMap contributors, ODbL 1.0.", "osm_type": "node", "osm_id": 1,
        "lat": str(at[0]), "lon": str(at[1]), "class": "place", "type": kind, "addresstype": kind, "name": name,
        "display_name": f"{name}, {state}", "boundingbox": ["0", "1", "0", "1"],
        "address": {kind: name, "state": state, "country_code": code}, "namedetails": {"name:en": name},
    } | more  # fmt: skip


def unit(name: str, at: tuple[float, float], code: str, kind: str = "state") -> dict[str, Any]:
    """A boundary as Nominatim gives it."""
    return node(name, at, name, code, kind) | {
        "osm_type": "relation", "class": "boundary", "type": "administrative", "boundingbox": ["50", "51", "36", "38"],
    }  # fmt: skip


LOZA = node("Loza", (50.1, 36.5), "Kharkiv Oblast", "ua")
LOZA_RU = node("Loza", (50.7, 37.4), "Belgorod Oblast", "ru")
PLACES = (LOZA, LOZA_RU, unit("Loza", (50.5, 37.0), "ru", "county"))


class Book(BaseSyncAdapter):  # type: ignore[misc]
    """Answers like Nominatim from a list, or with what a plan says; keeps the addresses asked."""

    def __init__(self, entries: tuple[dict[str, Any], ...] = PLACES, plan: tuple[Any, ...] = ()) -> None:
        super().__init__(proxies=None, ssl_context=None)
        self.entries = entries
        self.plan = list(plan)
        self.asked: list[dict[str, str]] = []
        self.headers: dict[str, str] = {}

    def __call__(self, **_: Any) -> Book:
        return self

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        return json.dumps(self.get_json(url, timeout=timeout, headers=headers))

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
        assert timeout > 1
        self.headers = dict(headers)
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self.asked.append(query)
        step = self.plan.pop(0) if self.plan else None
        if isinstance(step, Exception):
            raise step
        if step is not None:
            return step
        codes = query.get("countrycodes", "ua,ru").split(",")
        name, state = query.get("city") or query["q"], query.get("state")
        return [
            entry
            for entry in self.entries
            if entry["name"] == name
            and entry["address"]["country_code"] in codes
            and state in {None, entry["address"]["state"]}
        ]


def http(status: int, **headers: str) -> AdapterHTTPError:
    return AdapterHTTPError(f"HTTP {status}", status_code=status, headers=headers, text="")


class Clock:
    """Seconds that pass only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


READER = online.Reader(lambda name: gazetteer.variant(gazetteer.key(name)), lambda name, _: name)


def question(name: str = "Loza", region: str = "", **more: Any) -> online.Question:
    country = "UKR" if region.startswith("Kharkiv") else "RUS" if region else ""
    values: dict[str, Any] = {"countries": ("RUS", "UKR"), "used": (("d", 1, 5),)}
    return online.Question(name=name, region=region, country=country, **(values | more))


def ask(book: Book, folder: Path, *questions: online.Question, clock: Clock | None = None, **more: Any) -> online.Asked:
    settings = online.Settings(geocoder="nominatim", url=URL, cache=folder / "cache.sqlite", **more)
    server = online.connect(settings, book)
    clock = clock or Clock()
    pace = Pace(1.0, clock, clock.sleep)
    return online.ask(questions or (question(),), server, settings, READER, lambda _: None, pace=pace)


def test_every_homonym_is_a_candidate_and_both_kinds_of_place(tmp_path: Path) -> None:
    (found,) = ask(Book(), tmp_path).geocodes
    assert {(c.iso3, c.admin1, c.location_type) for c in found.candidates} == {
        ("UKR", "Kharkiv Oblast", "settlement"),
        ("RUS", "Belgorod Oblast", "settlement"),
        ("RUS", "Loza", "municipality"),
    }
    assert {(c.geocoder, c.match, c.source) for c in found.candidates} == {
        ("nominatim", "service", "nominatim 127.0.0.1:1")
    }
    assert found.licence.startswith("Data © OpenStreetMap")


def test_a_region_named_is_asked_for_in_structure(tmp_path: Path) -> None:
    book = Book()
    (found,) = ask(book, tmp_path, question(region="Kharkiv Oblast")).geocodes
    assert [(c.latitude, c.source) for c in found.candidates] == [(50.1, "nominatim 127.0.0.1:1")]
    (asked,) = book.asked
    wanted = {"city": "Loza", "state": "Kharkiv Oblast", "country": "Ukraine", "countrycodes": "ua", "limit": "40"}
    assert wanted.items() <= asked.items()
    assert "q" not in asked


def test_without_a_place_in_the_region_it_is_asked_for_in_the_country(tmp_path: Path) -> None:
    book = Book((LOZA,))
    asked = question(region="Kharkiv City", countries=("UKR",))
    (found,) = ask(book, tmp_path, asked).geocodes
    assert [query.get("state") for query in book.asked] == ["Kharkiv City", None]
    assert [c.admin1 for c in found.candidates] == ["Kharkiv Oblast"]


@pytest.mark.parametrize(
    "answer",
    [
        node("Loza", (50, 36), "X", "ua", "restaurant", **{"class": "amenity"}),
        node("Velyka Loza", (50, 36), "X", "ua"),
        node("Lozova", (50, 36), "X", "ua"),
    ],
)
def test_what_is_no_place_of_that_name_is_no_answer(tmp_path: Path, answer: dict[str, Any]) -> None:
    assert ask(Book(plan=([answer],)), tmp_path).geocodes[0].candidates == ()


def test_an_answer_counts_under_any_of_its_names(tmp_path: Path) -> None:
    answer = node("Лоза", (50, 36), "X", "ua", namedetails={"name": "Лоза", "alt_name": "Lozynka;Loza"})
    assert len(ask(Book(plan=([answer],)), tmp_path).geocodes[0].candidates) == 1


def test_who_asks_is_named(tmp_path: Path) -> None:
    book = Book()
    ask(book, tmp_path, user_agent="Example Institute", email="a@institute.example")
    assert book.headers["User-Agent"].startswith("dateline/")
    assert book.headers["User-Agent"].endswith("(Example Institute; a@institute.example)")


def test_requests_keep_their_distance(tmp_path: Path) -> None:
    clock, book = Clock(), Book()
    ask(book, tmp_path, *(question(f"Loza {n}") for n in range(5)), clock=clock)
    assert (len(book.asked), clock.now) == (5, 4.0)


FAILURES = [
    (http(403), 1, "HTTP status 403"),
    (http(429, **{"Retry-After": "7"}), 3, "HTTP status 429, 3 times"),
    (http(503), 3, "HTTP status 503, 3 times"),
    (http(500), 3, "HTTP status 500, 3 times"),
    (http(404), 1, "HTTP status 404"),
    (http(429, **{"retry-after": "3600"}), 1, "HTTP status 429; it asks to wait 3600 s"),
    (GeocoderTimedOut("Service timed out"), 3, "no answer within 10 s, 3 times"),
    (GeocoderParseError("Could not deserialize:\n<html>"), 1, "the answer is no valid JSON"),
    (GeocoderUnavailable("[Errno -2] Name or service not known"), 1, "no such host: 127.0.0.1:1"),
    (GeocoderUnavailable("Connection refused"), 3, "connection refused, 3 times"),
    (GeocoderUnavailable("RemoteDisconnected('Remote end closed connection')"), 3, "the connection failed"),
    ({"error": "x"}, 1, "it does not understand the question (x)"),
    ({"lat": "x"}, 1, "the answer has not the shape of a geocoder's"),
    ([{"lat": "x", "lon": "1", "display_name": "y"}], 1, "the answer has not the shape of a geocoder's"),
    ([node("Loza", (50, 36), "X", "ua", lat="nan")], 1, "the answer has not the shape of a geocoder's"),
]


@pytest.mark.parametrize(("failure", "tries", "reason"), FAILURES)
def test_a_failure_is_no_answer_and_is_not_kept(tmp_path: Path, failure: Any, tries: int, reason: str) -> None:
    book = Book(plan=(failure,) * 3)
    failed = ask(book, tmp_path)
    assert failed.geocodes == ()
    assert len(book.asked) == tries
    ((question_, said),) = failed.failures
    assert (question_.name, said.startswith(reason)) == ("Loza", True), said
    (issue,) = online.issues(failed, online.connect(online.Settings(geocoder="nominatim", url=URL), Book()))
    assert (issue.kind, issue.document_id, issue.start) == ("geocoder_failed", "d", 1)
    assert len(ask(Book(), tmp_path).geocodes[0].candidates) == 3, "the next run asks again"


def test_a_server_is_obeyed_that_says_when_to_come_back(tmp_path: Path) -> None:
    clock, book = Clock(), Book(plan=(http(429, **{"Retry-After": "7"}),))
    assert not ask(book, tmp_path, clock=clock).failures
    assert (len(book.asked), clock.now) == (2, 7.0)


def test_a_service_that_refuses_is_not_asked_further(tmp_path: Path) -> None:
    book = Book(plan=(http(403),))
    failed = ask(book, tmp_path, *(question(f"Loza {n}") for n in range(9)))
    assert (len(book.asked), len(failed.failures)) == (1, 9)
    assert failed.failures[8][1].startswith("not asked, for the service had failed: HTTP status 403")


def test_a_service_that_fails_name_after_name_is_not_asked_further(tmp_path: Path) -> None:
    book = Book(plan=(GeocoderParseError("<html>"),) * 9)
    assert len(ask(book, tmp_path, *(question(f"Loza {n}") for n in range(9))).failures) == 9
    assert len(book.asked) == 3


def test_answers_and_absences_are_kept(tmp_path: Path) -> None:
    names = (question(), question("Nowhere"))
    first = ask(Book(), tmp_path, *names)
    book = Book()
    again = ask(book, tmp_path, *names)
    assert book.asked == []
    assert again.geocodes == first.geocodes
    assert (first.known, first.unknown, first.cached, again.cached) == (1, 1, 0, 2)


def test_a_cache_of_another_server_is_not_asked(tmp_path: Path) -> None:
    ask(Book(), tmp_path)
    book = Book()
    settings = online.Settings(geocoder="nominatim", url="http://127.0.0.1:2", cache=tmp_path / "cache.sqlite")
    online.ask((question(),), online.connect(settings, book), settings, READER, lambda _: None)
    assert len(book.asked) == 1


def test_a_file_that_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / "cache.sqlite").write_text("hello " * 1000, encoding="utf-8")
    with pytest.raises(InputError, match=r"cache\.sqlite: this is no geocode cache"):
        ask(Book(), tmp_path)


def test_the_cache_holds_server_query_time_and_licence(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "c.sqlite")
    cache.put("s", "q", Geocode(asked="x", geocoder="g", server="s", licence="l"), datetime(2024, 5, 1, tzinfo=UTC))
    row = cache._connection.execute("SELECT * FROM answers").fetchone()
    assert row[:5] == ("s", "q", "x", "2024-05-01T00:00:00+00:00", "l")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"geocoder": "nowhere"}, "geopy has .*nominatim"),
        ({"geocoder": "nominatim"}, "public server.*--email"),
        ({"geocoder": "nominatim", "email": "a@b.example", "interval": 0.5}, "allows one request in 1 s"),
        ({"geocoder": "nominatim", "email": "a\nb: c"}, "cannot stand in a request's header"),
        ({"geocoder": "nominatim", "url": "ftp://x"}, "give an address like"),
        ({"geocoder": "nominatim", "url": "http://me:secret@x"}, "name or password"),
        ({"geocoder": "nominatim", "url": URL, "timeout": 1.0}, "more than 1 s"),
        ({"geocoder": "pelias"}, "add --geocoder-url"),
        ({"geocoder": "opencage"}, "DATELINE_GEOCODER_KEY"),
        ({"geocoder": "what3words", "url": "x:y:z"}, "--geocoder"),
    ],
)
def test_options_that_do_not_fit(settings: dict[str, Any], message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATELINE_GEOCODER_KEY", raising=False)
    with pytest.raises(OptionError, match=message):
        online.connect(online.Settings(**settings))


@pytest.mark.parametrize(
    ("name", "url", "interval", "public"),
    [
        ("nominatim", "", 1.0, True),
        ("nominatim", "https://nominatim.openstreetmap.org", 1.0, True),
        ("photon", "", 1.0, True),
        ("banfrance", "", 1.0, True),
        ("photon", "https://photon.institute.example/geo", 1.0, False),
        ("nominatim", "http://localhost:8080", 0.0, False),
        ("pelias", "http://192.168.1.4:4000/v1", 0.0, False),
    ],
)
def test_manners_go_with_the_host(name: str, url: str, interval: float, public: bool) -> None:
    server = online.connect(online.Settings(geocoder=name, url=url, email="a@institute.example"))
    assert (server.interval, server.most is not None) == (interval, public)


@pytest.mark.parametrize(
    ("name", "url", "label"),
    [
        ("Nominatim", "", "nominatim nominatim.openstreetmap.org"),
        ("photon", "https://institute.example/geo/", "photon institute.example/geo"),
        ("AzureMaps", "https://institute.example", "azuremaps institute.example"),
    ],
)
def test_a_service_goes_by_its_class_and_address(
    name: str, url: str, label: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_GEOCODER_KEY", "key")
    assert online.connect(online.Settings(geocoder=name, url=url, email="a@institute.example")).label == label


def test_a_public_server_is_not_flooded_without_consent(tmp_path: Path) -> None:
    settings = online.Settings(geocoder="nominatim", email="a@institute.example", cache=tmp_path / "c.sqlite")
    book = Book()
    server = online.connect(settings, book)
    many = [question(f"Loza {n}") for n in range(10_000)]
    with pytest.raises(OptionError, match=r"10,000 names.*2 h 47 min to 5 h 33 min.*Nothing has been sent.*--yes"):
        online.ask(many, server, settings, READER, lambda _: None)
    assert book.asked == []


def place(name: str, start: int, **more: Any) -> Place:
    values: dict[str, Any] = {"document_id": "d", "end": start + len(name), "text": name, "toponym": name}
    return Place(name=name, start=start, **(values | more))


HERE: dict[str, Any] = {
    "latitude": 50.0, "longitude": 36.0, "iso3": "UKR", "admin1": "Kharkiv Oblast", "location_type": "region",
    "geocoder": "gazetteer", "candidates": (Candidate(name="x", latitude=50, longitude=36, location_type="region", uncertainty_km=1),),
}  # fmt: skip


def test_open_names_are_asked_for_with_what_the_text_says_events_first() -> None:
    named = (
        place("Kharkiv region", 0, **HERE),
        place("Moscow", 20, role="dateline"),
        place("Loza", 40, within="Kharkiv region"),
        place("Loza", 60, within="Kharkiv region"),
        place("Berezka", 80, role="other"),
        place("Central", 84),
        place("Sosna", 90, **(HERE | {"candidates": (), "within": "Kharkiv region"})),
    )
    asked = online.questions([named])
    assert [(q.name, q.region, q.countries) for q in asked] == [
        ("Loza", "Kharkiv Oblast", ("UKR",)),
        ("Sosna", "Kharkiv Oblast", ("UKR",)),
        ("Moscow", "", ("UKR",)),
    ]
    assert asked[0].used == (("d", 40, 44), ("d", 60, 64))


def test_settled_names_are_asked_for_only_where_the_service_goes_first() -> None:
    named = (place("Sosna", 0, **(HERE | {"location_type": "settlement"})), place("Kharkiv region", 20, **HERE))
    assert online.questions([named]) == ()
    assert [q.name for q in online.questions([named], every=True)] == ["Sosna"]


PELIAS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature", "geometry": {"type": "Point", "coordinates": [36.5, 50.1]}, "bbox": [36.4, 50.0, 36.6, 50.2],
            "properties": {"name": "Loza", "label": "Loza, Kharkiv", "layer": "locality", "country_a": "UKR", "region": "Kharkiv Oblast"},
        },
        {
            "type": "Feature", "geometry": {"type": "Point", "coordinates": [36, 50]},
            "properties": {"name": "Kharkiv Oblast", "label": "Kharkiv Oblast", "layer": "region", "country_a": "UKR"},
        },
    ],
}  # fmt: skip
PHOTON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature", "geometry": {"type": "Point", "coordinates": [36.5, 50.1]},
            "properties": {"name": "Loza", "osm_key": "place", "osm_value": "village", "countrycode": "UA", "state": "Kharkiv Oblast"},
        },
        {
            "type": "Feature", "geometry": {"type": "Point", "coordinates": [36, 50]},
            "properties": {"name": "Loza", "osm_key": "shop", "osm_value": "bakery", "countrycode": "UA"},
        },
    ],
}  # fmt: skip
GEONAMES = {
    "geonames": [
        {
            "geonameId": 5,
            "name": "Loza",
            "lat": "50.1",
            "lng": "36.5",
            "adminName1": "Kharkiv Oblast",
            "countryName": "Ukraine",
        }
    ]
}


@pytest.mark.parametrize(
    ("name", "answer", "kind"),
    [("pelias", PELIAS, "settlement"), ("photon", PHOTON, "settlement"), ("geonames", GEONAMES, "other")],
)
def test_other_geocoders_of_geopy(
    name: str, answer: Any, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_GEOCODER_KEY", "user")
    settings = online.Settings(geocoder=name, url=URL, cache=tmp_path / "c.sqlite")
    server = online.connect(settings, Book(plan=(answer,)))
    (found,) = online.ask((question(),), server, settings, READER, lambda _: None).geocodes
    (c,) = found.candidates
    assert (c.name, c.latitude, c.longitude, c.location_type) == ("Loza", 50.1, 36.5, kind)
    assert (c.iso3, c.admin1, c.geocoder) == ("UKR", "Kharkiv Oblast", name)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-400, 400) | st.floats(allow_nan=True) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from((*LOZA, "x")), inner, max_size=4),
    max_leaves=8,
)


@examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(tuple(LOZA)), JSON, max_size=5))
def test_whatever_a_server_says_is_read_or_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    (tmp_path / "cache.sqlite").unlink(missing_ok=True)
    found = ask(Book(plan=([LOZA | changes],)), tmp_path)
    assert len(found.geocodes) + len(found.failures) == 1
    for geocode in found.geocodes:
        for c in geocode.candidates:
            assert abs(c.latitude) <= 90
            assert abs(c.longitude) <= 180
            assert c.name.isprintable()
            assert 0 < c.uncertainty_km < 20040
            assert c.location_type in LOCATION_TYPES


def test_names_from_outside_are_one_short_line() -> None:
    assert clean("a\x00b\u202e\nc" + "d" * 999).startswith("a b c")
    assert len(clean("d" * 999)) == 200


def test_sources_are_named_once() -> None:
    assert online.attribution(["gazetteer", None, "photon", "nominatim", "correction"]) == (
        "© OpenStreetMap contributors (ODbL 1.0)",
    )
    assert online.attribution(["here"]) == ("Places by here; see its terms of use",)


def known(
    name: str, at: tuple[float, float], iso3: str, admin1: str, type_: str = "settlement", **more: Any
) -> Candidate:
    values: dict[str, Any] = {"country": iso3, "uncertainty_km": 110.0 if type_ == "region" else 2.0}
    return Candidate(
        name=name, latitude=at[0], longitude=at[1], iso3=iso3, admin1=admin1, location_type=type_, **(values | more)
    )


SERVED: dict[str, Any] = {"match": "service", "geocoder": "nominatim", "source": "nominatim x"}
ATLAS = {
    "Ukraine": (known("Ukraine", (49, 32), "UKR", "", "country", uncertainty_km=600.0),),
    "Kharkiv region": (known("Kharkiv Oblast", (49.8, 36.5), "UKR", "Kharkiv Oblast", "region"),),
    "Sumy region": (known("Sumy Oblast", (51.0, 34.3), "UKR", "Sumy Oblast", "region"),),
    "Loza": (known("Loza", (50.1, 36.5), "UKR", "Kharkiv Oblast", **SERVED),),
    "Twin": (
        known("Twin", (50.1, 36.5), "UKR", "Kharkiv Oblast", **SERVED),
        known("Twin", (49.2, 37.3), "UKR", "Kharkiv Oblast", **SERVED),
    ),
    "Namesake": (
        known("Namesake", (49.5, 36.0), "UKR", "Kharkiv Oblast", "municipality", **SERVED),
        known("Namesake", (49.4, 36.3), "UKR", "Kharkiv Oblast", **SERVED),
    ),
}


class Atlas:
    """A gazetteer of a few names, some from a service."""

    def lookup(self, name: str) -> tuple[Candidate, ...]:
        return ATLAS.get(name, ())

    def alike(self, name: str) -> tuple[Candidate, ...]:
        return ()

    def longest(self, word: str) -> int:
        return max((len(name.split()) for name in ATLAS if name.split()[0] == word), default=0)


@pytest.mark.parametrize(
    ("text", "geocoder", "precision", "kinds"),
    [
        ("Shells hit the village of Loza in Kharkiv region of Ukraine.", "nominatim", 1, set()),
        ("Shells hit the village of Loza in Sumy region of Ukraine.", "gazetteer", 3, {"place_elsewhere"}),
        ("Shells hit the village of Twin in Kharkiv region of Ukraine.", "gazetteer", 3, {"place_ambiguous"}),
        ("Shells hit Namesake in Kharkiv region of Ukraine.", "nominatim", 1, set()),
    ],
)
def test_answers_are_weighed_against_the_text(text: str, geocoder: str, precision: int, kinds: set[str]) -> None:
    found, doubts = places.find(Document(document_id="d", text=text), Atlas())
    (named,) = [p for p in found if p.toponym in {"Loza", "Twin", "Namesake"}]
    assert (named.geocoder, named.geo_precision) == (geocoder, precision)
    assert {issue.kind for issue in doubts} == kinds
    assert all(issue.candidates for issue in doubts)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our tables and one town that a service has too."""
    path = tmp_path_factory.mktemp("gazetteer") / "index.sqlite"
    town = {
        "geonameid": 7, "name": "Lozova", "latitude": 48.9, "longitude": 36.3, "countrycode": "UA", "admin1code": "07",
        "population": 60_000, "alternatenames": [],
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "towns_file", lambda: path.with_name("towns.json"))
        path.with_name("towns.json").write_text(json.dumps({"7": town}), encoding="utf-8")
        gazetteer.build(path, progress=False)
    return path


def geocode(asked: str, *candidates: Candidate, first: bool = False) -> Geocode:
    return Geocode(asked=asked, geocoder="nominatim", server="x", first=first, candidates=candidates)


@pytest.mark.parametrize("first", [False, True])
def test_answers_in_the_index(index: Path, tmp_path: Path, first: bool) -> None:
    hamlet, near = known("Lozova", (51.0, 34.0), "UKR", "Sumy Oblast", **SERVED), ATLAS["Loza"][0]
    twin = known("Lozova", (48.91, 36.31), "UKR", "Kharkiv Oblast", **SERVED)
    files.write_records(
        tmp_path / "geocodes.jsonl",
        [geocode("Lozova", hamlet, twin, first=first), geocode("Loza Mala", near, first=first), geocode("Nowhere")],
    )
    wider = tmp_path / "wider.sqlite"
    assert gazetteer.add(index, tmp_path / "geocodes.jsonl", into=wider, progress=False).sources[-1][1] == 3
    found = gazetteer.open(wider)
    assert found.lookup("Loza mala") == (near,)
    assert (found.longest("Loza"), gazetteer.open(index).longest("Loza")) == (2, 0)
    assert found.lookup("Loza") == (), "only under the name that was asked for"
    of_service = [c.match == "service" for c in found.lookup("Lozova")]
    assert of_service == ([True, True] if first else [False, True]), "what both have stands once"
    assert gazetteer.open(index).lookup("Loza Mala") == ()


@pytest.mark.parametrize(("name", "content"), [("a.jsonl", b"{}\n"), ("a.sqlite", b"SQLite format 3\0" + b"x" * 999)])
def test_files_that_hold_no_answers(index: Path, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=name):
        gazetteer.add(index, tmp_path / name, into=tmp_path / "wider.sqlite", progress=False)
    assert not (tmp_path / "wider.sqlite").exists()
