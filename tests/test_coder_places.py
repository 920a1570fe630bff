"""At which place it happened (docs/coding.md, 4), with toponyms whose roles are given."""

from __future__ import annotations

import pytest

from tests.coding import LEAD, coded, told


def places(marked: str) -> list[str | None]:
    return [report.location for report in told(marked)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Rebels attacked [Orla] on Thursday.", ["Orla"]),
        ("On Thursday in [Orla], rebels attacked a post.", ["Orla"]),
        ("Shells hit [Orla] and [Menta] on Thursday.", ["Orla", "Menta"]),
        ("Shells hit [Orla], [Torva district|municipality], [Menta county|municipality], on Thursday.", ["Orla"]),
        ("Shells hit [Torva district|municipality], [Varna|region], on Thursday.", ["Torva"]),
        ("Shells hit [Orla], [Menta], [Varna|region], on Thursday.", ["Orla", "Menta"]),
        ("Shells hit [Orla], [Menta] and [Torva] on Thursday.", ["Orla", "Menta", "Torva"]),
        ("Shells hit [Orla] and [Menta] in the [Varna Region|region] on Thursday.", ["Orla", "Menta"]),
        ("Shells hit [Orla], in the [Varna Region|region], on Thursday.", ["Orla"]),
        ("Shells hit [Orla], a town in [Varna Region|region], on Thursday.", ["Orla"]),
        ("Gunmen killed six men at [Orla], a village in [Menta|municipality], on Thursday.", ["Orla"]),
        ("Russian forces shelled 13 villages in [Varna Region|region] on Thursday.", ["Varna Region"]),
        ("Shells hit [Orla] in [Ukraine|country] on Thursday.", ["Orla"]),
        ("Rebels attacked [Orla] on Thursday and [Menta] on Friday.", ["Orla", "Menta"]),
        ("Drones struck a depot in [Orla] and clashes broke out in [Menta] on Thursday.", ["Orla", "Menta"]),
        ("Missiles fired from [Belgorod|role=origin,iso3=RUS] hit [Orla] on Thursday.", ["Orla"]),
        ("Officials in [Capital|role=seat] said rebels had attacked [Orla] on Thursday.", ["Orla"]),
        ("[Moscow|role=actor] said its forces shelled [Orla] on Thursday.", ["Orla"]),
        ("[KYIV|role=dateline] (Reuters) - Shells hit [Orla] on Thursday.", ["Orla"]),
        ("KYIV, 14 April - Shells hit [Orla] on Thursday.", ["Orla"]),
        ("[KYIV] (Agency) - Shells hit [Orla] on Thursday.", ["Orla"]),
        ("Shells hit [Orla|municipality], south of the port of [Menta|q=south of], on Thursday.", ["Orla"]),
        ("Gunmen attacked a bus on the road from [Orla|q=between] to [Menta|q=between] on Thursday.", ["Orla"]),
        ("Rebels attacked [Orla] on Thursday, police in [Menta] said.", ["Orla"]),
        ("Shells hit [Orla], 30 km south of [Menta|q=south of], on Thursday.", ["Orla"]),
        ("Shells hit [Orla] (57 km from [Menta]) on Thursday.", ["Orla"]),
        ("Gunmen ambushed a convoy between [Orla] and [Menta] on Thursday.", ["Orla"]),
        ("Gunmen ambushed a convoy between the village of [Orla] and the town of [Menta] on Thursday.", ["Orla"]),
        ("Rebels ambushed riot police based in [Menta] near [Orla] on Thursday.", ["Orla"]),
        ("Rebels took [Orla], 70 kilometres (43 miles) from the regional capital, [Menta], on Thursday.", ["Orla"]),
        ("Gunmen killed six men near [Orla] on Thursday, said a spokesman of the relief office in [Menta].", ["Orla"]),
        ("A bus was attacked near [Orla|q=near] on Thursday.", ["Orla"]),
        ("The attack on [Orla] at 03:00 [Kyiv] time killed two people on Thursday.", ["Orla"]),
        ("A drone hit [Livny depot|facility] in [Orla] on Thursday.", ["Livny depot"]),
        ("Three men whom rebels had wounded on Thursday reached [Orla].", []),
        ("Sirens sounded in [Menta], and the army bombed [Orla] on Thursday.", ["Orla"]),
        ("In [Orla], a town on the edge of [Varna Region|region] next to [Menta], a soldier was shot dead.", ["Orla"]),
        (
            "Rebels attacked posts in [Orla|municipality], [Torva|municipality] and [Nadal|municipality,within=Menta] of [Menta].",
            ["Orla", "Torva", "Nadal"],
        ),
        (
            "Jets dropped four bombs on [Orla], two on [Menta] and one on [Torva] on Thursday.",
            ["Orla", "Menta", "Torva"],
        ),
        ("Police who were attacked on Thursday headed for [Orla].", []),
        ("Rebels attacked a convoy in [Ukraine|country] on Thursday.", []),
        ("A grenade was thrown in the [Dova quarter|district] of [Orla] on Thursday.", ["Dova"]),
        ("A grenade was thrown in the [Left Bank district|district] of [Orla] on Thursday.", ["Left Bank district"]),
        ("Rebels attacked a post in [Dova county|municipality] on Thursday.", ["Dova"]),
        ("Rebels attacked a post in [Dova Local Government Area|municipality] on Thursday.", ["Dova"]),
        ("Shells hit [Orla] in the north, [Menta] in the south and [Torva] on Thursday.", ["Orla", "Menta", "Torva"]),
        ("Shells hit [Orla] and other towns, among them [Menta], on Thursday.", ["Orla", "Menta"]),
        (
            "On Thursday at the [Menta checkpoint|facility], a man aged 30 from [Orla] was shot dead by soldiers.",
            ["Menta checkpoint"],
        ),
        ("A man aged 30 from [Orla] was shot dead by soldiers on Thursday.", ["Orla"]),
        ("The army said it had shot down a missile fired towards [Orla|role=destination] on Thursday.", ["Orla"]),
        ("Shells hit the [Azure Sea|water] port of [Orla] on Thursday.", ["Orla"]),
    ],
)
def test_chosen_place(sentence: str, expected: list[str]) -> None:
    assert places(sentence) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Orla] is a port of 40,000 people. Russian forces shelled the city on Thursday.", ["Orla"]),
        ("Pupils had gathered in [Orla]. Gunmen opened fire there on Thursday.", ["Orla"]),
        ("The [Livny depot|facility] stores fuel. A Russian drone hit the depot on Thursday.", ["Livny depot"]),
        ("[Orla] had been quiet. Rebels attacked a post on Thursday.", ["Orla"]),
        (
            "A bomb hit [Orla], 90 km north of [Menta|q=90 km north of]. Police arrested a rebel in the town on Thursday.",
            ["Orla"],
        ),
        ("[Orla]\n\nRussian forces shelled a school on Thursday.", ["Orla"]),
        ("A rocket fired towards [Orla|role=destination] was shot down over the city on Thursday.", ["Orla"]),
        ("Rebels fired twelve rockets towards the town of [Orla|role=destination] on Thursday.", ["Orla"]),
        ("A mine hit a bus on its way to [Orla|role=destination] on Thursday.", []),
        ("[Kyiv|role=dateline] (Agency) - Gunmen opened fire in the Ukrainian capital on Thursday.", ["Kyiv"]),
        ("[ORLA] - Gunmen opened fire outside a mosque in the provincial capital on Thursday.", []),
        ("[ORLA|role=dateline] (Agency) - Gunmen shot dead a judge here on Thursday.", ["ORLA"]),
        ('[ORLA|role=dateline] (Agency) - "Rebels killed two men here on Thursday," a farmer in the hills said.', []),
        (
            "[Orla] is quiet. A shell hit the village's mill on Thursday, according to the governor of [Varna Region|region].",
            ["Orla"],
        ),
    ],
)
def test_places_named_before(text: str, expected: list[str]) -> None:
    assert places(text) == expected


