"""Toponyms in running text: found or left alone, role, choice by context, precision, what stays open."""

from __future__ import annotations

import dataclasses

import pytest

from pipeline import places
from pipeline.places import names
from pipeline.schema import LOCATION_TYPES, Candidate, Document, Place


def entry(
    name: str, lat: float, lon: float, iso3: str, admin1: str = "", type_: str = "settlement", pop: int = 1000
) -> Candidate:
    return Candidate(
        name=name, latitude=lat, longitude=lon, iso3=iso3, country=iso3, admin1=admin1 or None, location_type=type_,
        population=pop, uncertainty_km={"settlement": 2.0, "region": 100.0, "country": 500.0}.get(type_, 20.0),
    )  # fmt: skip


ENTRIES = (
    entry("YaM", 55.4, 37.7, "RUS", "Moscow Oblast", pop=3000),
    entry("Ukraine", 49, 32, "UKR", type_="country"),
    entry("Russia", 60, 100, "RUS", type_="country"),
    entry("Syria", 35, 38, "SYR", type_="country"),
    entry("Lebanon", 33.9, 35.9, "LBN", type_="country"),
    entry("Lebanon", 40.34, -76.41, "USA", "Pennsylvania", pop=25000),
    entry("Pennsylvania", 41, -77.5, "USA", "Pennsylvania", "region", 12_000_000),
    entry("Moscow", 55.75, 37.62, "RUS", "Moscow", pop=10_000_000),
    entry("Kyiv", 50.45, 30.52, "UKR", "Kyiv", pop=2_900_000),
    entry("Washington", 38.9, -77.04, "USA", "District of Columbia", pop=600_000),
    entry("Bryansk", 53.25, 34.37, "RUS", "Bryansk Oblast", pop=400_000),
    entry("Bryansk Oblast", 52.9, 33.3, "RUS", "Bryansk Oblast", "region", 1_200_000),
    entry("Homs", 34.73, 36.72, "SYR", "Homs", pop=775_000),
    entry("Tripoli", 32.89, 13.19, "LBY", "Tripoli", pop=1_150_000),
    entry("Tripoli", 34.43, 35.84, "LBN", "North", pop=229_000),
    entry("Livny", 52.42, 37.6, "RUS", "Oryol Oblast", pop=50_000),
    entry("Police", 53.55, 14.57, "POL", "West Pomerania", pop=34_000),
    entry("Pilna", 55.55, 45.92, "RUS", "Nizhny Novgorod Oblast", pop=7000),
    entry("Geneva", 46.2, 6.15, "CHE", "Geneva", pop=180_000),
    entry("Andriivka", 48.5, 37.97, "UKR", "Donetsk Oblast", pop=0),
    entry("Andriivka", 49.53, 36.62, "UKR", "Kharkiv Oblast", pop=0),
    entry("Deir al-Zor", 35.34, 40.14, "SYR", "Deir al-Zor", pop=240_000),
    entry("Zzyrk Sahil road", 43.1, 27.9, "BGR", "Varna", "area", 0),
    entry("Old Bazaar", 35.4, 36.9, "SYR", "Homs", "facility", 0),
    entry("Gornaya", 52.0, 33.0, "RUS", "Bryansk Oblast", pop=0),
    entry("Gornaya", 60.0, 90.0, "RUS", "Tomsk Oblast", pop=0),
    entry("Green Steppe", 52.2, 33.1, "RUS", "", "area", 0),
    entry("Tarmin", 34.9, 37.0, "SYR", "Homs", pop=20_000),
    entry("Sultan sa Tarmin", 7.0, 124.6, "PHL", "Bangsamoro", pop=20_000),
    entry("Torvik", 53.9, -9.2, "IRL", "Connacht", "municipality", 0),
    entry("Tarnova", 48.0, 38.0, "UKR", "Donetsk Oblast", pop=20_000),
    entry("Copper", 35.2, 40.8, "SYR", "Deir al-Zor", pop=0),
    entry("Tessik", 35.1, 40.9, "SYR", "Deir al-Zor", pop=0),
    entry("Tessik", 35.3, 41.2, "SYR", "Hasakah", "municipality", pop=0),
)
OTHER_SPELLINGS = {"homz": "homs", "lewny": "livny"}
"""Spellings under which names are found though no name begins with their first word."""


