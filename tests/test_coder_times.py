"""When it happened (docs/coding.md, 3): which expression governs, and what stands where none does. Published on Friday, 15 April 2022."""

from __future__ import annotations

from datetime import date

import pytest

from tests.coding import coded, told


def days(marked: str, published: date | None = date(2022, 4, 15)) -> list[tuple[str, int | None]]:
    return [(f"{r.event_date:%m-%d}" if r.event_date else "", r.time_precision) for r in told(marked, published)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Shells hit [Orla] on Thursday.", ("04-14", 1)),
        ("Shells hit [Orla] on Friday.", ("04-15", 1)),
        ("Shells hit [Orla] on Monday.", ("04-11", 1)),
        ("Some hours later, at 7am on Sunday, rebels shelled [Orla].", ("04-10", 1)),
        ("Rebels attacked the army in [Orla], which has been active there since October 2021.", ("04-15", 2)),
        ("Shells hit [Orla] overnight.", ("04-15", 1)),
        ("Shells hit [Orla] last night.", ("04-14", 1)),
        ("Shells hit [Orla] today.", ("04-15", 1)),
        ("A man died on Thursday of wounds from the shelling of [Orla] on 2 April.", ("04-02", 1)),
        ("Shells hit [Orla] yesterday.", ("04-14", 1)),
        ("Shells hit [Orla] on 3 April.", ("04-03", 1)),
        ("Shells hit [Orla] two days ago.", ("04-13", 1)),
        ("Shells hit [Orla] last week.", ("04-04", 2)),
        ("Youths threw stones at police in [Orla] on the sixth night of unrest on Thursday.", ("04-14", 1)),
        ("Marchers clashed with police in [Orla] on Thursday, the 8th weekend in a row of rallies.", ("04-14", 1)),
        ("Shells hit [Orla] two weeks ago.", ("04-01", 2)),
        ("Shells hit [Orla] in March.", ("03-01", 3)),
        ("Shells hit [Orla] earlier this month.", ("04-01", 3)),
        ("Shells hit [Orla] over the past 24 hours.", ("04-14", 1)),
        ("Russian forces shelled [Orla].", ("04-15", 2)),
        ("On Thursday the mayor spoke of Monday, when shells hit [Orla].", ("04-11", 1)),
        ("On Thursday, shells hit [Orla], where a school had opened on Monday.", ("04-14", 1)),
        ("Shells hit [Orla] on Tuesday, the mayor said on Thursday.", ("04-12", 1)),
        ("A soldier was killed in a clash with rebels in [Orla] tonight.", ("04-15", 1)),
        ("The raid comes two days after gunmen killed five farmers in [Orla].", ("04-13", 1)),
        (
            "Gunmen killed two men in [Orla] on Tuesday. A trader told our reporter on Thursday that two men were killed in [Orla].",
            ("04-12", 1),
        ),
        ("Thousands fled on Tuesday, two days after rebels captured [Orla].", ("04-10", 1)),
        ("Families buried their dead on Tuesday, a day after an air strike hit a bus in [Orla].", ("04-11", 1)),
        # an hour has the day of what was told or said
        ("Shells hit [Orla] at 5 p.m., the ministry said on Thursday.", ("04-14", 1)),
        (
            "Families in [Orla] spent Monday night in cellars as rockets fell on [Orla] between 11pm and 1am.",
            ("04-11", 1),
        ),
        ("The mayor spoke on Tuesday. At about 5 a.m., shells hit [Orla].", ("04-12", 1)),
        ("Rebels attacked a post in [Orla] from 3 a.m. until dawn on Tuesday.", ("04-12", 1)),
        # "the next day" counts from the day told last
        ("Officials met on Tuesday. The following day at 11 am, two jets bombed [Orla].", ("04-13", 1)),
        ("In a statement on Thursday the army said it had bombed [Orla] the previous day.", ("04-13", 1)),
        ("Shells hit [Orla] on Tuesday, a day after talks collapsed.", ("04-12", 1)),
        ("Russian forces shelled [Orla]. The incident took place on Tuesday, the mayor said.", ("04-12", 1)),
        # "today" and "overnight" count from the day of the statement that tells it
        ("Rebels killed six men overnight in [Orla], the mayor said on Tuesday.", ("04-12", 1)),
        (
            '"Today the army shelled [Orla]. A man was hurt," the governor wrote on a news channel on Tuesday.',
            ("04-12", 1),
        ),
        ("Shells hit [Orla] yesterday, the mayor said on Wednesday.", ("04-12", 1)),
        ("The army said on Thursday that six men had been killed two days earlier in a raid on [Orla].", ("04-12", 1)),
        ("The attack on [Orla], which killed nine people on Tuesday, was claimed on Thursday by rebels.", ("04-12", 1)),
        ("Rebels on Thursday said that they had attacked [Orla] on Tuesday.", ("04-12", 1)),
        ("Rebels killed six men in [Orla] on Tuesday, the deadliest attack since March 12.", ("04-12", 1)),
        ("The warning coincided with reports of explosions in [Orla] early on Thursday.", ("04-14", 1)),
        # the day of a count, of a death, of a year that says which one
        ("The number of dead in an air strike on [Orla] on Tuesday rose to 32 on Thursday.", ("04-12", 1)),
        ("The toll of an air strike on [Orla] has risen to 32 after two men died on Thursday.", ("04-15", 2)),
        ("On Thursday a man died of wounds from the shelling of [Orla] on 2 April.", ("04-02", 1)),
        ("Nine people were killed by Wednesday's air strike on [Orla].", ("04-13", 1)),
        ("Rebels who signed the 2016 truce attacked an army post in [Orla].", ("04-15", 2)),
        ("Rebels killed nine people in [Orla] last month. He said that the raid took place on 22 March.", ("03-22", 1)),
        ("It was Tuesday. Shells hit a school in [Orla], the army said on social media on Wednesday.", ("04-12", 1)),
        ("The air strike on [Orla] on Tuesday claimed nine lives, one of them on Thursday.", ("04-12", 1)),
        # what a day dates
        ("On Thursday, the mayor said shells hit [Orla] on Monday.", ("04-11", 1)),
        ("As of Thursday, 12 people had died in the shelling of [Orla] on Tuesday.", ("04-12", 1)),
        (
            "On Thursday a bus was stopped in [Orla] by gunmen who killed two; the rest walked home on Friday.",
            ("04-14", 1),
        ),
        ("The war began a week ago when shells hit [Orla] in the night of 7 to 8 April.", ("04-08", 1)),
        ("Russian forces shelled [Orla] ahead of Sunday's election.", ("04-15", 2)),
        ("By Monday Russian forces had captured [Orla].", ("04-11", 2)),
        ("On Monday, when shells hit [Orla], the mayor was abroad until Thursday.", ("04-11", 1)),
    ],
)
def test_day_of_a_sentence(sentence: str, expected: tuple[str, int]) -> None:
    assert days(sentence) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was Wednesday. Russian forces shelled a school in [Orla].", [("04-13", 1)]),
        (
            "Shells hit [Orla] on Tuesday. Rebels attacked a post in [Menta] two days later.",
            [("04-12", 1), ("04-14", 1)],
        ),
        (
            "Shells hit [Orla] on Tuesday.\n\nClashes between rebels and soldiers were reported also in [Menta].",
            [("04-12", 1), ("04-12", 1)],
        ),
        (
            'Rebels attacked [Orla] on Monday.\n\n"During the attack women were raped in [Orla]," said Ann Vale, the mayor, on Thursday.',
            [("04-11", 1), ("04-11", 1)],
        ),
        (
            "Rebels attacked [Orla] on Monday. The next morning men raped women in [Menta] and beat farmers in [Torva].",
            [("04-11", 1), ("04-12", 1), ("04-12", 1)],
        ),
        ("Shells hit [Orla] on Monday and [Menta] on Tuesday.", [("04-11", 1), ("04-12", 1)]),
        (
            "Shells hit [Orla] on Thursday.\n\nPolice count five attacks since January. A bomb hit [Menta] at noon.",
            [("04-14", 1), ("04-14", 1)],
        ),
        (
            "Troops killed two rebels in [Orla] last week; on Tuesday they met others, in [Menta] district, and killed six.",
            [("04-04", 2), ("04-12", 1)],
        ),
        (
            "Rebels ambushed a convoy in [Orla] on Tuesday. It came two days after the bombing of a market in [Menta].",
            [("04-12", 1), ("04-10", 1)],
        ),
        (
            "In [Orla], where a school was bombed in March, gunmen killed four people on Tuesday.",
            [("03-01", 3), ("04-12", 1)],
        ),
        ("Shells hit [Orla], which was captured in March, on Tuesday.", [("04-12", 1), ("03-01", 3)]),
        (
            "Shells hit [Orla] on Thursday. The town was first bombed by warplanes on 24 February.",
            [("04-14", 1), ("02-24", 1)],
        ),
        (
            "Gunmen killed four people in [Orla].\n\nGunmen killed a teacher in [Orla] on 12 January.",
            [("04-15", 2), ("01-12", 1)],
        ),
    ],
)
def test_days_of_several_events(text: str, expected: list[tuple[str, int]]) -> None:
    assert days(text) == expected


