"""The sieve before the index: never refuses what is in, refuses nearly all that is not."""

from __future__ import annotations

import pytest

from pipeline.gazetteer import sieve


@pytest.mark.parametrize("count", [1, 100, 5000])
def test_what_is_in_passes_and_most_else_does_not(count: int) -> None:
    inside = [f"{sieve.KEY}place {number}" for number in range(count)]
    outside = [f"{sieve.KEY}other {number}" for number in range(2000)]
    may_hold = sieve.opened(sieve.make(inside, len(inside)))
    assert all(may_hold(string) for string in inside)
    assert sum(may_hold(string) for string in outside) < 0.1 * len(outside)


def test_an_empty_sieve_refuses_nothing() -> None:
    assert sieve.opened(b"")("anything")