class Book:
    """An in-memory gazetteer."""

    def lookup(self, name: str) -> tuple[Candidate, ...]:
        wanted = OTHER_SPELLINGS.get(name.casefold(), name.casefold())
        found = [c for c in ENTRIES if c.name.casefold() == wanted]
        if not found and wanted.endswith(" region"):
            found = [c for c in ENTRIES if c.name.casefold() == wanted.removesuffix(" region") + " oblast"]
        return tuple(sorted(found, key=lambda c: -c.population))

    def alike(self, name: str) -> tuple[Candidate, ...]:
        return ()

    def longest(self, word: str) -> int:
        first = word.casefold()
        return max((len(c.name.split()) for c in ENTRIES if c.name.casefold().split()[0] == first), default=0)


def find(text: str, **more: object) -> tuple[Place, ...]:
    return places.find(Document(document_id="d", text=text), Book(), **more)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Shells hit Homs on Monday.", ["Homs"]),
        ("Police said the blast in Kyiv's centre killed two.", ["Kyiv"]),
        ("Fighting went on in Deir al-Zor and Homs.", ["Deir al-Zor", "Homs"]),
        ("The Washington Post reported it.", []),
        ("Russian troops left.", []),
        ("Mr. Homs and Gen. Livny met.", []),
        ("Denzel Washington spoke.", []),
        ("A drone fell in the Bryansk region.", ["Bryansk region"]),
        ("BEIRUT-born fighters left.", []),
        ("A mine of the type YaM was found.", []),
        ("Shells hit houses in Livny Wosar.", ["Livny Wosar"]),
        ("Shells hit houses in the village of Layla.", ["Layla"]),
        ("The people whom Wosar Livny had met left.", []),
        ("Jets bombed areas in Homs, Wosar and Zamrik.", ["Homs", "Wosar", "Zamrik"]),
        ("Posts near the villages of Wosar, Zamrik and Belk came under fire.", ["Wosar", "Zamrik", "Belk"]),
        ("Jets flew over Homs and Zamrik fired rockets.", ["Homs"]),
        ("Shells fell near Tel Wosar and Kafr Zamrik.", ["Tel Wosar", "Kafr Zamrik"]),
        ("Jets dropped bombs on Copper.", ["Copper"]),
        ("They relied on Copper.", []),
        ("Jets bombed the village of Homs Ren. Troops seized Homs Ren.", ["Homs Ren", "Homs Ren"]),
        ("Men fought in Denzel Wosar village.", ["Denzel Wosar"]),
        ("The Homs Centre for Peace counted them.", []),
        ("Maj. Ana Copper Jr. spoke. A bomb went off, according to Copper.", []),
        ("In Wosar, men shot at cars. At Zamrik, two died.", ["Wosar", "Zamrik"]),
        ("Shells fell on the outskirts of Wosar and in the area of Zamrik.", ["Wosar", "Zamrik"]),
        ("Jets struck ten miles south of Wosar.", ["Wosar"]),
        ("Mines went off between Wosar and Zamrik.", ["Wosar", "Zamrik"]),
        ("Posts in the Wosar, Zamrik and Belko districts came under fire.", ["Wosar", "Zamrik", "Belko districts"]),
        ("Gunmen attacked the Denzel Wosar checkpoint.", ["Denzel Wosar checkpoint"]),
        ("A gun on Mount Wosar fired.", ["Mount Wosar"]),
        (
            "Men attacked three Fulani villages on Monday: Wosar, Zamrik and Belko.",
            ["Wosar", "Zamrik", "Belko"],
        ),
        ("The speakers in the hall were two: Wosar and Zamrik.", []),
        ("Jets bombed Zee Wosar, Denzel Lay, and Ma Zamrik villages.", ["Zee Wosar", "Denzel Lay", "Ma Zamrik"]),
        ("Jets bombed Zee Homs Wosar and Kan Zamrik villages.", ["Zee Homs Wosar", "Kan Zamrik"]),
        ("Shells hit a church in Denzel Wosar..", ["Denzel Wosar"]),
        ("Shells fell near Denzel Wosar. Shells fell near Denzel Zamrik's house.", ["Denzel Wosar"]),
        ("We're in Homs. The Centre for Peace spoke.", ["Homs"]),
        ("Gama Livny Village was attacked.", ["Gama Livny"]),
        ("Men fought in Sultan sa Tarmin town.", ["Sultan sa Tarmin"]),
        ("Men fought in the Zee Tarmin area.", ["Zee Tarmin"]),
        ("Men fought in Livny-Tarmin. Men fought on the Livny-Tarmin road.", ["Livny-Tarmin", "Livny", "Tarmin road"]),
        ("Men fought in Homs Centre and Livny.", ["Homs", "Livny"]),
        ("The Wosar village of Homs came under fire.", ["Wosar", "Homs"]),
        ("The Wosar port of Homs came under fire.", ["Homs"]),
        ("A mine went off in Livny-Livny.", ["Livny-Livny"]),
        ("Men fought in Livny-i-Wosar.", ["Livny-i-Wosar"]),
    ],
)
def test_recognition(text: str, names: list[str]) -> None:
    assert [p.text for p in find(text) if p.role != "other"] == names


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("KYIV (Reuters) - Shells fell.", "Kyiv", "dateline"),
        ("KYIV (AP) _ Shells fell.", "Kyiv", "dateline"),
        ("Kyiv — Shells fell.", "Kyiv", "dateline"),
        ("HOMS, Aug 5: Shells fell.", "Homs", "dateline"),
        ("Homs: Shells fell." + " The night was cold and nobody slept." * 8, "Homs", "dateline"),
        ("Homs, June 2 (Agency): Shells fell.", "Homs", "dateline"),
        ("Homs, May 3 (Agency) Shells fell.", "Homs", "dateline"),
        ("Homs: Shells fell.", "Homs", "event"),
        ("Shells fell in Homs — two men died.", "Homs", "event"),
        ("Moscow said its troops had left.", "Moscow", "actor"),
        ("Moscow’s large-scale invasion went on.", "Moscow", "actor"),
        ("Moscow-backed fighters left.", "Moscow", "actor"),
        ("Moscow rushed in reserves.", "Moscow", "actor"),
        ("A group close to Moscow spoke.", "Moscow", "actor"),
        ("They staged it for Moscow television.", "Moscow", "actor"),
        ("Moscow's coalition shelled it.", "Moscow", "actor"),
        ("Moscow was shelled on Monday.", "Moscow", "event"),
        ("Missiles were fired from Bryansk at the plant.", "Bryansk", "origin"),
        ("She told reporters in Geneva that it was over.", "Geneva", "seat"),
        ("He said by telephone on Monday in Geneva that it was over.", "Geneva", "seat"),
        ("It was over, said a spokesman in Geneva.", "Geneva", "seat"),
        ("Police said gunmen killed two men in Geneva.", "Geneva", "event"),
        ("Residents said the battle in Geneva went on.", "Geneva", "event"),
        ("A statement said soldiers shot a farmer in Geneva.", "Geneva", "event"),
        ("Families fled to Homs.", "Homs", "destination"),
        ("A rocket flew towards Homs.", "Homs", "destination"),
        ("A bus with pilgrims from Homs was hit.", "Homs", "origin"),
        ("Six paratroopers from Homs died in a battle.", "Homs", "origin"),
        ("Six servicemen, from Homs, died in a battle.", "Homs", "origin"),
        ("The army withdrew its troops from Homs.", "Homs", "event"),
        ("Fighting went on in an area smaller than Homs.", "Homs", "other"),
        ("The clash killed 40 paratroopers from Livny.", "Livny", "origin"),
        ("Twelve servicemen, from Livny, died.", "Livny", "origin"),
        ("Gunmen killed seven labourers, all of them from the town of Livny.", "Livny", "origin"),
        ("Karim (17), from Homs, was shot dead.", "Homs", "origin"),
        ("The last fighters were driven to Homs in buses.", "Homs", "destination"),
        ("The siege of Homs went on.", "Homs", "event"),
        ("A bus of Tarmin pilgrims was hit.", "Tarmin", "other"),
        ("The drones were, so Moscow, brought down.", "Moscow", "actor"),
        ("A missile struck Kyiv on Monday.", "Kyiv", "event"),
        ("Two rival Homs clans traded shots.", "Homs", "other"),
        ("Gunmen clashed with fighters in Homs.", "Homs", "event"),
    ],
)
def test_role(text: str, name: str, role: str) -> None:
    assert [(p.name, p.role) for p in find(text)] == [(name, role)]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("1. HOMS - A shell fell.\n2. KYIV - A man died.", ["event", "event"]),
        ("* HOMS - A shell fell.\n\n* KYIV - A man died.", ["event", "event"]),
        ("14.10 HOMS | A shell fell.\n\n13.05 KYIV: A man died.", ["event", "event"]),
        ("HOMS (Agency) - A shell fell.\n\nA man died.", ["dateline"]),
        ("HOMS, Syria: Shells fell." + " The night was cold and nobody slept." * 8, ["dateline", "dateline"]),
        ("HOMS / KYIV: Shells fell." + " The night was cold and nobody slept." * 8, ["dateline", "dateline"]),
        ("MARK HOMS, HOST: A shell fell.\n\nHOMS: A man died.\n\nKYIV: It did.", []),
    ],
)
def test_names_in_capitals_at_the_heads_of_items_are_places(text: str, roles: list[str]) -> None:
    assert [p.role for p in find(text)] == roles


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("A bomb went off in Tripoli. It was the third in Lebanon this year.", "LBN"),
        ("A bomb went off in Tripoli.", "LBY"),
        ("He lives in Lebanon, Pennsylvania.", "USA"),
    ],
)
def test_context_decides(text: str, iso3: str) -> None:
    assert find(text)[0].iso3 == iso3


