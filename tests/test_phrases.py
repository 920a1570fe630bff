"""The pattern language of the lexicons."""

from __future__ import annotations

import itertools
import operator
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import LexiconError
from pipeline.phrases import GAP, Phrases, inflect, verb_forms


def spans(pattern: str, text: str) -> list[tuple[int, int]]:
    return [(m.first, m.last) for m in Phrases([(pattern, "x")]).find(text.split())]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("airstrike", "an airstrike came", [(1, 1)]),
        ("airstrike", "airstrikes came", []),
        ("open fire", "they open fire and open doors", [(1, 2)]),
        ("(missile|rocket) attack", "rocket attack or missile attack", [(0, 1), (3, 4)]),
        ("(missile|rocket) attack", "missile rocket attack", [(1, 2)]),
        ("(car bomb|mine) blast", "a car bomb blast", [(1, 3)]),
        ("in (the|) city", "in the city in city", [(0, 2), (3, 4)]),
        ("(tear|) gas", "tear gas", [(0, 1), (1, 1)]),
        ("<shell>", "shells shelled shelling shell", [(0, 0), (1, 1), (2, 2), (3, 3)]),
        ("<shell:ing>", "shells shelled shelling", [(2, 2)]),
        ("<shell:past>", "shells shelled shelling", [(1, 1)]),
        ("<open> fire", "soldiers opened fire", [(1, 2)]),
        ("set ~ ablaze", "set ablaze", [(0, 1)]),
        ("set ~ ablaze", "set a b c d ablaze", [(0, 5)]),
        ("set ~ ablaze", "set a b c d e ablaze", []),
        ("set ~1 ablaze", "set a ablaze", [(0, 2)]),
        ("set ~1 ablaze", "set a b ablaze", []),
        ("set ~7 ablaze", "set a b c d e f g ablaze", [(0, 8)]),
        ("set ~ ablaze", "set out . ablaze", []),
        ("set ~ ablaze", "set out ; ablaze", []),
        ("fire ~ fire", "fire and fire and fire", [(0, 4), (2, 4)]),
        ("a ~2 b ~2 c", "a x b y y c", [(0, 5)]),
        ("a", "", []),
    ],
)
def test_patterns(pattern: str, text: str, expected: list[tuple[int, int]]) -> None:
    assert spans(pattern, text) == expected


def test_the_longest_match_of_each_value_is_kept() -> None:
    found = Phrases([("car", 1), ("car bomb", 1), ("car", 2)]).find(["car", "bomb"])
    assert {(m.last, m.value) for m in found} == {(1, 1), (0, 2)}


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("<splork> fire", "splork"),
        ("<shell:future>", "future"),
        ("", "can match nothing"),
        ("(a|)", "can match nothing"),
        ("a ~ ~2 b", "two gaps"),
        ("a ~1 (up|) ~2 b", "between two gaps"),
    ],
)
def test_wrong_patterns_say_what_to_do(pattern: str, message: str) -> None:
    with pytest.raises(LexiconError, match=message):
        Phrases([(pattern, "x")])


def test_inflection() -> None:
    assert inflect("shoot", "past") == ("shot",)
    assert set(inflect("shoot")) == {"shoot", "shoots", "shooting", "shot"}
    assert set(verb_forms()["open"]) == {"base", "s", "ing", "past", "participle"}


WORDS = st.lists(st.sampled_from(["a", "b", "c", "."]), max_size=9)
ELEMENTS = st.lists(st.sampled_from(["a", "b", "(a|b)", "(c|)", "~", "~1"]), min_size=1, max_size=4)


def as_expression(elements: list[str]) -> str:
    """The same pattern as a regular expression over words that each end in a blank."""
    parts = []
    for element in elements:
        if element.startswith("~"):
            parts.append(rf"(?:[^.] ){{0,{element[1:] or GAP}}}")
        elif element.startswith("("):
            first, second = element[1:-1].split("|")
            parts.append(rf"(?:{first} |{second + ' ' if second else ''})")
        else:
            parts.append(f"{element} ")
    return "".join(parts)


@settings(max_examples=80, deadline=None)
@given(ELEMENTS, WORDS)
def test_patterns_mean_what_a_regular_expression_means(elements: list[str], words: list[str]) -> None:
    firm = [element for element in elements if element != "(c|)"]
    gaps = [element[0] == "~" for element in firm]
    if not firm or gaps[0] or gaps[-1] or any(itertools.starmap(operator.and_, itertools.pairwise(gaps))):
        return
    text = "".join(f"{word} " for word in words)
    pattern = re.compile(as_expression(elements))
    wanted = {at for at in range(len(words)) if (m := pattern.match(text, 2 * at)) and m.end() > 2 * at}
    assert {m.first for m in Phrases([(" ".join(elements), "x")]).find(words)} == wanted


@settings(max_examples=40, deadline=None)
@given(WORDS)
def test_matches_lie_in_the_words(words: list[str]) -> None:
    for match in Phrases([("a ~ b", 1), ("a", 2), ("b (c|) a", 3)]).find(words):
        assert 0 <= match.first <= match.last < len(words)
        assert words[match.first] in {"a", "b"}
