"""Parties named again, whose an act is, and the parties of an event by its kind."""

from __future__ import annotations

import pytest

from pipeline.reports import actors, antecedents, authors, claims, naming
from pipeline.text import sentences

NGA = actors.Context("NGA")


def resolved(text: str, word: str, context: actors.Context = NGA, issuer: str = "") -> str:
    spans = [(s.start, s.end) for s in sentences(text)]
    at = text.rindex(word)
    found = [m for here in antecedents.resolve(text, spans, context, issuer) for m in here if m.start <= at < m.end]
    return found[-1].name if found else ""


@pytest.mark.parametrize(
    ("text", "word", "name"),
    [
        ("ISWAP fighters came. The militants left.", "militants", "Islamic State (West Africa Province)"),
        ("ISWAP said that its men came.", "men", "Islamic State (West Africa Province)"),
        ("Hamas fighters came and then they left.", "they", "Hamas Movement"),
        ("Chadian troops came. Soldiers fired at a car.", "Soldiers", "Military Forces of Chad"),
        ("Chadian troops came. The army fired at a car.", "army", "Military Forces of Nigeria"),
        ("Chad's president told Libyan television that his army came.", "army", "Military Forces of Chad"),
        ("Chad's defence ministry said its troops came.", "troops", "Military Forces of Chad"),
        ("Hamas fighters came. The group said so.", "group", "Hamas Movement"),
        ("Hamas fighters came. Orla fell to them, and soldiers of Chad fled.", "them", "Hamas Movement"),
        ("Marchers stood on a bridge. Police in Chad fired gas to scatter them.", "them", "Protesters (Nigeria)"),
        ("Hamas fighters came. The group of tourists fled.", "group", ""),
        ("Hamas fighters came. We have seen the film.", "We", ""),
        ("Hamas fighters came. “We have taken Orla,” it said.", "We", "Hamas Movement"),
    ],
)
def test_named_again(text: str, word: str, name: str) -> None:
    assert resolved(text, word) == name


def test_the_enemy_of_an_issuer() -> None:
    text = "Russian troops came. Russian guns fired. The enemy left. Our units stayed."
    assert resolved(text, "enemy", actors.Context("UKR"), "General Staff of Ukraine") == "Military Forces of Russia"


@pytest.mark.parametrize(("iso3", "count"), [("PHL", 1), ("MLI", 0)])
def test_a_short_form_names_a_body_only_in_its_own_country(iso3: str, count: int) -> None:
    text = "The AFP said so."
    assert len(actors.find(text, 0, len(text), actors.Context(iso3))) == count


def author(text: str, at: str, sub: str, iso3: str = "NGA", deniers: tuple[str, ...] = ()) -> list[str]:
    split = sentences(text)
    spans = [(s.start, s.end) for s in split]
    mentions = [m for here in antecedents.resolve(text, spans, actors.Context(iso3)) for m in here]
    said = claims.find(text, split)
    return [m.name for m in authors.supply(text, split, said, mentions, text.index(at), sub, (), (), deniers, iso3)]


@pytest.mark.parametrize(
    ("text", "at", "sub", "names"),
    [
        (
            "A bomb killed two men. ISWAP claimed responsibility.",
            "bomb",
            "Remote explosive/landmine/IED",
            ["Islamic State (West Africa Province)"],
        ),
        (
            "A bomb killed two men. Police blamed Boko Haram.",
            "bomb",
            "Remote explosive/landmine/IED",
            ["Boko Haram - Jamatu Ahli is-Sunnah lid-Dawatai wal-Jihad"],
        ),
        ("A bomb killed two men. It rained.", "bomb", "Remote explosive/landmine/IED", []),
        (
            "Chadian guns fired. Chadian jets came. Orla was shelled.",
            "shelled",
            "Shelling/artillery/missile attack",
            ["Military Forces of Chad"],
        ),
    ],
)
def test_authors(text: str, at: str, sub: str, names: list[str]) -> None:
    assert author(text, at, sub) == names


def test_where_each_side_blames_the_other_only_the_one_who_denies_it_is_the_author() -> None:
    text = "Chadian guns fired. Chadian jets came. Orla was shelled, and each side blamed the other."
    assert author(text, "shelled", "Shelling/artillery/missile attack") == []
    assert author(text, "shelled", "Shelling/artillery/missile attack", deniers=("Chad",)) == [
        "Military Forces of Chad"
    ]


def cast(sentence: str, sub: str, *, harmed: bool = False) -> tuple[list[str], list[str]]:
    first = actors.find(sentence, 0, len(sentence), NGA)
    one, two = naming.cast(sub, first, (), "NGA", harmed=harmed)
    return [p.name for p in one], [p.name for p in two]


@pytest.mark.parametrize(
    ("words", "sub", "one", "two"),
    [
        ("students", "Peaceful protest", ["Protesters (Nigeria; students)"], []),
        (
            "police and students",
            "Protest with intervention",
            ["Protesters (Nigeria; students)"],
            ["Police Forces of Nigeria"],
        ),
        ("a crowd", "Mob violence", ["Rioters (Nigeria; crowd)"], []),
        ("two men", "Attack", ["Unidentified Armed Group (Nigeria; men)"], ["Civilians (Nigeria)"]),
        ("nurses", "Attack", [], ["Civilians (Nigeria; nurses)"]),
        ("", "Arrests", ["Police Forces of Nigeria"], []),
        ("the French", "Armed clash", ["Military Forces of France"], []),
    ],
)
def test_cast(words: str, sub: str, one: list[str], two: list[str]) -> None:
    assert cast(words, sub) == (one, two)


def test_the_harmed_are_civilians() -> None:
    assert cast("", "Shelling/artillery/missile attack", harmed=True)[1] == ["Civilians (Nigeria)"]
    assert cast("", "Shelling/artillery/missile attack")[1] == []