@pytest.mark.parametrize(("source", "iso3"), [("The Daily Star", "LBY"), ("Naharnet", "LBN"), ("naharnet.com", "LBN")])
def test_an_outlet_writes_of_its_country(source: str, iso3: str) -> None:
    document = Document(document_id="d", text="A bomb went off in Tripoli.", source=source)
    assert places.find(document, Book())[0][0].iso3 == iso3


def test_a_region_in_front_rules_out_namesakes_elsewhere() -> None:
    place = find("In Homs Governorate, where talks had failed, shells fell on Andriivka.")[-1]
    assert (place.text, place.name, place.within, place.geo_precision) == (
        "Andriivka",
        "Andriivka",
        "Homs Governorate",
        3,
    )


def test_study_area_is_a_prior() -> None:
    assert find("A bomb went off in Tripoli.", study_area=("LBN",))[0].iso3 == "LBN"


@pytest.mark.parametrize(
    ("text", "type_", "precision", "qualifier"),
    [
        ("Shells hit Homs.", "settlement", 1, ""),
        ("Shells fell near Homs.", "settlement", 2, "near"),
        ("Shells fell on the outskirts of Homs.", "settlement", 2, "outskirts of"),
        ("Shells fell in the Bryansk region.", "region", 3, ""),
        ("Fire broke out at the Livny oil depot.", "facility", 1, ""),
        ("Fighting went on in eastern Homs.", "settlement", 2, "eastern"),
        ("A drone was shot down over Homs.", "settlement", 1, "over"),
        ("Jets bombed positions in the hills behind Homs.", "settlement", 2, "beside"),
        ("Soldiers clashed with rebels in the surroundings of Homs.", "settlement", 2, "near"),
        ("A bomb went off near the Livny oil depot.", "facility", 2, "near"),
        ("A bomb went off in Pilna, a poor suburb of the city.", "settlement", 2, ""),
        ("Shells fell near the eastern Syrian border city of Homs.", "settlement", 2, "near"),
        ("Gunmen fired at a bus near the town of Pilna.", "settlement", 2, "near"),
        ("A car hit a mine 40 km from Homs.", "settlement", 2, "40 km from"),
        ("Gunmen attacked a post in the eastern district of Pilna.", "municipality", 2, ""),
        ("Gunmen attacked a farm in the Pilna community.", "settlement", 1, ""),
    ],
)
def test_precision(text: str, type_: str, precision: int, qualifier: str) -> None:
    place = find(text)[0]
    assert (place.location_type, place.geo_precision, place.qualifier) == (type_, precision, qualifier)


