"""Records that nobody sets, compared and kept in sets by their values; letters made small in their places."""

from __future__ import annotations

import dataclasses
import pickle

import pytest

from pipeline.records import readonly
from pipeline.text import small


@readonly
class Point:
    """Two numbers."""

    x: int
    y: int = 0


@readonly(kw_only=True, eq=False)
class Name:
    """A name that is like no other."""

    text: str


@readonly
class Keyed:
    """A record with a hash of its own."""

    x: int

    def __hash__(self) -> int:
        return 7


def test_equal_records_are_one_in_a_set() -> None:
    assert len({Point(1), Point(1, 0), Point(2)}) == 2
    assert len({Name(text="a"), Name(text="a")}) == 2
    assert hash(Keyed(1)) == 7


def test_a_record_has_its_fields_and_no_others() -> None:
    assert dataclasses.replace(Point(1), y=3) == Point(1, 3)
    assert pickle.loads(pickle.dumps(Point(1, 2))) == Point(1, 2)
    with pytest.raises(AttributeError):
        Point(1).z  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("words", ["The Army of İzmir", "KYIV", "Straße", ""])
def test_small_letters_stand_where_the_capitals_stood(words: str) -> None:
    assert len(small(words)) == len(words)
    assert small(words) == small(small(words))
    assert not any("A" <= letter <= "Z" for letter in small(words))
