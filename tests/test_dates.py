"""Time expressions: what is found, and which days it means."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import dates, lexicon
from pipeline.dates.tokens import COLUMNS, GATE

PUBLISHED = date(2022, 4, 15)  # a Friday
ANCHOR = dates.Period(date(2022, 4, 6), date(2022, 4, 6))  # a Wednesday


def days(text: str, published: date | None = PUBLISHED, anchor: dates.Period | None = ANCHOR) -> list[str]:
    """Each expression as `first/last precision part`, the shorter the more usual."""
    shown = []
    for expression in dates.find(text):
        period = dates.resolve(expression, published, anchor)
        if period is None:
            shown.append("-")
            continue
        span = f"{period.first}" if period.first == period.last else f"{period.first}/{period.last}"
        extra = f" p{period.precision}" if period.precision > 1 else ""
        shown.append(span + extra + (f" {period.time_of_day}" if period.time_of_day else ""))
    return shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # weekdays, into the past
        ("The village was shelled on Thursday.", ["2022-04-14"]),
        ("The village was shelled on Friday.", ["2022-04-15"]),
        ("Monday's attack killed two.", ["2022-04-11"]),
        ("last Friday", ["2022-04-08"]),
        ("on 13-Apr-2022", ["2022-04-13"]),
        ("On the said date gunmen struck.", ["2022-04-06"]),
        ("two nights ago", ["2022-04-13 night"]),
        ("on the evening of the 12th", ["2022-04-12 evening"]),
        ("in the night to Monday", ["2022-04-11 night"]),
        ("overnight between Saturday and Sunday", ["2022-04-10 night"]),
        ("on Saturday overnight", ["2022-04-09 night"]),
        ("from 3 a.m. until dawn on Tuesday", ["2022-04-12 night"]),
        ("this Tuesday", ["2022-04-12"]),
        ("on Monday night", ["2022-04-11 night"]),
        ("late on Tuesday", ["2022-04-12 evening"]),
        ("early Wednesday", ["2022-04-13 morning"]),
        ("at dawn on Wednesday", ["2022-04-13 morning"]),
        ("before dawn on Wednesday", ["2022-04-13 morning"]),
        ("in the early hours of Thursday", ["2022-04-14 night"]),
        ("at 4 am on Monday", ["2022-04-11 night"]),
        ("on Wednesday shortly before midnight", ["2022-04-13 night"]),
        ("Monday in the morning", ["2022-04-11 morning"]),
        ("since 6 in the morning of Sunday", ["2022-04-10/2022-04-15 morning"]),
        ("on Saturday and Sunday", ["2022-04-09", "2022-04-10"]),
        ("between Monday and Wednesday", ["2022-04-11/2022-04-13"]),
        ("from Saturday to Tuesday", ["2022-04-09/2022-04-12"]),
        ("on Monday last week", ["2022-04-04"]),
        ("on Thursday of last week", ["2022-04-07"]),
        ("since Monday", ["2022-04-11/2022-04-15"]),
        ("By Monday the town had fallen", ["2022-04-11 p2"]),
        # deictic words
        ("today and yesterday", ["2022-04-15", "2022-04-14"]),
        ("yesterday evening", ["2022-04-14 evening"]),
        ("the day before yesterday", ["2022-04-13"]),
        ("overnight", ["2022-04-15 night"]),
        ("overnight into Sunday", ["2022-04-10 night"]),
        ("last night", ["2022-04-14 night"]),
        ("shortly after midnight last night", ["2022-04-15 night"]),
        ("this morning", ["2022-04-15 morning"]),
        ("On yesterday, Thursday", ["2022-04-14"]),
        ("at 7.45am yesterday (Thu)", ["2022-04-14 morning"]),
        ("at 16:50 yesterday", ["2022-04-14 afternoon"]),
        # nights
        ("on the night of 3 April", ["2022-04-03 night"]),
        ("the night of 5 to 6 April", ["2022-04-06 night"]),
        ("in the night from Wednesday to Thursday", ["2022-04-14 night"]),
        ("on the night of Thursday to Friday", ["2022-04-15 night"]),
        # spans and distances
        ("over the past 24 hours", ["2022-04-14/2022-04-15"]),
        ("over the past day", ["2022-04-14/2022-04-15"]),
        ("in the past three days", ["2022-04-12/2022-04-15"]),
        ("in the last three days", ["2022-04-12/2022-04-15"]),
        ("two weeks ago", ["2022-04-01 p2"]),
        ("three days ago", ["2022-04-12"]),
        ("a month ago", ["2022-03-01/2022-03-31 p3"]),
        ("about a year ago", ["2021-04-15 p3"]),
        ("last week", ["2022-04-04/2022-04-10 p2"]),
        ("last month", ["2022-03-01/2022-03-31 p3"]),
        ("earlier this month", ["2022-04-01/2022-04-30 p3"]),
        ("last year", ["2021-01-01/2021-12-31 p3"]),
        ("over the weekend", ["2022-04-09/2022-04-10 p2"]),
        # dates
        ("on 12 May 2023", ["2023-05-12"]),
        ("May 12, 2023", ["2023-05-12"]),
        ("2023-05-12", ["2023-05-12"]),
        ("13/05/2023", ["2023-05-13"]),
        ("05/13/2023", ["2023-05-13"]),
        ("04/05/2021", ["-"]),
        ("12/04/2022", ["2022-04-12"]),
        ("04/12/2022", ["2022-04-12"]),
        ("04.05.2023", ["2023-05-04"]),
        ("12 March", ["2022-03-12"]),
        ("March 12th", ["2022-03-12"]),
        ("on 28 December", ["2021-12-28"]),
        ("on the 12th", ["2022-04-12"]),
        ("on the 20th", ["2022-03-20"]),
        ("the 20th brigade", []),
        ("On the sixth of April", ["2022-04-06"]),
        ("on the ninth of this month", ["2022-04-09"]),
        ("on the last day of the month", ["2022-04-30"]),
        ("On the twentieth, a Sunday", ["2022-03-20"]),
        ("Tuesday 12 April", ["2022-04-12"]),
        ("Monday, April 11", ["2022-04-11"]),
        ("around 17 February 2017", ["2017-02-17 p2"]),
        ("On the night of Apr. 12", ["2022-04-12 night"]),
        ("16 Oct. 2021", ["2021-10-16"]),
        ("at 2320 LT on 1 Apr", ["2022-04-01 night"]),
        ("between 3 and 5 April", ["2022-04-03/2022-04-05"]),
        ("from 3 to 5 April", ["2022-04-03/2022-04-05"]),
        ("3-5 April", ["2022-04-03/2022-04-05"]),
        ("April 3-5", ["2022-04-03/2022-04-05"]),
        ("from 28 December to 3 January", ["2021-12-28/2022-01-03"]),
        ("since 4 January", ["2022-01-04/2022-04-15"]),
        # months and years
        ("in November", ["2021-11-01/2021-11-30 p3"]),
        ("in April", ["2022-04-01/2022-04-30 p3"]),
        ("last June", ["2021-06-01/2021-06-30 p3"]),
        ("in early March", ["2022-03-01/2022-03-10 p3"]),
        ("mid-February", ["2022-02-11/2022-02-20 p3"]),
        ("in the middle of June last year", ["2021-06-11/2021-06-20 p3"]),
        ("in late March 2014", ["2014-03-21/2014-03-31 p3"]),
        ("In December 2011", ["2011-12-01/2011-12-31 p3"]),
        ("in 2014", ["2014-01-01/2014-12-31 p3"]),
        # counted from the clause before
        ("two days earlier", ["2022-04-04"]),
        ("the previous evening", ["2022-04-05 evening"]),
        ("the next morning", ["2022-04-07 morning"]),
        ("hours later", ["2022-04-06"]),
        ("the same day", ["2022-04-06"]),
        ("the evening before", ["2022-04-05 evening"]),
        ("a day earlier", ["2022-04-05"]),
        ("Later that day", ["2022-04-06"]),
        ("Twenty-four hours before", ["2022-04-05"]),
        ("a week before", ["2022-03-30"]),
        ("that same week", ["2022-04-04/2022-04-10 p2"]),
        ("that same Wednesday", ["2022-04-06"]),
        ("the following Friday", ["2022-04-08"]),
        ("on the evening of the same date", ["2022-04-06 evening"]),
        ("in the early morning hours of 8 April", ["2022-04-08 morning"]),
        ("at 2031 Monument Avenue", []),
        ("days after the attack", ["2022-04-08/2022-04-12 p2"]),
        ("Minutes later", ["2022-04-06"]),
        # joined
        ("overnight from Wednesday to Thursday", ["2022-04-14 night"]),
        ("overnight Wednesday-Thursday", ["2022-04-14 night"]),
        ("during the night between Tuesday and Wednesday", ["2022-04-13 night"]),
        ("on the night of April 13-14", ["2022-04-14 night"]),
        ("Thursday, the 14th", ["2022-04-14"]),
        ("at around 3:30am local time (00:30 GMT) on Tuesday", ["2022-04-12 night"]),
        ("at 14:30 GMT on Thursday", ["2022-04-14 afternoon"]),
        ("from Monday morning until Tuesday night", ["2022-04-11/2022-04-12 morning"]),
        ("from 24 February through 3 March", ["2022-02-24/2022-03-03"]),
        ("24 February - 3 March 2022", ["2022-02-24/2022-03-03"]),
        ("on Tuesday of this week", ["2022-04-12"]),
        ("Wed., April 13", ["2022-04-13"]),
        ("In March 14 people died", ["2022-03-01/2022-03-31 p3"]),
        ("the last Tuesday of March", ["2022-03-01/2022-03-31 p3"]),
        ("at the beginning of the month", ["2022-04-01/2022-04-10 p3"]),
        ("the week before last", ["2022-03-28/2022-04-03 p2"]),
        ("2022/04/14", ["2022-04-14"]),
        ("It ended in June. On Monday", ["2021-06-01/2021-06-30 p3", "2022-04-11"]),
        ("on April 6 last year", ["2021-04-06"]),
        ("the 2019 bombing", ["2019-01-01/2019-12-31 p3"]),
        # none of these tells a time
        ("in the early 2000s", []),
        ("every day", []),
        ("every Friday", []),
        ("on Fridays", []),
        ("a base of the March 12 Brigade", []),
        ("on the 4 May Bridge", []),
        ("a two-day truce", []),
        ("a 28-year-old man", []),
        ("for three weeks", []),
        ("for a second day", []),
        ("he may march on", []),
        ("at least 2000 people", []),
    ],
)
def test_days(text: str, expected: list[str]) -> None:
    assert days(text) == expected


@pytest.mark.parametrize("text", ["on Monday", "overnight", "12 May", "in the past three days", "last week", "in June"])
def test_without_publication_relative_ones_stay_open(text: str) -> None:
    assert days(text, published=None, anchor=None) == ["-"]


@pytest.mark.parametrize("text", ["12 May 2022", "2022-05-12", "in 2014", "in June 2014"])
def test_without_publication_full_dates_are_known(text: str) -> None:
    assert days(text, published=None, anchor=None) != ["-"]


@pytest.mark.parametrize("text", ["two days earlier", "the previous evening", "the same day"])
def test_without_anchor_context_relative_ones_stay_open(text: str) -> None:
    assert days(text, anchor=None) == ["-"]


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("KYIV, May 3 (Reuters) - Two died.", True),
        ("3 May 2023, Addis Ababa – Two died.", True),
        ("2024-08-19 09:30 | Police of the region of the north, press office of the main department\nTwo died.", True),
        ("Posted 12 May 2023\nTwo died in the town.", True),
        ("By Ann Smith | 12 May 2023 | 2 Min Read\nTwo died.", True),
        ("Updated on May 12, 2023 at 5:30 p.m.", True),
        ("Blast kills three on May 12", False),
        ("On May 12 shells hit the town.", False),
        ("What was hit, and when.\nORLA: May 3, 2022 - Rebels attacked a post.", False),
        ("Two people died on May 3 in the town of Orikhiv, officials said.", False),
    ],
)
def test_stamp(text: str, stamp: bool) -> None:
    assert [expression.stamp for expression in dates.find(text)] == [stamp]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("since Monday", "since"),
        ("until Friday", "until"),
        ("by Monday", "by"),
        ("before Monday", "before"),
        ("after the weekend", "after"),
        ("around 17 February", "about"),
        ("by Monday's air strike", ""),
        ("earlier on Monday", ""),
        ("later that day", ""),
        ("shortly after midnight on Monday", ""),
        ("over the past two days", "past"),
    ],
)
def test_relation(text: str, relation: str) -> None:
    assert [expression.relation for expression in dates.find(text)] == [relation]


@pytest.mark.parametrize("text", ["tomorrow", "next week", "next Friday", "next month"])
def test_future(text: str) -> None:
    assert [expression.future for expression in dates.find(text)] == [True]


@pytest.mark.parametrize(
    "text", ["9" * 5000 + " days ago", "1,000" * 500 + " years ago", "9.9.9.9 weeks ago", "Monday and " * 500]
)
def test_endless_numbers_are_no_error(text: str) -> None:
    for expression in dates.find(text):
        dates.resolve(expression, PUBLISHED, ANCHOR)


def test_part_of_a_text() -> None:
    text = "On Monday and on Tuesday and on Wednesday"
    assert [text[e.start : e.end] for e in dates.find(text, 10, 25)] == ["on Tuesday"]


def test_gate_opens_for_every_word_of_time() -> None:
    opened = {"weekday", "month", "day_word", "overnight", "weekend"}
    for row in lexicon.table("time_words", COLUMNS):
        word = row["word"]
        if row["class"] in opened or (row["class"] == "unit" and "minute" not in word and word not in {"hrs", "date"}):
            assert GATE.search(word.title()) or GATE.search(word), word


PIECES = st.lists(
    st.sampled_from(
        [row["word"] for row in lexicon.table("time_words", COLUMNS)]
        + [row["word"] for row in lexicon.table("number_words", COLUMNS)]
        + [
            "Monday",
            "May",
            "March",
            "3",
            "31",
            "2023",
            "12:30",
            "6 a.m.",
            "3rd",
            ",",
            "-",
            "(",
            ".",
            "\n",
            "30 February",
            "99/99/2023",
        ]
    ),
    max_size=20,
)


@settings(max_examples=150, deadline=None)
@given(PIECES.map(" ".join) | st.text(max_size=80))
def test_never_raises_and_offsets_hold(text: str) -> None:
    last = 0
    for expression in dates.find(text):
        assert last <= expression.start < expression.end <= len(text)
        assert text[expression.start : expression.end].strip()
        last = expression.end
        for published in (PUBLISHED, date(2024, 2, 29), date.min, date.max, None):
            period = dates.resolve(expression, published, ANCHOR)
            assert period is None or (period.first <= period.last and period.precision in {1, 2, 3})