def test_distance_and_way_move_the_point() -> None:
    place = find("A convoy was hit 20 km north of Homs.")[0]
    assert place.latitude == pytest.approx(34.73 + 20 / 111.195, abs=1e-3)
    assert place.geo_precision == 2


def test_no_margin_stays_open() -> None:
    document = Document(document_id="d", text="Troops entered the village of Andriivka.")
    (place,), (issue,) = places.find(document, Book())
    assert place.latitude is None
    assert len(place.candidates) == 2
    assert issue.kind == "place_ambiguous"
    assert len(issue.candidates) == 2


@pytest.mark.parametrize(
    ("text", "name", "latitude"),
    [
        ("Shells fell near Homz in Syria.", "Homz", 34.73),
        ("A man was shot on Homz Street in Kyiv.", "Homz Street", 50.45),
        ("Fighters took Tessik on Monday.", "Tessik", 35.1),
        ("A bomb went off at the Old Bazaar in Homs.", "Old Bazaar", 34.73),
        ("Fighters took Gornaya in the Green Steppe.", "Gornaya", 52.0),
        ("He was held in the Zzyrk ward of Homs.", "Zzyrk", 34.73),
        ("Three were killed in the village of Zzyrk in Homs.", "Zzyrk", 34.73),
        ("Soldiers fired on cars on the Zzyrk Sahil road.", "Zzyrk Sahil road", 43.1),
        ("A shell fell in the Zzyrk area of Homs.", "Zzyrk", 34.73),
        ("Shells fell in Russian-held Homs.", "Homs", 34.73),
        ("In Homs on Friday night, men went from door to door in Zzyrk.", "Zzyrk", 34.73),
        ("Shells fell on Kyiv and Bryansk. Russia and Russia and Russia denied it. Then Homs was hit.", "Homs", 34.73),
    ],
)
def test_other_spellings_units_and_towns(text: str, name: str, latitude: float) -> None:
    (place,) = [p for p in find(text) if p.name == name]
    assert (place.latitude, place.location_type in LOCATION_TYPES) == (latitude, True)


