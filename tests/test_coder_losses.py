"""Whose dead and injured they are (docs/coding.md, 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.coding import coded, told

if TYPE_CHECKING:
    from pipeline.schema import Report


def dead(report: Report) -> tuple[int | None, int | None, int | None]:
    return report.fatalities, report.fatalities_low, report.fatalities_high


@pytest.mark.parametrize(
    ("sentence", "fatalities", "injuries"),
    [
        ("Shells hit [Orla] on Thursday, killing four people and wounding nine.", 4, 9),
        ("Shells hit [Orla] on Thursday.", None, None),
        ("Shells hit [Orla] on Thursday; nobody was hurt.", 0, 0),
        ("A mine wounded Ali Khan in [Orla] on Thursday. Khan was rushed to hospital but died.", 1, None),
        # told again, and on top of it
        (
            "Six men died in a blast in [Orla] on Thursday. Five were killed on the spot and a sixth died later.",
            6,
            None,
        ),
        (
            "A bomb in [Orla] killed five on Thursday; 20 were hurt. Two men and three boys died. Another 17 were hurt.",
            5,
            20,
        ),
        (
            "A bomb wounded 100 people in [Orla] on Thursday. Three injured died and 15 more are in serious condition.",
            3,
            100,
        ),
        ("Shells wounded six in [Orla] on Thursday. Separately, ten rebels died in the south.", None, 6),
        ("Shells hit [Orla] on Thursday but there were no casualties.", 0, 0),
        ("A drone hit a bus in [Orla] on Thursday. Six passengers died.", 6, None),
        ("A drone hit a bus in [Orla] on Thursday.\n\nSix passengers died, doctors said.", 6, None),
        ("Three drones and two missiles hit [Orla] on Thursday.", None, None),
        ("A shell hit [Orla] on Thursday, killing a 34-year-old man.", 1, None),
        ("A mine killed a mother and her two children in [Orla] on Thursday.", 3, None),
        ("Shells hit [Orla] on Thursday, causing casualties.", None, None),
        ("Shells hit [Orla] on Thursday, killing four. More than 9,000 people have died since the war began.", 4, None),
        ("Gunmen abducted twelve pupils in [Orla] on Thursday.", None, None),
        # in sentences and paragraphs behind
        ("A drone hit a bus in [Orla] on Thursday. Smoke rose. The road was shut. Six passengers died.", 6, None),
        (
            "A drone hit a depot in [Orla] on Thursday.\n\nA guard was hurt, the mayor said. Nobody was killed, he added.",
            0,
            1,
        ),
        # the other side's dead come on top, those told again do not
        ("Rebels attacked a post in [Orla] on Thursday, killing two soldiers. Five attackers were shot dead.", 7, None),
        (
            "Rebels attacked a post in [Orla] on Thursday; six of the assailants were killed and one soldier died.",
            7,
            None,
        ),
        (
            "Gunmen killed five people in [Orla] on Thursday. A farmer and his four sons were killed, a witness said.",
            5,
            None,
        ),
        ("A mine killed two people in [Orla] on Thursday. Two others were hurt. A third man died in hospital.", 3, 2),
        ("A bomb in [Orla] killed ten people on Thursday. Four workers died. Two more bystanders also died.", 10, None),
        (
            "Soldiers shot 35 rebels dead in [Orla] on Thursday and 25 more were hurt. It left 20 soldiers wounded.",
            35,
            45,
        ),
        ("Earlier reports spoke of 14 dead in [Orla]. Shells killed 24 people in [Orla] on Thursday.", 24, None),
        ("Shells killed 24 people in [Orla] on Thursday. Earlier reports spoke of 14 dead.", 24, None),
        (
            "A grenade killed three people in [Orla] on Thursday. A nurse died of wounds, bringing the death toll to four.",
            4,
            None,
        ),
        (
            "Gunmen fired on a bus in [Orla]. Ten people were killed on the spot and two died later in hospital.",
            12,
            None,
        ),
        ("Two soldiers died in a fight with rebels in [Orla], three of whom were also killed.", 5, None),
        ("Rebels attacked [Orla]. Eight soldiers died. On the rebel side, 12 bodies were counted.", 20, None),
        ("An air strike on [Orla] wiped out a family of seven.", 7, None),
        ("Shells hit [Orla] on Thursday. Dead: 4. Injured: 11.", 4, 11),
        ("Rebels attacked a camp near [Orla] on Thursday. The bodies of six men were taken to the morgue.", 6, None),
        ("A trader was shot in [Orla] on Thursday. He was taken to hospital, where he succumbed to wounds.", 1, None),
        (
            "A man in [Orla] rammed a car into a post on Thursday, injuring a guard who later died of his wounds.",
            1,
            None,
        ),
        ("Rebels killed two men in [Orla] on Thursday, in a region where raiders killed 19 people in 2018.", 2, None),
        (
            "Hours after troops had killed nine men, a missile hit a shed in [Orla] on Thursday. Nobody was hurt.",
            0,
            0,
        ),
        ("Gunmen attacked a bank in [Orla]. Eight civilians died. All four attackers were also killed.", 12, None),
        ("Journalists took out a rally in [Orla] on Thursday against the killing of their colleague.", None, None),
        ("Police detained 41 men in [Orla] on Thursday over the 2016 coup, in which 250 people died.", None, None),
        ("Shells killed five men in [Orla] on Thursday. In 2016 more than 300 men died there.", 5, None),
        ("A bomb killed four in [Orla] on Thursday near the place where 20 recruits died last year.", 4, None),
        ("A bomb killed nine in [Orla] on Thursday, the worst attack since a blast that killed 90 last year.", 9, None),
        ("A roadside bomb hit a bus in [Orla] on Thursday, taking the lives of five passengers.", 5, None),
        ("Three policemen were martyred in [Orla] on Thursday when terrorists attacked their van.", 3, None),
        ("Students marched through [Orla] on Thursday in protest against the killing of a lecturer.", None, None),
        ("Police fired at a crowd in [Orla] on Thursday and killed two of them.", 2, None),
        ("A bomb in [Orla] killed 20 people on Thursday: 12 soldiers and eight civilians were killed.", 20, None),
    ],
)
def test_numbers_of_one_event(sentence: str, fatalities: int | None, injuries: int | None) -> None:
    (report,) = told(sentence)
    assert (report.fatalities, report.injuries) == (fatalities, injuries)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Shells killed at least four people in [Orla] on Thursday.", (4, 4, None)),
        ("Shells killed dozens of people in [Orla] on Thursday.", (None, 12, None)),
        ("Shells killed several people in [Orla] on Thursday.", (None, 3, None)),
        ("Shells killed hundreds of people in [Orla] on Thursday.", (None, 100, None)),
        ("Shells killed 17 people in [Orla] on Thursday.", (17, None, None)),
        # what others say sets the bounds
        ("Shells killed five people in [Orla] on Thursday. Rebels said that 11 soldiers had died.", (5, 5, 11)),
        ("Gunmen killed nine people in [Orla] on Thursday. The governor puts the number of dead at seven.", (9, 7, 9)),
        (
            "Rebels ambushed men in [Orla] on Thursday. The army lost six men; the rebels said they killed 20.",
            (6, 6, 20),
        ),
        ("Jets struck [Orla] on Thursday. 15 civilians died, but the army said 30 terrorists died.", (15, 15, 30)),
        ("Police shot two men dead in [Orla] on Thursday, raising the toll of the unrest to 30.", (2, None, None)),
        ("Shells killed 25 to 30 people in [Orla] on Thursday. Another 12 bodies lie there, he said.", (None, 25, 30)),
        ("A tank was hit in [Orla] on Thursday and two soldiers died. The rebels claim nine dead soldiers.", (2, 2, 9)),
        ("Shells killed 31 people in [Orla] on Thursday. Rebels put the death toll at 60.", (31, 31, 60)),
    ],
)
def test_ranges(sentence: str, expected: tuple[int | None, int | None, int | None]) -> None:
    (report,) = told(sentence)
    assert dead(report) == expected


@pytest.mark.parametrize(
    ("lead", "fatalities"),
    [
        ("Two leaders were killed in an air strike, officials said.", 2),
        ("Two leaders were killed in a series of attacks, officials said.", None),
        ("Two leaders were killed in fighting over the past 24 hours, officials said.", None),
    ],
)
def test_what_an_article_opens_with_is_told_of_its_first_event(lead: str, fatalities: int | None) -> None:
    (report,) = told(f"{lead}\n\nA drone hit a car in [Orla] on Thursday, the governor said.")
    assert report.fatalities == fatalities


def test_the_figure_an_article_opens_with_is_the_first_one() -> None:
    (report,) = told(
        "At least 35 villagers died in an attack, officials said.\n\nRaiders attacked [Orla] on Thursday.\n\n"
        "A survivor said he counted 51 bodies."
    )
    assert dead(report) == (35, 35, 51)


@pytest.mark.parametrize(
    ("behind", "fatalities"),
    [
        ("In all, 30 guerrillas were killed.", None),
        ("Rebels killed 30 guards across the country.", None),
        ("Thirty guards died in two separate attacks.", None),
        ("Thirty guards died in the two blasts.", 30),
    ],
)
def test_figures_of_several_attacks_are_not_of_one_place(behind: str, fatalities: int | None) -> None:
    (report,) = told(f"Shells hit [Orla] on Thursday. {behind}")
    assert report.fatalities == fatalities


def test_a_week_before_is_an_event_with_its_own_dead() -> None:
    later, earlier = told("Rebels shelled [Orla] on Thursday, a week after gunmen had shot dead a guard there.")
    assert (later.fatalities, earlier.fatalities) == (None, 1)


def test_bodies_that_someone_counted_are_not_the_number_of_dozens() -> None:
    (report,) = told("Raiders killed dozens of villagers in [Orla] on Thursday. A trader said he counted 20 bodies.")
    assert dead(report) == (None, 12, None)


def test_the_town_of_a_hospital_is_not_where_someone_was_hit() -> None:
    (report,) = told(
        "Rebels raided a post in [Orla] on Thursday and six of the guards died in a hospital in [Menta|role=destination]."
    )
    assert (report.location, report.fatalities) == ("Orla", 6)


def test_tolls_are_not_repeated_on_other_events() -> None:
    first, second = told(
        "A drone killed three people in [Orla] on Thursday. Rebels attacked a post in [Menta] on Thursday."
    )
    assert (first.fatalities, second.fatalities) == (3, None)


def test_each_place_keeps_its_own() -> None:
    first, second = told("Shells hit [Orla], where two people died, and [Menta], where five people died, on Thursday.")
    assert (first.location, first.fatalities) == ("Orla", 2)
    assert (second.location, second.fatalities) == ("Menta", 5)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Militants killed three soldiers in [Orla], two policemen in [Menta] and a farmer in [Sarn] on Thursday.",
            [("Orla", 3), ("Menta", 2), ("Sarn", 1)],
        ),
        ("A bomb killed a man and his son in [Orla] and a woman in [Menta].", [("Orla", 2), ("Menta", 1)]),
        ("Three people died in [Orla], two in [Menta] in clashes on Thursday.", [("Orla", 3), ("Menta", 2)]),
        (
            "Eight people each died in [Orla] and [Menta] and five in [Sarn] in clashes on Thursday.",
            [("Orla", 8), ("Menta", 8), ("Sarn", 5)],
        ),
        ("Clashes killed two rebels in [Orla], two days after a raid in [Menta].", [("Orla", 2), ("Menta", None)]),
        (
            "In [Orla] shelling left one dead on Thursday; in [Menta] one man was hurt and three were killed.",
            [("Orla", 1), ("Menta", 3)],
        ),
        ("Car bombs killed nine in a market in [Orla] and two in a street in [Menta].", [("Orla", 9), ("Menta", 2)]),
    ],
)
def test_numbers_with_a_place_each(sentence: str, expected: list[tuple[str, int | None]]) -> None:
    assert [(r.location, r.fatalities) for r in told(sentence)] == expected


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("Eight men were shot dead there by gunmen. In [Menta] gunmen shot dead 15 villagers.", [8, 15]),
        ("Eight men were shot dead there by gunmen. In [Menta] gunmen shot dead 30 villagers.", [23, 30]),
        ("In [Menta] gunmen shot dead 15 villagers. In [Sarn] gunmen shot dead eight.", [23, 15, 8]),
    ],
)
def test_a_sum_in_the_lead_is_no_toll_of_its_own(second: str, expected: list[int]) -> None:
    text = f"Gunmen shot dead 23 people in [Orla] and elsewhere on Thursday.\n\nThe mayor spoke.\n\n{second}"
    assert [r.fatalities for r in coded(text)[0]] == expected


def test_a_figure_of_the_lead_gives_way_to_that_of_the_place() -> None:
    text = (
        "Jets killed at least 15 people early on Thursday, officials said.\n\nJets hit a market in [Orla], leaving"
        " seven dead.\n\nIn [Menta] jets hit a bus, killing three."
    )
    assert [(r.location, r.fatalities) for r in coded(text)[0]] == [("Orla", 7), ("Menta", 3)]


def test_a_figure_of_the_lead_is_the_sum_of_many() -> None:
    text = (
        "Car bombs killed 65 people and wounded more than 200 in [Orla] and other cities on Thursday.\n\n"
        "A bomb in [Menta] killed seven people. A bomb in [Brina] killed 12. Bombs in [Sarn] killed 10."
        " A bomb in [Tavor] killed 11. Four more bombs in [Orla] killed 25 people and wounded 70."
    )
    found = {r.location: (r.fatalities, r.injuries) for r in coded(text)[0]}
    assert found["Orla"] == (25, 70)


def test_small_figures_are_no_sum_by_chance() -> None:
    found, _ = coded(
        "Gunmen fired on a post in [Orla] on Thursday, killing three soldiers. One of the wounded died in hospital.\n\n"
        "In [Menta] gunmen killed a guard. In [Brina] a bomb killed a driver."
    )
    assert [(r.location, r.fatalities) for r in found] == [("Orla", 4), ("Menta", 1), ("Brina", 1)]


def test_one_named_first_is_among_those_counted_later() -> None:
    (report,) = told(
        "A bomb killed the police chief in [Orla] on Thursday. Officials said at least ten people died in the attack."
    )
    assert dead(report) == (10, 10, None)


def test_dead_of_the_day_before_are_not_of_the_event() -> None:
    (report,) = told(
        "Gunmen blew up a police station in [Orla] on Thursday.\n\nOn Wednesday police found the bodies of nine men."
    )
    assert report.fatalities is None


def test_a_figure_beside_the_place_of_another_event_is_of_that_event() -> None:
    found, _ = coded(
        "Shells hit [Orla] on Thursday and killed a man. Jets bombed [Menta] on Thursday. After the shelling of [Orla],"
        " doctors said, six people were wounded in [Menta]."
    )
    assert {r.location: r.injuries for r in found} == {"Orla": None, "Menta": 6}


def test_those_hurt_elsewhere_are_not_of_the_event() -> None:
    (report,) = told("Shells hit [Orla] on Thursday and killed two men. Three more were hurt in [Menta].")
    assert (report.fatalities, report.injuries) == (2, None)


@pytest.mark.parametrize(
    "second",
    [
        "Hours earlier a policeman was wounded in a bomb attack.",
        "Over the past 24 hours six soldiers suffered shrapnel wounds.",
        "Other shelling wounded seven civilians.",
    ],
)
def test_those_hurt_in_another_attack_or_a_longer_time_are_not_of_the_event(second: str) -> None:
    assert told(f"Gunmen shot dead a judge in [Orla] on Thursday.\n\n{second}")[0].injuries is None


def test_a_figure_told_again_is_not_added() -> None:
    (report,) = told(
        "A conscript and a militiaman were killed when gunmen attacked a post in [Orla] on Thursday. The ministry said"
        ' that "a conscript and a member of the guard were killed in the shooting".'
    )
    assert report.fatalities == 2


def test_a_total_that_is_not_split_stands_on_one_event() -> None:
    reports = told("Shells hit [Orla] and [Menta] on Thursday, killing seven people.")
    assert [r.fatalities for r in reports] == [7, None]


def test_the_latest_toll_counts() -> None:
    (report,) = told(
        "A missile hit a market in [Orla] on Thursday, killing four people.\n\n"
        "The death toll from the strike on [Orla] later rose to nine, the mayor said."
    )
    assert report.fatalities == 9


def test_numbers_show_where_they_were_read() -> None:
    text = "Shells hit Orla on Thursday, killing four people and wounding nine."
    (report,) = told(text.replace("Orla", "[Orla]"))
    shown = {s.field: text[s.start - report.start : s.end - report.start] for s in report.spans}
    assert "four" in shown["fatalities"]
    assert "nine" in shown["injuries"]


def test_nobody_hurt_at_any_of_the_places() -> None:
    reports = told("Shells landed in [Orla] and [Menta] on Thursday (no casualties).")
    assert [(r.fatalities, r.injuries) for r in reports] == [(0, 0), (0, 0)]


def test_a_sentence_that_names_the_place_of_an_event_counts_its_dead() -> None:
    found, _ = coded(
        "Shells hit [Orla] and [Brina] on Thursday. In [Orla] no one was hurt. In [Brina] five were injured."
    )
    assert [(report.location, report.injuries) for report in found] == [("Orla", 0), ("Brina", 5)]


def test_dead_of_a_place_that_is_no_event() -> None:
    (report,) = told("The army lost two soldiers near [Menta], rockets hit [Orla] on Thursday.")
    assert (report.location, report.fatalities) == ("Orla", None)


def test_next_paragraph_about_another_place() -> None:
    (report,) = told("Shells hit [Orla] on Thursday.\n\nIn [Menta] doctors spoke of 30 dead since the morning.")
    assert (report.location, report.fatalities) == ("Orla", None)


def test_a_count_of_the_dead_goes_to_the_event_that_had_some() -> None:
    first, second = told(
        "Gunmen killed nine people in [Orla] on Thursday. They kidnapped five pupils in [Menta] on Thursday."
        " The governor puts the number of dead at seven."
    )
    assert dead(first) == (9, 7, 9)
    assert dead(second) == (None, None, None)


def test_dead_of_an_account_that_is_no_event_stay_with_the_event_beside_it() -> None:
    reports = told("Rebels clashed with soldiers in [Orla] on Thursday. Two bystanders were hit by live bullets.")
    assert [(r.sub_event_type, r.injuries) for r in reports] == [("Armed clash", 2)]


@pytest.mark.parametrize(
    ("sentence", "harmed"),
    [
        ("Shells hit a post of the army in [Orla] on Thursday, and more than a dozen civilians died.", True),
        ("Police clashed with militants at a ministry in [Orla] on Thursday and killed 16 militants.", False),
    ],
)
def test_those_whom_the_figures_count_are_on_the_second_side(sentence: str, harmed: bool) -> None:
    (report,) = told(sentence)
    assert any(party.startswith("Civilians") for party in report.actor2) == harmed