def test_spans_end_where_the_text_says() -> None:
    (report,) = told("Rebels shelled [Orla] between 3 and 5 April.")
    assert (report.event_date, report.event_date_end) == (date(2022, 4, 3), date(2022, 4, 5))


@pytest.mark.parametrize(
    ("sentence", "part"),
    [
        ("Shells hit [Orla] on Thursday morning.", "morning"),
        ("Shells hit [Orla] late on Thursday evening.", "evening"),
        ("Shells hit [Orla] overnight.", "night"),
        ("Shells hit [Orla] on Thursday.", None),
    ],
)
def test_time_of_day(sentence: str, part: str | None) -> None:
    (report,) = told(sentence)
    assert report.time_of_day == part


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Russian forces shelled [Orla] on Thursday.", ("", None)),
        ("Russian forces shelled [Orla].", ("", None)),
        ("Shells hit [Orla] on 14 April 2022.", ("04-14", 1)),
    ],
)
def test_without_a_publication_date_nothing_is_guessed(sentence: str, expected: tuple[str, int | None]) -> None:
    assert days(sentence, None) == [expected]


def test_a_dateline_gives_the_missing_publication_date() -> None:
    reports, _ = coded("KYIV, 15 April 2022 - Shells hit [Orla] on Thursday, wounding two men.", None)
    assert [r.event_date for r in reports] == [date(2022, 4, 14)]


