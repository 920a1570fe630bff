"""What is one event and what are two (docs/coding.md, 1)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline import reports
from pipeline.schema import Document
from tests.coding import FRIDAY, article, coded, told

PEACEFUL, RIOT, SHOT = "Peaceful protest", "Violent demonstration", "Excessive force against protesters"


@pytest.mark.parametrize(
    "text",
    [
        "Shells hit [Orla] on Thursday. The shelling of [Orla] lasted an hour.",
        "A drone hit a depot in [Orla] on Thursday. The strike set fuel tanks on fire.",
        "A drone hit a depot in [Orla] on Thursday. Two people died in the attack.",
        "Shelling set a market in [Orla] on fire on Thursday and four people were injured.",
        "Gunmen shot dead four farmers in [Orla] on Thursday.\n\n“They killed my sons in [Orla],” a widow said.",
        "Rebels attacked [Orla] on Thursday.\n\nThe mayor of [Orla] said the attackers had killed two guards.",
        "Shells hit [Orla] late on Monday, killing two people, the governor wrote on Wednesday.",
        "Rockets hit [Orla] on Thursday. Eight rebels died, the army announced; doctors in [Menta] gave their names.",
        "A bomb went off in [Orla] on Monday. The mayor spoke. Monday's blast destroyed a market.",
        "Helicopters dropped barrel bombs on [Orla] on Thursday. Pictures came from [Orla], where 24 people were killed.",
        "A shell fell on [Orla] on Thursday. A farmer and his son killed at once, eight wounded who are being taken to a clinic in [Menta].",
        "Police retook a hospital in [Orla] from gangs on Thursday. Two officers were wounded.",
        "Shells hit [Orla] in [Varna Region|region] on Thursday.\n\nThe shelling in [Orla] killed two.",
        "Guerrillas attacked a police patrol in [Orla] on Thursday. Two grenades were thrown at the officers.",
        "Air defences intercepted four rockets fired at [Orla] on Thursday.",
        "Rebels attacked a convoy outside [Orla] on Thursday, killing eight. They set off a bomb as it passed [Orla].",
        "Rebels stormed a base near [Orla] on Thursday. The assault began when a suicide bomber hit the base in [Orla].",
        "Police raided a newspaper in [Orla] on Thursday and arrested two reporters.",
        "Rebels captured [Orla] on Thursday in a raid that cost twenty lives.",
        "Two people were killed in [Orla] on Thursday as police clashed with protesters. Officers fired tear gas.",
    ],
)
def test_told_twice_is_one_event(text: str) -> None:
    assert len(told(text)) == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "Gunmen attacked a police station in [Orla] on Thursday, killing one officer. The men drove into the town of [Orla] in a van.",
            "Armed clash",
        ),
        ("Rebels attacked [Orla] on Thursday, killing nine villagers and looting shops in [Orla].", "Attack"),
    ],
)
def test_the_way_in_and_the_looting_are_parts_of_an_attack(text: str, kind: str) -> None:
    assert [(r.sub_event_type, r.location) for r in told(text)] == [(kind, "Orla")]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (
            "Soldiers fought rebels in [Orla] on Thursday.\n\nEight members of the group were also arrested.",
            ["Armed clash"],
        ),
        ("Youths threw stones at police in [Orla] on Thursday.\n\nPolice arrested 40 people.", [RIOT]),
        (
            "Soldiers fought rebels in [Orla] on Thursday.\n\nPolice arrested a clerk in [Menta].",
            ["Armed clash", "Arrests"],
        ),
    ],
)
def test_arrests_without_a_place_of_their_own_were_made_at_what_is_told_there(text: str, kinds: list[str]) -> None:
    assert [r.sub_event_type for r in told(text)] == kinds


def test_what_happened_months_ago_has_no_date() -> None:
    found, issues = coded(
        "The night was cold.\n\n[Orla] fell under the control of the rebels months ago after fighting there."
    )
    assert (found, [issue.kind for issue in issues]) == ((), ["background"])
    assert len(told("The night was cold.\n\n[Orla] fell under the control of the rebels two months ago.")) == 1


def test_an_airport_that_the_gazetteer_lacks_lies_in_the_town_whose_name_it_bears() -> None:
    marked = "Clashes in [Menta] killed six men on Thursday. Rockets hit [Orla airport|facility] the same day, and [Orla] was quiet."
    text, places = article(marked)
    lacking = tuple(replace(p, latitude=None, longitude=None) if p.name == "Orla airport" else p for p in places)
    found = reports.code(Document(document_id="d", text=text, published=FRIDAY), lacking)[0]
    town = next(p for p in places if p.name == "Orla")
    assert [(r.location, r.latitude) for r in found][1:] == [("Orla airport", town.latitude)]


def test_what_opens_a_sentence_and_its_main_clause_are_two_events() -> None:
    text = "While the gunfight in [Orla] was on, rebels attacked a patrol of the army at a checkpoint in [Menta] on Thursday."
    assert [r.location for r in told(text)] == ["Orla", "Menta"]


def test_another_battle_is_not_the_one_told_of_a_region() -> None:
    text = "Soldiers killed four rebels in a gunfight in [Varna Region|region] on Thursday.\n\n"
    text += "Two more rebels were killed in another battle near [Orla,within=Varna Region] on Thursday."
    assert [r.fatalities for r in told("The night was cold. " + text)] == [4, 2]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            "Envoys of both sides met widows and elders for talks about a truce in [Orla].\n\nGunmen shot dead two guards on Thursday.\n\nNobody spoke.",
            ["Orla"],
        ),
        (
            "Envoys of both sides met widows and elders for talks about a truce in [Orla].\n\nGunmen have shot dead two guards.\n\nNobody spoke.",
            [],
        ),
        (
            "Envoys of both sides met widows and elders for talks about a truce in [Orla] and [Menta].\n\nGunmen shot dead two guards on Thursday.\n\nNobody spoke.",
            [],
        ),
    ],
)
def test_what_is_told_with_a_day_in_the_next_paragraph_was_at_the_town_named_in_this_one(
    text: str, places: list[str]
) -> None:
    assert [r.location for r in told("A lead.\n\nA second line.\n\n" + text)] == places


def test_attacks_that_are_counted_and_then_told_one_by_one_are_those() -> None:
    text = """The city of [Orla] saw three attacks on Thursday that left four people dead.