def test_unknown_village_stands_at_the_region_that_the_text_names() -> None:
    document = Document(document_id="d", text="A shell hit the village of Zzyrkovo in the Bryansk region.")
    found, issues = places.find(document, Book())
    village = found[0]
    assert (village.name, village.latitude, village.geo_precision) == ("Zzyrkovo", 52.9, 3)
    assert (village.uncertainty_km or 0) >= 100
    assert issues[0].kind == "place_at_container"


@pytest.mark.parametrize(
    ("text", "latitude"),
    [
        ("In Zzyrkovo, some 45 miles to the north of Homs, three people were shot dead.", 35.38),
        ("A shell hit the village of Zzyrkovo (20 km south-east of Homs).", 34.6),
        ("Three died in Zzyrkovo, which lies about 30 kilometres (19 miles) south of Homs.", 34.46),
        ("Three died in Zzyrkovo, a small farming village 30 km south of the trading hub of Homs.", 34.46),
        ("Three died in Zzyrkovo, 30 km south of the provincial capital, Homs.", 34.46),
        ("In Zzyrkovo, 90 km south of the capital, men shot at cars. Troops left Kyiv.", 49.64),
    ],
)
def test_an_unknown_village_stands_where_distance_and_direction_lead(text: str, latitude: float) -> None:
    found, issues = places.find(Document(document_id="d", text=text), Book())
    assert (found[0].name, found[0].geo_precision) == ("Zzyrkovo", 2)
    assert found[0].latitude == pytest.approx(latitude, abs=0.01)
    assert (found[0].uncertainty_km or 0) > 5
    assert [issue.kind for issue in issues] == ["place_by_distance"]