def test_a_doubtful_account_is_an_issue_with_the_place_that_it_would_have() -> None:
    text = "[Orla] lies in the [Varna Region|region]. Rebels attacked three posts in the region on Thursday."
    reports, issues = coded(LEAD + text)
    assert reports == ()
    assert [issue.kind for issue in issues] == ["doubtful"]
    assert "Varna Region" in (issues[0].reason or "")


def test_a_place_far_above_is_not_taken() -> None:
    filler = "\n\n".join(f"Prices rose for the {number}th time." for number in range(4, 10))
    assert places(f"[Orla] is quiet.\n\n{filler}\n\nRebels attacked a convoy on Thursday.") == []


@pytest.mark.parametrize(
    ("sentence", "precision"),
    [
        ("Shells hit [Orla] on Thursday.", 1),
        ("Shells hit the outskirts of [Orla|q=outskirts of] on Thursday.", 2),
        ("Shells hit the [Old Quarter|district] on Thursday.", 2),
        ("Russian forces shelled the [Varna Region|region] on Thursday.", 3),
        ("A missile fired by the Houthis hit a ship in the [Red Sea|water,iso3=] on Thursday.", 3),
    ],
)
def test_precision_comes_with_the_place(sentence: str, precision: int) -> None:
    (report,) = told(sentence)
    assert report.geo_precision == precision


