"""Numbers in words and digits, with their bounds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import quantities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seven", [(7, None, None)]),
        ("twenty-one people", [(21, None, None)]),
        ("1,200 men", [(1200, None, None)]),
        ("2.5 million people", [(2500000, None, None)]),
        ("a hundred and five", [(105, None, None)]),
        ("two hundred", [(200, None, None)]),
        ("1.2 people", []),
        ("a dozen", [(12, None, None)]),
        ("about a dozen", [(12, None, None)]),
        ("at least a dozen", [(12, 12, None)]),
        ("two dozen", [(24, None, None)]),
        ("half a dozen", [(6, None, None)]),
        ("dozens", [(None, 12, None)]),
        ("scores", [(None, 20, None)]),
        ("several", [(None, 3, None)]),
        ("several hundred", [(None, 300, None)]),
        ("hundreds", [(None, 100, None)]),
        ("tens of thousands", [(None, 10000, None)]),
        ("at least 19", [(19, 19, None)]),
        ("No fewer than nine", [(9, 9, None)]),
        ("more than twenty", [(20, 20, None)]),
        ("over 50", [(50, 50, None)]),
        ("50 or more", [(50, 50, None)]),
        ("as many as 40", [(40, None, 40)]),
        ("up to 12", [(12, None, 12)]),
        ("fewer than ten", [(None, None, 10)]),
        ("nearly 20", [(20, None, None)]),
        ("about 15", [(15, None, None)]),
        ("some 600 inmates", [(600, None, None)]),
        ("between 10 and 15", [(None, 10, 15)]),
        ("10 to 15", [(None, 10, 15)]),
        ("10-15", [(None, 10, 15)]),
        ("two or three", [(None, 2, 3)]),
        ("a couple", [(2, None, None)]),
        ("both", [(2, None, None)]),
        ("none", [(0, None, None)]),
        ("no one", [(0, None, None)]),
        ("no casualties", [(0, None, None)]),
        ("nobody", [(0, None, None)]),
        ("two and three", [(2, None, None), (3, None, None)]),
        ("a man", []),
        ("28-year-old", []),
        ("the 3rd", []),
        ("30%", []),
        ("30 per cent", []),
        ("$30", []),
        ("F-16", []),
        ("T-72", []),
        ("at 12:30", []),
        ("not", []),
    ],
)
def test_find(text: str, expected: list[tuple[int | None, ...]]) -> None:
    assert [(q.value, q.low, q.high) for q in quantities.find(text)] == expected


@pytest.mark.parametrize(
    "text", ["three hundred and " * 500, "9" * 5000, "1,000" * 500, "a million " * 500, "9." * 500]
)
def test_endless_numbers_are_no_error(text: str) -> None:
    quantities.find(text)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 999_999))
def test_digits_are_read_back(value: int) -> None:
    for text in (f"{value}", f"{value:,}"):
        assert [q.value for q in quantities.find(f"killed {text} people")] == [value]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "at",
                "least",
                "seven",
                "twenty",
                "-",
                "hundred",
                "and",
                "a",
                "dozen",
                "1,200",
                "3.5",
                "to",
                "or",
                "million",
                "between",
            ]
        ),
        max_size=14,
    ).map(" ".join)
    | st.text(max_size=60)
)
def test_never_raises_and_offsets_hold(text: str) -> None:
    last = 0
    for quantity in quantities.find(text):
        assert last <= quantity.start < quantity.end <= len(text)
        last = quantity.end