def test_a_town_elsewhere_is_not_the_one_that_distance_and_direction_lead_to() -> None:
    place = find("A mine went off in Livny, about 9 miles east of Homs.")[0]
    assert (place.iso3, place.latitude) == ("SYR", 34.73)
    assert find("A mine went off in Tarmin, about 20 miles east of Homs.")[0].latitude == 34.9


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("Shells fell on Deir al-Zor, in Bryansk region, on Monday.", "RUS"),
        ("Men shot at cars in Geneva, a village in the North of Lebanon.", None),
        ("Men shot at cars in Geneva, a city in Lebanon.", "CHE"),
    ],
)
def test_a_town_abroad_is_not_the_village_that_the_text_puts_in_a_region_or_country(
    text: str, iso3: str | None
) -> None:
    assert find(text)[0].iso3 == iso3


def test_distance_and_direction_choose_between_places_of_one_name() -> None:
    assert find("A mine went off in Andriivka, not far from Kyiv.")[0].latitude is None
    assert find("A mine went off in Andriivka, 450 km east of Kyiv.")[0].latitude == 49.53


def test_spans_show_the_text() -> None:
    text = "Blasts were heard in Homs, near Kyiv and at the Livny oil depot."
    assert all(text[p.start : p.end] == p.text for p in find(text))


class Failing:
    def geocode(self, query: str, *, exactly_one: bool = True) -> None:
        from geopy.exc import GeocoderTimedOut

        raise GeocoderTimedOut(query)


def test_a_failing_service_is_no_absence() -> None:
    from pipeline.errors import GeocoderError

    with pytest.raises(GeocoderError):
        places.find(Document(document_id="d", text="Shells hit Homs."), places.GeocoderGazetteer(Failing()))


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        (
            "1. Libya. Militias clashed in Tripoli.\n\n2. Lebanon. In Tripoli, a grenade wounded three in Lebanon.",
            "LBN",
        ),
        ("Troops fought in Tripoli, a city in northern Lebanon.", "LBN"),
    ],
)
def test_paragraph_and_apposition_decide(text: str, iso3: str) -> None:
    assert [p.iso3 for p in find(text) if p.name == "Tripoli"][-1] == iso3


def test_a_namesake_far_from_the_town_of_its_district_is_no_answer() -> None:
    place = find("Shells hit Andriivka village in the district of Homs in Syria.")[0]
    assert (place.within, place.iso3) == ("Homs", "SYR")


def test_a_namesake_outside_of_the_region_of_an_unknown_district_is_no_answer() -> None:
    place = find("Shells hit Kyiv. Gunmen attacked Andriivka village in the Wosar district, Bryansk Oblast.")[1]
    assert (place.name, place.iso3) == ("Andriivka", "RUS")


def test_a_village_of_a_region_that_is_named_alone_is_no_namesake_abroad() -> None:
    place = find("Gunmen attacked the village of Livny, Pennsylvania.")[0]
    assert (place.name, place.iso3) == ("Livny", "USA")


def test_a_name_that_is_said_to_be_a_village_is_no_person() -> None:
    places = find("The attack took place in Ahmad Besk, a village west of Homs.")
    assert [place.name for place in places] == ["Ahmad Besk", "Homs"]


def test_a_small_place_elsewhere_is_no_answer() -> None:
    text = "Shells fell on Homs and Deir al-Zor in Syria. Syria denied it. Then Livny was hit, Syria said."
    (livny,) = [p for p in find(text) if p.name == "Livny"]
    assert livny.latitude is None
    assert livny.candidates