def test_a_place_without_coordinates_is_kept_by_name() -> None:
    from pipeline import reports
    from pipeline.schema import Document, Place
    from tests.coding import FRIDAY

    text = "Rebels attacked Orla and killed six soldiers on Thursday."
    place = Place(document_id="d", start=16, end=20, text="Orla", name="Orla", location_type=None)
    found, issues = reports.code(Document(document_id="d", text=text, published=FRIDAY), (place,))
    assert [(r.location, r.latitude, r.longitude, r.country) for r in found] == [("Orla", None, None, None)], issues


def test_an_unknown_district_of_a_named_region_is_not_put_at_a_town_of_another() -> None:
    from dataclasses import replace

    from pipeline import reports
    from pipeline.schema import Document
    from tests.coding import FRIDAY, article

    text, places = article(
        "Shells hit [Orla] on Thursday. In [Varna Region|region], rebels attacked the [Nadal district|district] on Thursday."
    )
    town, region, district = places
    places = (
        replace(town, admin1="Sova Region"),
        replace(region, admin1="Varna Region"),
        replace(district, latitude=None, longitude=None),
    )
    found, _ = reports.code(Document(document_id="d", text=text, published=FRIDAY), places)
    assert [(r.location, r.latitude, r.geo_precision) for r in found][1:] == [("Nadal", region.latitude, 3)]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Shells hit [Orla|none] on Thursday. The post lies near [Menta].", ("Menta", 3, 50.0)),
        ("Shells hit [Menta] on Monday.\n\nRebels attacked [Orla|none] on Thursday.", ("Menta", 3, 50.0)),
        ("Rebels attacked [Orla|none] in the [Varna Region|region] on Thursday.", ("Varna Region", 3, 100.0)),
        ("[Kyiv] was calm. Rebels attacked [Orla|none] on Thursday.", None),
        ("Shells hit [Menta] on Monday.\n\nA.\n\nB.\n\nRebels attacked [Orla|none] on Thursday.", None),
        ("[Menta|role=actor] spoke. Rebels attacked [Orla|none] on Thursday.", None),
    ],
)
def test_a_place_that_is_in_no_gazetteer_stands_near_the_one_told_beside_it(
    marked: str, expected: tuple[str, int, float] | None
) -> None:
    from dataclasses import replace

    from pipeline import reports
    from pipeline.schema import Document
    from tests.coding import FRIDAY, article

    text, places = article(marked.replace("|none", ""))
    places = tuple(replace(p, latitude=None, longitude=None) if p.name == "Orla" else p for p in places)
    found, _ = reports.code(Document(document_id="d", text=text, published=FRIDAY), places)
    (orla,) = [report for report in found if report.location == "Orla"]
    beside = next((p for p in places if expected is not None and p.name == expected[0]), None)
    wanted = (beside.latitude, expected[1], expected[2]) if beside is not None and expected is not None else None
    got = (orla.latitude, orla.geo_precision, orla.uncertainty_km) if orla.latitude is not None else None
    assert got == wanted


def test_of_several_places_of_one_name_the_one_near_the_place_told_beside_it() -> None:
    from pipeline.reports import nearby
    from pipeline.schema import Candidate
    from tests.coding import article

    text, (orla, menta) = article("Rebels attacked [Orla] and [Menta|lat=50,lon=30] on Thursday.")
    both = [
        Candidate(name="Orla", latitude=lat, longitude=30.0, location_type="settlement", uncertainty_km=2.0, iso3="UKR")
        for lat in (50.2, 46.0)
    ]
    from dataclasses import replace

    for count, latitude in ((2, 50.2), (1, 50.2)):
        open_one = replace(orla, latitude=None, longitude=None, margin=0.1, candidates=tuple(both[:count]))
        found = nearby.presumed(open_one, (open_one, menta), text)
        assert found is not None
        assert (found.latitude, found.geo_precision) == (latitude, 1)
    twice = replace(open_one, candidates=(both[0], replace(both[0], latitude=50.1)))
    assert nearby.presumed(twice, (twice, menta), text) is twice