def test_the_new_year_lies_between() -> None:
    assert told("Shells hit [Orla] on 30 December.", date(2023, 1, 2))[0].event_date == date(2022, 12, 30)
    assert told("Shells hit [Orla] in December.", date(2023, 1, 2))[0].event_date == date(2022, 12, 1)


def test_the_expression_is_shown() -> None:
    text = "Shells hit Orla late on Thursday."
    (report,) = told("Shells hit [Orla] late on Thursday.")
    (span,) = [s for s in report.spans if s.field == "event_date"]
    assert report.time_text == "late on Thursday"
    assert text[span.start - report.start : span.end - report.start] == report.time_text


def test_a_round_up_tells_of_the_past_day() -> None:
    reports, _ = coded(
        "Eight people were killed in attacks across the country over the past day, officials said.\n\n"
        "Shells hit [Orla], killing one man.\n\nOn Monday drones hit [Menta]."
    )
    assert [(r.location, f"{r.event_date:%m-%d}", f"{r.event_date_end:%m-%d}") for r in reports] == [
        ("Orla", "04-14", "04-15"),
        ("Menta", "04-11", "04-11"),
    ]


def test_hours_of_a_round_up_are_of_its_day() -> None:
    reports, _ = coded(
        "Police documented attacks over the past day, 14 April.\n\nAt 14:15 shells hit [Orla].\n\n"
        "In the afternoon drones hit [Menta]."
    )
    assert [f"{r.event_date:%m-%d}" for r in reports] == ["04-14", "04-14"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gunmen killed two men in [Orla] on Wednesday.\n\nIn [Menta] a mine wounded a farmer.", ["04-13", "04-13"]),
        (
            "Gunmen killed two men in [Orla] yesterday.\n\nAt dawn a mine wounded a farmer in [Menta].",
            ["04-14", "04-14"],
        ),
        (
            "Gunmen killed two men in [Orla] on Monday.\n\nIn the evening a bomb went off in [Menta].",
            ["04-11", "04-11"],
        ),
        # also where it stands beside no event
        ("Six men lay in wait on Wednesday.\n\nA patrol was ambushed in [Orla].", ["04-13"]),
        ("Six men lay in wait, police said on Wednesday.\n\nA patrol was ambushed in [Orla].", ["04-15"]),
        ("Talks ended on Monday. Six men lay in wait on Wednesday.\n\nA patrol was ambushed in [Orla].", ["04-15"]),
        # what is compared with is an event of its own day
        (
            "Gunmen killed six men in [Orla] on Monday.\n\nIt was the worst attack since a bomb killed two in [Menta] on 3 April.",
            ["04-11", "04-03"],
        ),
        ("It has been tense since clashes of rebels and soldiers in [Menta] on 3 April.", ["04-03"]),
        # an hour counts from the date told shortly before it
        ("On the evening of 3 April she went to bed.\n\nAt midnight shells hit [Orla].", ["04-03"]),
        ("The mayor said on 3 April that it was over.\n\nAt midnight shells hit [Orla].", ["04-15"]),
        # a day with a date of its own, of a statement or of longer ago does not go on
        (
            "Gunmen killed two men in [Orla], police said on Wednesday.\n\nA mine exploded in [Menta].",
            ["04-13", "04-15"],
        ),
        ("Gunmen killed two men in [Orla] on 3 April.\n\nA mine wounded a farmer in [Menta].", ["04-03", "04-15"]),
        ("Gunmen killed two men in [Orla] last week.\n\nA mine wounded a farmer in [Menta].", ["04-04", "04-15"]),
    ],
)
def test_the_day_of_the_news_goes_on(text: str, expected: list[str]) -> None:
    assert [f"{r.event_date:%m-%d}" for r in coded(text)[0]] == expected