@pytest.mark.parametrize(
    "words", ["the village of Pilna was", "the villages Pilna and Wosar were", "Pilna village was"]
)
def test_a_village_is_not_taken_for_its_only_namesake_abroad(words: str) -> None:
    text = f"Shells fell on Homs and Deir al-Zor in Syria. Syria denied it. Then {words} hit, Syria said."
    (pilna,) = [p for p in find(text) if p.name == "Pilna"]
    assert (pilna.latitude, len(pilna.candidates)) == (None, 1)


@pytest.mark.parametrize("words", ["Torvik district", "the Geneva barracks", "the Geneva quarter"])
def test_a_unit_quarter_or_facility_is_not_one_of_a_namesake_abroad(words: str) -> None:
    text = f"Shells fell on Homs and Deir al-Zor in Syria. Syria denied it. Then men fought in {words}, Syria said."
    (place,) = [p for p in find(text) if p.text in words]
    assert place.iso3 in {None, "SYR"}


def test_a_facility_of_a_town_that_the_text_speaks_of_is_there() -> None:
    text = "Shells fell on Homs and Deir al-Zor in Syria. Then men fought in the Tarmin barracks, Syria said."
    assert [p.latitude for p in find(text) if p.text == "Tarmin barracks"] == [34.9]


def test_the_leader_of_a_group_is_no_place() -> None:
    text = "Men fought in Tarmin. Two followers of Tarmin fled."
    assert [p.role for p in find(text)] == ["event", "other"]


def test_a_name_that_nothing_shows_to_be_a_place_is_none_of_an_event() -> None:
    text = "Shells fell on Homs and Deir al-Zor in Syria. Syria denied it. Boys who spied for Livny were beaten, Syria said."
    assert [p.role for p in find(text) if p.name == "Livny"] == ["other"]


@pytest.mark.parametrize(
    ("text", "precisions"),
    [
        ("Shells fell near Homs and Deir al-Zor.", [2, 2]),
        ("Shells fell near Homs, Tal Wosar and Deir al-Zor.", [2, None, 2]),
        ("Shells fell near Homs and a bomb went off in Deir al-Zor.", [2, 1]),
        ("Shells fell in Homs and Deir al-Zor.", [1, 1]),
        ("Shells fell in Homs and Deir al-Zor districts.", [2, 2]),
        ("Shells fell in the Homs and Deir al-Zor provinces.", [3, 3]),
    ],
)
def test_a_list_is_near_as_a_whole(text: str, precisions: list[int | None]) -> None:
    assert [place.geo_precision for place in find(text)] == precisions


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Shells hit the Zamrik quarter of Homs.", "Zamrik"),
        ("Shells hit the Zamrik neighbourhood of Homs.", "Zamrik"),
        ("Shells hit the Zamrik district of Homs.", "Zamrik district"),
        ("Shells hit the Left Bank quarter of Homs.", "Left Bank quarter"),
        ("Shells hit the Zamrik community.", "Zamrik"),
        ("Shells hit the Orthodox enclave of Homs.", "Homs"),
    ],
)
def test_a_quarter_is_named_without_the_noun(text: str, name: str) -> None:
    place = find(text)[0]
    assert (place.name, place.text.startswith(name)) == (name, True)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Nine men are being treated at the general hospital in Pilna.", "destination"),
        ("The wounded received treatment at General Hospital, Pilna.", "destination"),
        ("Two of the hurt were taken to Pilna hospital.", "destination"),
        ("A shell hit the general hospital in Pilna.", "event"),
        ("Two men died when a mine blew up in Pilna.", "event"),
    ],
)
def test_where_the_wounded_were_brought_is_no_place_of_the_event(text: str, role: str) -> None:
    assert [p.role for p in find(text) if "Pilna" in p.text] == [role]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A shell fell outside the besieged city of Homs.", "outside"),
        ("Fighting went on in the northern city of Homs.", ""),
        ("A mine was found about eight miles off the port of Tripoli.", "eight miles off"),
        ("Troops left Homs's southern outskirts.", "part of"),
        ("Jets flew in the south of Syria.", "south"),
        ("Jets flew to the south of Homs.", "south of"),
    ],
)
def test_qualifier(text: str, words: str) -> None:
    assert find(text)[0].qualifier == words