Gunmen shot dead a grocer in [Orla] on Thursday.

Also in [Orla], a roadside bomb killed two farmers on Thursday.

In another attack in [Orla] on Thursday, a teacher was shot dead outside his home."""
    assert [r.fatalities for r in told("A lead. The second sentence.\n\n" + text)] == [1, 2, 1]


def test_fighting_goes_on_where_a_day_or_the_dead_are_told() -> None:
    assert len(told("Clashes are going on around [Orla], and two fighters were killed.")) == 1
    assert len(told("Fighting continued in [Orla] on Thursday.")) == 1


def test_what_happened_somewhere_in_a_country_was_not_at_the_place_told_before() -> None:
    text = "A bomb killed two men in [Orla] on Thursday. Police spoke to widows.\n\nRebels attacked a convoy in [Ukraine|country] on Friday."
    assert [r.location for r in told(text)] == ["Orla"]


def test_a_village_that_stands_at_a_region_for_want_of_coordinates_is_none_of_the_places_in_it() -> None:
    marked = (
        "Troops killed two rebels at [Orla] on Thursday. The mayor of the town spoke at length about it.\n\nEarlier, "
    )
    marked += (
        "soldiers killed an armed man in an exchange of fire in the village of [Vard] on Thursday, a spokesman said."
    )
    text, places = article(marked)
    orla, vard = places
    vard = replace(vard, latitude=orla.latitude, longitude=orla.longitude, uncertainty_km=60.0)
    vard = replace(vard, reason="not in the gazetteer; placed at Varna Region")
    orla = replace(orla, latitude=(orla.latitude or 0) + 0.2, location_type="facility")
    found = reports.code(Document(document_id="d", text=text, published=FRIDAY), (orla, vard))[0]
    assert [r.location for r in found] == ["Orla", "Vard"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "Inmates in [Orla] rioted on Thursday, took four officers hostage and killed a guard.",
            "Violent demonstration",
        ),
        ("A man who had been detained over a theft was lynched by a mob in [Orla] on Thursday.", "Mob violence"),
        (
            "Gunmen abducted nine pupils in another attack on a school in [Orla] on Thursday.",
            "Abduction/forced disappearance",
        ),
    ],
)
def test_what_is_told_besides_is_a_part_of_one_incident(text: str, kind: str) -> None:
    assert [r.sub_event_type for r in told(text)] == [kind]


def test_a_place_unknown_to_the_gazetteer_lies_in_the_town_behind_the_comma() -> None:
    marked = "At [Vard], [Orla], a suicide bomber killed himself and two others on Thursday."
    text, (vard, orla) = article(marked)
    for places, count in (((replace(vard, latitude=None, longitude=None), orla), 1), ((vard, orla), 2)):
        found, _ = reports.code(Document(document_id="d", text=text, published=FRIDAY), places)
        assert len(found) == count


def test_headline_lead_and_recap_are_one_event() -> None:
    reports, _ = coded(
        "Missiles hit [Orla]\n\n"
        "Two missiles hit the port of [Orla] on Thursday, killing four people.\n\n"
        "Prices of grain rose.\n\n"
        "The missile attack on [Orla] cut off power to the harbour."
    )
    assert [(r.location, r.fatalities) for r in reports] == [("Orla", 4)]
    assert sum(span.field == "mention" for span in reports[0].spans) >= 2


def test_who_died_of_it_is_told_before_it_in_one_sentence() -> None:
    (report,) = told("In [Orla] three people were killed on Thursday when a suicide bomber blew himself up in [Orla].")
    assert (report.sub_event_type, report.fatalities) == ("Suicide bomb", 3)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Shells hit [Orla] on Thursday. At the other end of the country gunmen killed nine people.", 1),
        ("Shells hit [Orla] on Thursday. In [Ruria|country,iso3=TUR] gunmen killed nine people.", 1),
        ("Shells hit [Orla] on Thursday. Warplanes began to bomb the rebels in January.", 1),
        ("Shells hit [Orla] and [Menta] on Thursday.", 2),
        ("Shells hit [Orla] on Monday. Shells hit [Orla] again on Wednesday.", 2),
        ("Shells hit [Orla] on Thursday. [Orla] was also bombed by warplanes on 24 February.", 2),
        ("Rebels shelled [Orla] on Thursday. Thousands of people protested in [Orla] on Thursday.", 2),
        ("Rebels attacked a post in [Orla] on Thursday. Air defences shot down two drones over [Menta].", 2),
        (
            "A bomb killed two in [Orla] on Thursday. A bomb killed three in a separate attack in [Menta] on Thursday.",
            2,
        ),
        ("Russian forces shelled [Orla] on Thursday.\n\nUkrainian forces shelled [Menta|iso3=RUS] on Thursday.", 2),
        (
            "Gunmen shot dead nine farmers in [Orla] on Thursday. On Tuesday the gunmen drove into the village of [Orla].",
            2,
        ),
        ("Gunmen looted shops in [Orla] on Thursday.\n\nGunmen shot dead nine farmers in [Orla] on Thursday.", 2),
        (
            "A shell hit a house in [Orla|lat=50,lon=30] on Thursday. The second shell struck a school in [Menta|lat=50.2,lon=30.2] on Thursday.",
            2,
        ),
        (
            "Rebels attacked [Orla|lat=50,lon=30] on Thursday. The attacks on [Menta|lat=50.05,lon=30.05] came at dawn.",
            2,
        ),
    ],
)
def test_other_places_days_and_kinds_stay_apart(text: str, count: int) -> None:
    assert len(told(text)) == count


@pytest.mark.parametrize(
    "text",
    [
        "Rebels captured a second town on Thursday.\n\nThe fighters walked through [Orla] at noon.",
        "Rebels captured a second town on Thursday.\n\nThe rebels took [Orla] on Thursday after a short fight.",
    ],
)
def test_a_lead_without_a_place_takes_that_of_the_text_after_it(text: str) -> None:
    reports, _ = coded(text)
    assert [(r.location, r.sub_event_type) for r in reports] == [("Orla", "Non-state actor overtakes territory")]


@pytest.mark.parametrize(
    "sentence",
    [
        "The rebels are fighting for a separate state in [Orla].",
        "Families fled the fighting and reached [Orla] on Thursday.",
        "[Orla] is under the control of the army, a spokesman said on Thursday.",
        "Two men in a van drove into [Orla] on Thursday.",
        "The army began combat operations around [Orla] on Thursday.",
        "Gunmen were seen conducting training with live ammunition in [Orla] on Thursday.",
        "The war in [Orla] has killed more than 20,000 people since Thursday.",
        "A further 40 rebels lived in [Orla] between 7 and 13 March, the governor of the region said.",
        "The party called a strike in [Orla] on Thursday in protest of the deaths of its men.",
        "The army freed 48 people abducted by the rebels in [Orla] on Thursday.",
        "Workers at the port of [Orla] began a two-day warning strike on Thursday.",
        "A wave of crime is blamed on gangs that battle for territory in [Orla].",
        "Bands paraded in [Orla] on Thursday to mark the Battle of the Arn.",
        "More than 2,300 people have been arrested in [Orla].",
        "At least two people have been killed during the unrest in [Orla].",
        "It was called one of the deadliest prison battles in the history of [Orla].",
        "Soldiers fired warning shots in [Orla] on Thursday.",
        "The Red Cross took the bodies of two rebels away in [Orla] on Thursday.",
        "[Orla] has seen several attacks in the past weeks.",
        "Agents came to [Orla] on Thursday to detain a suspect.",
        "A lorry that was taking soldiers to [Orla] broke down on Thursday.",
    ],
)
def test_aims_reasons_and_states_are_no_events(sentence: str) -> None:
    assert told(sentence) == ()


def test_clashes_in_an_article_about_unrest_are_violent_demonstrations() -> None:
    reports = told(
        "Protesters set up barricades in the capital.\n\nActivists shouted slogans during the blockade.\n\n"
        "Clashes between police and party men were reported in [Orla] on Thursday."
    )
    assert {r.sub_event_type for r in reports} == {"Violent demonstration"}


def test_news_in_brief_happened_at_the_head_of_its_paragraph() -> None:
    reports = told(
        "[ORLA]: Two rockets were fired at a checkpost on Thursday.\n\n"
        "[MENTA]: A gas pipeline was blown up on Wednesday night.\n\n"
        "[TORVA]: Two labourers were gunned down in [Varna] on Wednesday.",
    )
    assert [r.location for r in reports] == ["ORLA", "MENTA", "Varna"]


def test_a_number_may_stand_before_the_place_of_a_brief_and_a_bare_noun_behind_it() -> None:
    reports = told(
        "1. [ORLA] - Gunmen shot dead a policeman on Thursday.\n"
        "2. [MENTA] - A roadside bomb wounded three soldiers on Thursday.\n"
        "3. [TORVA] - A car bomb killed two people on Thursday."
    )
    assert [r.location for r in reports] == ["ORLA", "MENTA", "TORVA"]


def test_a_bullet_or_a_time_of_day_may_stand_before_the_place_of_a_brief() -> None:
    reports = told(
        "• [Orla]. On Thursday some 300 people sat in silence in front of the closed bazaar.\n\n"
        "18.05 [MENTA]: gas on the quay. Police used tear gas on Thursday to push back the head of the procession."
    )
    assert [(r.location, r.sub_event_type) for r in reports] == [
        ("Orla", "Peaceful protest"),
        ("MENTA", "Protest with intervention"),
    ]


def test_counted_captives_are_an_event_though_place_and_day_were_told_before() -> None:
    text = "Bandits stormed [Orla] on Thursday and killed two men.\n\nThey shot at shops. They then whisked away {}."
    assert [r.sub_event_type for r in told(text.format("30 persons"))][1:] == ["Abduction/forced disappearance"]
    assert len(told(text.format("the women"))) == 1


def test_each_brief_tells_an_event_of_its_own() -> None:
    reports = told(
        "[ORLA] - Gunmen shot dead three men in western [Orla] on Thursday.\n\n"
        "[ORLA] - Gunmen shot dead a woman in central [Orla] on Thursday.\n\n"
        "[MENTA] - A roadside bomb killed two men in [Menta] on Thursday.",
    )
    assert [(r.location, r.fatalities) for r in reports] == [("Orla", 3), ("Orla", 1), ("Menta", 2)]


def test_an_attack_and_what_it_came_after_are_two_events() -> None:
    reports = told(
        "Gunmen attacked a hotel in [Orla] on Monday.\n\n"
        "Monday's attack came two weeks after a truck bomb killed 90 people in [Menta]."
    )
    assert [(r.location, r.event_type) for r in reports] == [
        ("Orla", "Violence against civilians"),
        ("Menta", "Explosions/Remote violence"),
    ]


def test_captives_who_are_killed_are_one_event() -> None:
    (report,) = told("Rebels seized three soldiers and executed them in [Orla] on Thursday.")
    assert report.sub_event_type == "Abduction/forced disappearance"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Clerks marched in [Orla] on Thursday. In [Orla] on Thursday youths threw stones at police.", [RIOT]),
        (
            "Protesters clashed with police in [Orla] on Thursday. In [Orla] on Thursday police shot two marchers.",
            [SHOT],
        ),
        (
            "Protesters burned the town hall of [Orla] on Thursday. In [Orla] on Thursday police fired at rioters.",
            [RIOT],
        ),
        ("Police shot a marcher in [Orla] on Thursday. In [Orla] on Thursday teachers held a vigil.", [SHOT, PEACEFUL]),
        (
            "Police fired on marchers in [Orla] on Thursday. A youth was shot and killed in [Torva] on Thursday.",
            [SHOT, SHOT],
        ),
        (
            "Protesters clashed with police in [Orla] on Thursday. Gunmen shot dead a trader in [Torva] on Thursday.",
            [RIOT, "Attack"],
        ),
    ],
)
def test_the_parts_of_a_protest_are_one_event(text: str, kinds: list[str]) -> None:
    opening = "The protests and marches against the tax went on. "
    assert [report.sub_event_type for report in told(opening + text)] == kinds


def test_what_brought_a_crowd_out_is_no_event_of_that_day() -> None:
    (report,) = told("Protests erupted in [Orla] on Thursday after a mayor was arrested.")
    assert report.sub_event_type == PEACEFUL


def test_two_words_of_unrest_are_enough_where_nobody_is_armed() -> None:
    (report,) = told("The hartal of the activists went on. A party office was set ablaze in [Orla] on Thursday.")
    assert report.sub_event_type == RIOT


def test_what_is_told_of_one_riot_leaves_it_a_riot() -> None:
    text = "Protesters and marchers were out. Rioters threw a bomb and petrol bombs at police in [Orla] on Thursday. "
    text += "In [Orla] on Thursday rioters burned a bank and blasts were heard."
    assert {report.sub_event_type for report in told(text)} == {RIOT}


def test_a_facility_lies_in_another_quarter() -> None:
    text = "Gunmen shot a trader at the [Menta bridge|facility,lat=50,lon=30] on Thursday. "
    text += "In [Orla|district,lat=50.04,lon=30,km=2] on Thursday gunmen shot a tailor."
    assert len(told(text)) == 2


def test_a_gunfight_in_an_article_about_unrest_stays_a_fight() -> None:
    reports = told(
        "Protesters set up barricades in the capital.\n\nActivists shouted slogans during the blockade.\n\n"
        "A shopkeeper died in a gunfight between soldiers and militants in [Orla] on Thursday."
    )
    assert {r.sub_event_type for r in reports} == {"Armed clash"}


def test_a_lead_dates_what_the_text_tells_in_full() -> None:
    (report,) = told(
        "Police fired tear gas on Tuesday at activists who defied a ban.\n\n"
        "Hundreds of police fired tear gas at protesters in the centre of [Orla].\n\n"
        "The crackdown followed raids in which police detained many in recent days.",
    )[:1]
    assert (report.location, str(report.event_date)) == ("Orla", "2022-04-12")


@pytest.mark.parametrize(
    "sentence",
    [
        "Rebels, who want to fight on unless a deal is honoured, said they seized [Orla|iso3=COD] on Thursday.",
        "Troops seized back control of [Orla] on Thursday from men who in recent months have attacked traders.",
    ],
)
def test_asides_do_not_unsay_what_happened(sentence: str) -> None:
    (report,) = told(sentence)
    assert report.event_type == "Battles"


def test_a_city_that_is_a_country_is_a_place() -> None:
    (report,) = told("Protesters marched in [Orla|country,km=20] on Thursday.")
    assert report.location == "Orla"


def test_what_the_attack_did_at_a_place_of_its_own_is_told_there() -> None:
    reports = told(
        "Drones attacked [Orla] on Thursday.\n\nThe attack damaged a plant and killed one man in [Menta] on Thursday."
    )
    assert [r.location for r in reports] == ["Orla", "Menta"]


def test_shot_down_over_several_regions() -> None:
    reports = told(
        "Air defences intercepted drones over the central [Orla|region] and the western [Menta|region] on Thursday."
    )
    assert [r.location for r in reports] == ["Orla", "Menta"]


def test_across_the_country_is_no_place_told_before() -> None:
    reports = told("Drones hit [Orla] on Thursday.\n\nAir defences downed 50 drones across the country on Thursday.")
    assert [r.sub_event_type for r in reports] == ["Air/drone strike"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Car bombs killed eleven in a market street in [Orla] and, an hour later, three in a car park in [Menta].",
        "Gunmen killed five people in [Orla] and three in [Menta] on Thursday.",
    ],
)
def test_numbers_of_two_places_under_one_verb(sentence: str) -> None:
    assert [r.location for r in told(sentence)] == ["Orla", "Menta"]


def test_may_is_a_month_behind_a_number() -> None:
    (report,) = told("On 28 May 2021 the insurgents overran [Orla].")
    assert str(report.event_date) == "2021-05-28"


def test_a_noun_with_a_number_tells_anew() -> None:
    (report,) = told("Police announced the arrest of nine wanted men in [Orla].")
    assert report.sub_event_type == "Arrests"


def test_fighting_told_with_a_day_happened_at_the_place_before() -> None:
    reports = told(
        "Troops shelled [Orla] on Monday.\n\nDoctors in [Orla] treated dozens. Six gunmen died in Tuesday fighting."
    )
    assert [r.sub_event_type for r in reports] == ["Shelling/artillery/missile attack", "Armed clash"]


def test_headings_in_capitals_hold_triggers() -> None:
    assert [r.location for r in told("ISRAELI JETS BOMB DISUSED BASE OUTSIDE [ORLA].")] == ["ORLA"]


def test_what_lies_so_many_miles_from_a_town_did_not_happen_there() -> None:
    (report,) = told(
        "In [Orla] _ the third city, 225 miles northwest of [Menta] _ a roadside bomb killed two on Thursday."
    )
    assert report.location == "Orla"


def test_a_town_without_a_name_is_not_the_one_before() -> None:
    reports = told("Rebels attacked [Orla] on Thursday.\n\nLast week rebels attacked a base at a town near the border.")
    assert len(reports) == 1


def test_clashes_of_crowds_stand_apart_from_battles() -> None:
    reports = told(
        "Two militants were killed in a gunfight with troops in [Orla] on Thursday.\n\n"
        "Clashes between youths and police broke out in [Orla] on Thursday."
    )
    assert [r.sub_event_type for r in reports] == ["Armed clash", "Violent demonstration"]


def test_reports_come_in_the_order_of_the_text_with_ids_of_their_own() -> None:
    reports = told(
        "Shells hit [Orla] on Monday. Rebels attacked [Menta] on Tuesday. Police arrested six men in [Torva]."
    )
    assert [r.location for r in reports] == ["Orla", "Menta", "Torva"]
    assert len({r.report_id for r in reports}) == 3


def test_evidence_is_the_text_between_its_offsets() -> None:
    text = "The night was cold.\n\nShells hit Orla on Monday. Rebels attacked Menta on Tuesday."
    for report in told("Shells hit [Orla] on Monday. Rebels attacked [Menta] on Tuesday."):
        assert text[report.start : report.end] == report.evidence
        for span in report.spans:
            assert 0 <= span.start < span.end <= len(text)


def test_coding_twice_gives_the_same() -> None:
    text = "Shells hit [Orla] on Monday, killing two. Rebels attacked [Menta] on Tuesday, police said."
    assert coded(text) == coded(text)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "[Orla]", "…", "“", "12345", "Shells", "on on on", "\x00\x01"])
def test_odd_texts_tell_nothing(text: str) -> None:
    assert coded(text)[0] == ()


def test_a_speaker_is_no_victim() -> None:
    (report,) = told("Russian forces shelled [Orla] on Thursday, killing four people, the mayor said.")
    assert report.actor2 == ("Civilians (Ukraine; people)",)
    assert report.claimed_by == ("mayor",)


def test_another_incident_is_another_event() -> None:
    reports = told("A mine killed a man in [Orla] on Thursday. In another incident in [Orla] a mine killed two women.")
    assert [r.fatalities for r in reports] == [1, 2]


def test_a_sentence_that_says_where_puts_the_event_told_last_there() -> None:
    text = "Rebels attacked [Menta] on Monday. On Tuesday they ambushed a police patrol, killing two officers. The ambush took place near [Orla]."
    assert [r.location for r in told(text)] == ["Menta", "Orla"]


def test_a_sentence_that_says_where_tells_more_exactly_of_a_wide_place() -> None:
    text = "Two rebels were killed in a gunfight in [Orla|municipality,lat=50,lon=30] on Monday. The gunfight took place in [Menta|lat=50.1,lon=30.1]."
    assert [r.location for r in told(text)] == ["Menta"]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("It happened at 9am in [Torva|lat=50.1,lon=30.1], a village in the hills.", "Torva"),
        ("The incident took place in [Torva|lat=50.1,lon=30.1].", "Torva"),
        ("The incident took place in [Torva|lat=54,lon=30.1].", "Orla"),
        ("The farmers live in [Torva|lat=50.1,lon=30.1].", "Orla"),
    ],
)
def test_where_it_happened_is_told_more_exactly_of_what_happened_nearby(where: str, expected: str) -> None:
    text = f"Gunmen killed two farmers in [Orla|municipality,lat=50,lon=30] on Monday. {where}"
    assert [r.location for r in told(text)] == [expected]


def test_a_unit_of_a_large_town_is_narrower_than_the_town() -> None:
    text = (
        "Four men were killed by a bomb in [Orla|lat=50,lon=30,km=20,people=2000000] on Monday. "
        "The bomb went off outside a shop in the [Menta district|municipality,lat=50.05,lon=30,km=5]."
    )
    assert [r.location_text for r in told(text)] == ["Menta district"]


def test_lines_of_nothing_but_a_day_date_what_stands_under_them() -> None:
    text = "April 3\n\nRebels shelled [Orla].\n\nRebels ambushed soldiers near [Menta].\n\nApril 5\n\nGunmen killed two traders in [Torva]."
    assert [(str(r.event_date), r.time_precision) for r in told(text)] == [
        ("2022-04-03", 1),
        ("2022-04-03", 1),
        ("2022-04-05", 1),
    ]


def test_one_line_of_a_day_dates_the_article_alone() -> None:
    assert told("April 3\n\nRebels shelled [Orla].")[0].time_precision == 2


def test_a_round_up_of_regions_has_the_day_of_its_head() -> None:
    text = "Russian forces shelled the [Orla|region], [Menta|region] and [Torva|region] over the past day.\n\nRussian forces shelled [Kalma]."
    assert [str(r.event_date) for r in told(text)] == ["2022-04-14"] * len(told(text))
    assert told(text)[-1].location == "Kalma"


def test_settlements_without_names_are_not_the_place_told_before() -> None:
    text = "Aircraft bombed [Orla] on Thursday.\n\nMore than 110 settlements came under mortar fire on Thursday."
    assert [r.location for r in told(text)] == ["Orla"]


def test_a_lead_of_a_region_is_the_sum_of_what_is_told_after_it() -> None:
    text = (
        "Gunmen killed 12 people in [Varna Region|region,lat=50,lon=30] on Thursday, police said.\n\n"
        "Seven farmers were shot dead in [Orla|lat=50.2,lon=30.2] on Thursday.\n\n"
        "Five traders were shot dead in [Menta|lat=50.4,lon=30.4] on Thursday."
    )
    text_, places = article(text)
    places = tuple(replace(place, admin1="Varna Region") for place in places)
    found, _ = reports.code(Document(document_id="d", text=text_, published=FRIDAY), places)
    assert [(r.location, r.fatalities) for r in found] == [("Orla", 7), ("Menta", 5)]


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("Rebels fought troops in [Orla] on Monday. Warplanes bombed rebel positions.", "Air/drone strike"),
        (
            "A suicide bomber killed nine in [Orla] on Monday. Gunmen then exchanged fire with the police.",
            "Armed clash",
        ),
        ("Shells hit [Orla] on Monday.\n\nHundreds of residents marched against the army.", "Peaceful protest"),
        ("Shells hit [Orla] on Monday. Fighting raged between soldiers and rebels.", "Armed clash"),
        ("Gunmen shot dead two traders in [Orla] on Monday. Police arrested four suspects.", "Arrests"),
        (
            "Gunmen shot dead two traders in [Orla] on Monday. The gunmen took four women with them.",
            "Abduction/forced disappearance",
        ),
        ("Rebels hacked six farmers to death in [Orla] on Monday. Soldiers clashed with the rebels.", "Armed clash"),
    ],
)
def test_a_second_action_has_the_place_and_day_of_its_scene(text: str, second: str) -> None:
    reports = told(text)
    assert [(r.location, str(r.event_date)) for r in reports] == [("Orla", "2022-04-11")] * 2
    assert reports[1].sub_event_type == second


@pytest.mark.parametrize(
    "sentence",
    [
        "“Helicopters bombed our houses,” a widow said.",
        "Since the raid more than 30 people have been shot dead.",
        "Not one of the gunmen has been arrested.",
    ],
)
def test_what_is_said_or_summed_up_beside_an_event_is_no_second_one(sentence: str) -> None:
    assert len(told(f"Rebels fought troops in [Orla] on Monday. {sentence}")) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ten people were killed in an attack on a hotel in [Orla] on Thursday.\n\nTwo men threw grenades at guests.",
            [("Grenade", "Orla", 10)],
        ),
        (
            (
                "Thirteen people were killed in an attack in southern [Landia|country] on Thursday.\n\n"
                "A suicide bomber blew himself up outside a bank in [Orla]."
            ),
            [("Suicide bomb", "Orla", 13)],
        ),
        (
            (
                "Three people were killed in separate attacks in [Landia|country] on Thursday.\n\n"
                "A roadside bomb killed two rangers in [Orla|lat=50,lon=30]. A farmer was shot dead in [Menta|lat=52,lon=33]."
            ),
            [("Remote explosive/landmine/IED", "Orla", 2), ("Attack", "Menta", 1)],
        ),
        (
            (
                "Russian attacks damaged homes in [Orla|lat=50,lon=30] and [Menta|lat=52,lon=33] on Thursday.\n\n"
                "A man was killed by shelling in [Orla|lat=50,lon=30].\n\nA missile hit a school in [Menta|lat=52,lon=33]."
            ),
            [("Shelling/artillery/missile attack", "Orla", 1), ("Shelling/artillery/missile attack", "Menta", None)],
        ),
        (
            (
                "A series of attacks in [Orla|lat=50,lon=30] killed nine people on Thursday.\n\n"
                "The deadliest was a car bomb in [Menta|district,lat=50.01,lon=30.01] that killed six.\n\n"
                "Another car bomb went off in [Sarna|district,lat=50.02,lon=30.02], killing three."
            ),
            [("Remote explosive/landmine/IED", "Menta", 6), ("Remote explosive/landmine/IED", "Sarna", 3)],
        ),
    ],
)
def test_a_lead_that_leaves_open_how_is_told_in_full_after_it(
    text: str, expected: list[tuple[str, str, int | None]]
) -> None:
    assert [(r.sub_event_type, r.location, r.fatalities) for r in told(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "A bomb blast in [Orla] injured four clerks on Thursday, while two soldiers died when rebels ambushed a patrol in [Menta].",
            {("Remote explosive/landmine/IED", "Orla", None, 4), ("Armed clash", "Menta", 2, None)},
        ),
        (
            "A policeman was shot dead in [Orla] on Thursday, while a bomb killed two soldiers on patrol in [Menta].",
            {("Armed clash", "Orla", 1, None), ("Remote explosive/landmine/IED", "Menta", 2, None)},
        ),
        (
            "A roadside bomb wounded two nurses in [Orla] on Thursday, while gunmen attacked a police post in [Menta].",
            {("Remote explosive/landmine/IED", "Orla", None, 2), ("Armed clash", "Menta", None, None)},
        ),
    ],
)
def test_what_is_told_beside_with_while_has_its_own_place_dead_and_weapon(
    text: str, expected: set[tuple[str, str, int | None, int | None]]
) -> None:
    assert {(r.sub_event_type, r.location, r.fatalities, r.injuries) for r in told(text)} == expected


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (
            "Troops fought rebels in [Orla] on Thursday while warplanes bombed rebel positions.",
            {"Armed clash", "Air/drone strike"},
        ),
        (
            "A roadside bomb killed two guards in [Orla] on Thursday. A mortar round landed on a house, killing a woman.",
            {"Remote explosive/landmine/IED", "Shelling/artillery/missile attack"},
        ),
        (
            "The enemy shelled [Orla] with mortars on Thursday and attacked it with four drones.",
            {"Shelling/artillery/missile attack", "Air/drone strike"},
        ),
        ("Warplanes hit [Orla] on Thursday. Rockets fired by the jets struck a camp.", {"Air/drone strike"}),
        ("A suicide bomber hit [Orla] on Thursday. The car bomb destroyed a market.", {"Suicide bomb"}),
        ("Rebels and troops clashed in [Orla] on Thursday. Both sides used mortars.", {"Armed clash"}),
    ],
)
def test_what_was_done_with_other_means_is_another_event(text: str, kinds: set[str]) -> None:
    reports = told(text)
    assert len(reports) == len(kinds)
    assert {r.sub_event_type for r in reports} == kinds


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Bandits stormed a school in [Orla] on Thursday and abducted 80 pupils.", "Abduction/forced disappearance"),
        ("Gunmen raided an office in [Orla] on Thursday, taking away two nurses.", "Abduction/forced disappearance"),
        ("Troops stormed [Orla] on Thursday and arrested three men.", "Arrests"),
    ],
)
def test_those_who_came_to_take_people_away_made_no_other_attack(sentence: str, kind: str) -> None:
    assert [r.sub_event_type for r in told(sentence)] == [kind]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Villages around [Menta] came under attack as well.", "Air/drone strike"),
        ("[Menta] was attacked too, killing a man.", "Air/drone strike"),
        ("Gunmen attacked farmers in [Menta], killing three.", "Attack"),
        ("Rebel fighters attacked an army post in [Menta].", "Armed clash"),
    ],
)
def test_places_that_came_under_attack_beside_air_strikes_were_hit_from_the_air(sentence: str, kind: str) -> None:
    reports = told(f"Warplanes bombed a depot in [Orla] on Thursday. {sentence}")
    assert [(r.location, r.sub_event_type) for r in reports] == [("Orla", "Air/drone strike"), ("Menta", kind)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "A roadside bomb hit a police car in northern [Landia|country] on Thursday, killing four officers.\n\n"
                "The attack happened in [Orla], a district near the border."
            ),
            [("Remote explosive/landmine/IED", "Orla", 4)],
        ),
        (
            (
                "At least 54 people were killed in an attack in [Varna Region|region,lat=50,lon=30,km=200], Amnesty said on Thursday.\n\n"
                "Dozens of armed men came to [Orla|lat=50.2,lon=30.2] on Sunday and opened fire, survivors said."
            ),
            [("Attack", "Orla", 54)],
        ),
        (
            (
                "Missiles hit a resort near [Orla|lat=50,lon=30,q=near] on Thursday, killing nine.\n\n"
                "The missile strikes in [Menta|lat=50.2,lon=30.2] came before dawn."
            ),
            [("Shelling/artillery/missile attack", "Menta", 9)],
        ),
        (
            (
                "Shelling hit [Orla|lat=50,lon=30] on Thursday, killing one person, doctors said.\n\n"
                "The tank shell struck a home in the town of [Menta|lat=50.2,lon=30.2]."
            ),
            [("Shelling/artillery/missile attack", "Menta", 1)],
        ),
        (
            (
                "Rebels attacked police in [Orla|lat=50,lon=30] on Thursday, killing one officer. "
                "The attack on [Menta|lat=50.05,lon=30.05] lasted an hour."
            ),
            [("Armed clash", "Menta", 1)],
        ),
        (
            "Gunmen stormed a school in [Orla] before dawn on Thursday, killing nine students in the worst attack in the country since the 1998 bombing of a church in [Menta].",
            [("Attack", "Orla", 9)],
        ),
    ],
)
def test_a_later_sentence_says_where_it_was(text: str, expected: list[tuple[str, str, int]]) -> None:
    text_, places = article(text)
    places = tuple(replace(place, admin1="Varna Region") for place in places)
    found, _ = reports.code(Document(document_id="d", text=text_, published=FRIDAY, source="Example News"), places)
    assert [(r.sub_event_type, r.location, r.fatalities) for r in found] == expected


def test_words_that_leave_open_whom_an_attack_hit_tell_a_fight_again() -> None:
    text = "Rebels ambushed an army column near [Orla] on Thursday.\n\nA spokesman said that the rebels struck at noon near [Orla]."
    assert [r.sub_event_type for r in told(text)] == ["Armed clash"]