def test_a_day_after_what_is_told_of_another_place_dates_that_a_day_before() -> None:
    text = "Gunmen attacked a market in [Orla] on Tuesday, a day after three soldiers died in clashes with rebels in [Menta]."
    assert [(r.location, f"{r.event_date:%m-%d}") for r in told(text)] == [("Orla", "04-12"), ("Menta", "04-11")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Orla, April 14 (Agency): Gunmen killed two men in [Menta] this evening.", "04-14"),
        ("ORLA, April 14: Gunmen killed two men in [Menta].", "04-14"),
        ("ORLA, April 14: Gunmen killed two men in [Menta] on Friday.", "04-08"),
        ("ORLA, April 2: Gunmen killed two men in [Menta] today.", "04-15"),
        ("April 14\n\nGunmen killed two men in [Menta] today.", "04-15"),
    ],
)
def test_an_article_counts_from_the_day_of_its_dateline(text: str, expected: str) -> None:
    assert [f"{r.event_date:%m-%d}" for r in told(text)] == [expected]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("On Wednesday the rebels claimed that they had killed 80 men.", ["04-11"]),
        ("On Wednesday the rebels killed 80 men in [Menta].", ["04-11", "04-13"]),
    ],
)
def test_a_day_at_the_head_may_be_that_of_a_report(sentence: str, expected: list[str]) -> None:
    text = f"Rebels ambushed an army column near [Orla] on Monday, killing 15 soldiers.\n\n{sentence}"
    assert sorted({f"{r.event_date:%m-%d}" for r in told(text)}) == expected
