"""Hostile text and files: nothing breaks a promise, whatever the bytes are."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import gazetteer
from pipeline.reports import annotate
from tests.fuzz.targets import TARGETS

PIECES = (
    "Kyiv", "the Bryansk region", "near", "Idlib", "five soldiers", "were killed", "shelled", "an oil depot", "15 April",
    "on Thursday", "overnight", "between", "to", "17", "\u0661\u0662", "at least", "no", "3,000,000", "\u201c", "\u201d", "'s", "said",
    "denied", "Ukraine", "the army", ".", ",", "\n\n", "\n", " ", "\t", "(", ")", "-", "\u2014", "\u202e", "\u200b", "\ufeff", "\u0000",
    "\u0301", "\u00c5", "\U0001f525", "!", "?", "...", "Mr", "U.S.", "a.m.", "2022", "31", "February", "29", "one", "two dozen",
)  # fmt: skip
"""Words and marks on which the rules look, in any order."""
NEWS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=40).map(lambda p: " ".join(p).encode())
TABLE = st.lists(
    st.lists(st.sampled_from(("action", "id", "field", "value", "name", "latitude", "longitude", "set", "place", "*",
                              "r-0", "e-1", "Kyiv", "1, 2", "91", "nan", "-inf", "=1+1", '"', "\r", "\x00", "")), max_size=8).map(",".join),
    max_size=5,
).map(lambda lines: "\n".join(lines).encode())  # fmt: skip


@pytest.mark.parametrize("name", sorted(TARGETS))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NEWS | TABLE | st.binary(max_size=80))
def test_no_bytes_break_a_promise(name: str, data: bytes) -> None:
    if name == "place_lookup" and not gazetteer.default_path().is_file():
        pytest.skip("no place index has been built")
    TARGETS[name](data)


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted(TARGETS))
@settings(max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NEWS | TABLE | st.binary(max_size=300))
def test_many_bytes_break_no_promise(name: str, data: bytes) -> None:
    TARGETS[name](data)


def test_a_sentence_knows_the_quotations_that_reach_into_it() -> None:
    text = "He said: \u201cOne went. Two came.\u201d Then \u201cthree\u201d and \u201cfour\u201d fell. None did. \u201cFive.\u201d"
    found = [[text[start + 1 : end - 1] for start, end in one.quotes] for one in annotate.sentences(text)]
    assert found == [["One went. Two came."], ["One went. Two came."], ["three", "four"], [], ["Five."]]


def test_an_article_of_quotations_takes_time_in_step_with_its_length() -> None:
    """Each sentence must not look at all the quotations of the text."""

    def looked(count: int) -> int:
        seen = 0

        def count_lines(frame: Any, event: str, _: object) -> Any:
            nonlocal seen
            seen += event == "line" and frame.f_code.co_filename == annotate.__file__
            return count_lines

        sys.settrace(count_lines)
        try:
            annotate.sentences("\u201cThey went\u201d, he said. " * count)
        finally:
            sys.settrace(None)
        return seen

    assert looked(400) < 5 * looked(100)
