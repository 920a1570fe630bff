"""The coder's tables hold together: what one names, another has."""

from __future__ import annotations

import itertools
import re
from collections import Counter

import pytest

from pipeline import lexicon
from pipeline.phrases import Phrases, inflect
from pipeline.reports import annotate, families, hits, kinds, record, subjects
from pipeline.schema import LOCATION_TYPES, SUB_EVENT_TYPES

PATTERNS = {
    "triggers": ("pattern", "frame", "pos", "needs"),
    "weapons": ("pattern", "class"),
    "targets": ("pattern", "kind"),
    "realis_cues": ("pattern", "kind"),
    "other_subjects": ("pattern", "kind"),
    "place_anaphors": ("pattern", "kind"),
}
TYPES = ("frame", "weapon", "actor1", "actor2", "sub_event_type")
ONE_WORD = (
    "place_links",
    "reference_words",
    "reference_cues",
    "implicatives",
    "dateline_words",
    "clause_openers",
    "clause_openers_first",
)
NEEDS = {
    "weapon",
    "armed",
    "unarmed",
    "objectperson",
    "known",
    "victim",
    "toll",
    "place",
    "crowd",
    "police",
    "ground",
    "troops",
    "persons",
    "object",
    "rebels",
}
PARTIES = {
    "party",
    "group",
    "state",
    "police",
    "armed",
    "unarmed",
    "objectperson",
    "crowd",
    "protesters",
    "civilians",
    "place",
    "none",
    "own",
    "foreign",
}


def rows(table: str) -> tuple[dict[str, str], ...]:
    return tuple(dict(row) for row in lexicon.table(table, PATTERNS[table]))


def type_frames() -> set[str]:
    cells = (lexicon.values(row["frame"]) for row in lexicon.table("types", TYPES))
    return {frame for part in itertools.chain.from_iterable(cells) for frame in part.split("+")}


@pytest.mark.parametrize("table", PATTERNS)
def test_no_pattern_stands_twice(table: str) -> None:
    counts = Counter(" ".join(row["pattern"].split()) for row in rows(table))
    assert [pattern for pattern, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("table", PATTERNS)
def test_patterns_compile_and_are_in_small_letters(table: str) -> None:
    for row in rows(table):
        assert Phrases([(row["pattern"], 1)]).first_words, row["pattern"]
        assert row["pattern"] == row["pattern"].lower()
        assert row["pattern"].count("(") == row["pattern"].count(")"), row["pattern"]


@pytest.mark.parametrize("table", PATTERNS)
def test_every_verb_in_angle_brackets_is_known(table: str) -> None:
    for row in rows(table):
        for lemma, form in re.findall(r"<([^>:]+)(?::(\w+))?>", row["pattern"]):
            assert inflect(lemma, form)


def test_every_trigger_has_a_frame_and_word_class_and_needs_that_are_known() -> None:
    for row in rows("triggers"):
        assert row["frame"] in hits.frames(), row
        assert row["pos"] in {"verb", "noun", "phrase"}, row
        assert {part for need in lexicon.values(row["needs"]) for part in need.split("+")} <= NEEDS, row


def test_every_frame_is_triggered_and_typed() -> None:
    frames = set(hits.frames())
    assert frames == {row["frame"] for row in rows("triggers")}
    assert frames <= type_frames()
    assert type_frames() - frames <= {"unrest"}


@pytest.mark.parametrize("frame", sorted(hits.frames()))
def test_every_frame_gets_a_type_whatever_stands_beside_it(frame: str) -> None:
    nothing: frozenset[str] = frozenset()
    for value in (*sorted({row["class"] for row in rows("weapons")} | PARTIES), "elsewhere"):
        one = frozenset({value})
        for given in ((one, nothing, nothing), (nothing, one, nothing), (nothing, nothing, one)):
            assert kinds.decide(frame, frozenset({frame}), *given)[0] in SUB_EVENT_TYPES


def test_types_ask_for_weapons_and_parties_that_exist() -> None:
    classes = {row["class"] for row in rows("weapons")} | {"aircraft", "airpower", "onfoot", "none"}
    for row in lexicon.table("types", TYPES):
        named = {value.lstrip("!") for value in lexicon.values(row["weapon"])}
        assert named - {"*"} <= classes, row
        for column in ("actor1", "actor2"):
            assert {value.lstrip("!") for value in lexicon.values(row[column])} - {"*"} <= PARTIES, row


def test_anaphors_mean_kinds_of_places_that_exist() -> None:
    for row in rows("place_anaphors"):
        assert set(row["kind"].split("|")) <= {*LOCATION_TYPES, "any", "dateline"}, row


def test_targets_and_other_subjects_have_kinds() -> None:
    known = {"civilian", "military", "police", "state", "infrastructure", "vehicle", "vessel", "aircraft", "weapon"}
    assert {row["kind"] for row in rows("targets")} <= known
    assert all(row["kind"] for row in rows("other_subjects"))


def test_every_realis_cue_has_a_reach() -> None:
    from pipeline.reports import realis

    assert {row["kind"] for row in rows("realis_cues")} <= set(realis.reaches())


@pytest.mark.parametrize("table", ONE_WORD)
def test_word_lists_are_in_small_letters(table: str) -> None:
    assert all(word == word.lower() for word in lexicon.words(table))


def test_confidence_has_all_its_signs() -> None:
    assert {"start", "floor", "toll", "told in full", "told twice", "no party"} <= set(record.signs())
    assert 0 < record.signs()["floor"] < record.signs()["start"] <= 1


def test_words_of_subjects_are_single_words() -> None:
    assert {"war", "sport", "labour"} <= set(subjects.words().values())
    assert all(" " not in word and word == word.lower() for word in subjects.words())


def test_tables_are_compiled_once() -> None:
    assert annotate.triggers() is annotate.triggers()
    assert hits.targets() is hits.targets()


def test_pairs_of_families_name_families_of_frames_once() -> None:
    known = {frame.family for frame in hits.frames().values()}
    told = lexicon.table("family_pairs", ("family", "other", "kind"))
    assert {row["kind"] for row in told} == {"allied", "attendant"}
    assert {row[column] for row in told for column in ("family", "other")} <= known
    allied = [frozenset((row["family"], row["other"])) for row in told if row["kind"] == "allied"]
    assert len(allied) == len(set(allied))


@pytest.mark.parametrize(
    ("one", "other", "allied", "attendant"),
    [
        ("riot", "protest", True, True),
        ("property", "battle", False, True),
        ("abduct", "battle", False, False),
    ],
)
def test_families_belong_together_as_the_table_says(one: str, other: str, *, allied: bool, attendant: bool) -> None:
    assert families.allied(one, other) == families.allied(other, one) == allied
    assert families.attendant(one, other) == attendant