@pytest.mark.parametrize(
    ("query", "name", "population", "part"),
    [
        ("Zelenagrad", "Zelenohrad", 700_000, "choose spelling"),
        ("Jabalya", "Jabālyā", 168_000, "choose spelling"),
        ("Beit Hanoun", "Bayt Ḩānūn", 37_000, "choose alias"),
        ("Westport", "Vestur", 700_000, "choose alias large"),
        ("Torezk", "Antrazyt", 53_000, "choose unlike"),
    ],
)
def test_another_name_counts_by_its_likeness_to_the_own_one(query: str, name: str, population: int, part: str) -> None:
    town = dataclasses.replace(entry(name, 35.0, 36.0, "SYR", pop=population), match="alias")
    assert part in names.prepared(query, (town,)).parts[0]


def test_a_city_in_another_spelling_goes_before_a_village_of_that_very_name() -> None:
    city = dataclasses.replace(entry("Zelenohrad", 47.8, 35.1, "UKR", pop=710_000), match="alias")
    village = entry("Zelenagrad", 46.9, 35.0, "UKR", pop=650)
    assert names.prepared("Zelenagrad", (village, city)).candidates[0] is city


@pytest.mark.parametrize(
    ("text", "name", "within", "type_"),
    [
        ("A bomb went off in Homs's Zamrik district.", "Zamrik district", "Homs", "district"),
        ("Shells hit the Zamrik district in the east of Homs.", "Zamrik district", "Homs", "district"),
        ("Gunmen attacked Izo village in Syria's Tessik district.", "Izo", "Tessik district", "settlement"),
        ("Gunmen attacked Livny district of Bryansk Oblast.", "Livny district", "", "municipality"),
        ("Gunmen attacked the Zamrik sector of Tessik district.", "Zamrik sector", "Tessik district", "municipality"),
        ("Gunmen attacked a post in Barangay Tessik, Homs.", "Tessik", "Homs", "settlement"),
        ("Gunmen attacked a post in Sitio Green Rono, Brgy. Tarvi, Homs.", "Green Rono", "Tarvi", "settlement"),
        ("Gunmen attacked a post in Sitio Green Rono, Brgy. Tarvi, Homs.", "Tarvi", "Homs", "settlement"),
    ],
)
def test_what_a_place_lies_in(text: str, name: str, within: str, type_: str) -> None:
    place = next(p for p in find(text) if p.name == name)
    assert (place.within, place.location_type) == (within, type_)


def test_a_noun_in_the_plural_goes_with_every_name_of_its_list() -> None:
    assert [p.name for p in find("Shells hit the Pilna and Livny districts.")] == ["Pilna district", "Livny district"]


def test_a_street_is_a_place_and_a_road_a_part_of_the_way() -> None:
    assert [
        find(f"A grenade was thrown on {way} in Homs.")[0].geo_precision for way in ("Tarvi Street", "Tarvi Road")
    ] == [1, 2]


@pytest.mark.parametrize(
    "text",
    [
        "Russian troops have taken full control of Tarnova, Moscow said.",
        "Rebels took Tarnova, on the border with Russia.",
    ],
)
def test_who_acts_or_borders_does_not_tell_where_it_happened(text: str) -> None:
    assert next(p for p in find(text) if p.name == "Tarnova").iso3 == "UKR"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A bus was stopped on the road from Tarmin to Homs.", ["Tarmin", "Homs"]),
        ("A bus was stopped on the highway linking Tarmin and Homs.", ["Tarmin", "Homs"]),
        ("A bus was stopped on the Tarmin-Homs road.", ["Tarmin-Homs road"]),
    ],
)
def test_what_happened_on_the_way_stands_between(text: str, names: list[str]) -> None:
    found = [p for p in find(text) if p.role == "event"]
    assert [(p.name, p.qualifier, p.geo_precision) for p in found] == [(name, "between", 2) for name in names]
