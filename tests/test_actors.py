"""Who is named in a sentence, with what name and type."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import schema
from pipeline.reports import actors, parties

WORDS = (
    "the",
    "Russian",
    "army",
    "'",
    '"',
    "“",
    "”",
    "of",
    "Hamas",
    "fighters",
    ",",
    ".",
    "(",
    ")",
    "Kyiv's",
    "5",
    "é",
    "IS",
    "led",
    "by",
)
UKR, NGA = actors.Context("UKR"), actors.Context("NGA")


def labels(sentence: str, context: actors.Context | None = None) -> list[str]:
    return [mention.label for mention in actors.find(sentence, 0, len(sentence), context) if mention.name]


@pytest.mark.parametrize(
    ("sentence", "first"),
    [
        ("Israeli undercover soldiers shot a man.", "Military Forces of Israel (undercover soldiers)"),
        ("Moscow's forces moved in.", "Military Forces of Russia"),
        ("Kyiv said so.", "Military Forces of Ukraine"),
        ("The Syrian government announced it.", "Government of Syria"),
        ("Kenyan police fired tear gas.", "Police Forces of Kenya"),
        ("U.S. troops left.", "Military Forces of United States"),
        ("The SBU said so.", "Police Forces of Ukraine (SBU)"),
        ("The Sudanese Armed Forces moved.", "Military Forces of Sudan"),
        ("Fighters of the Islamic State came.", "Islamic State"),
        ("Hundreds of Kenyan rebels came.", "Rebels (Kenya)"),
        ("ISKP gunmen came.", "Islamic State (Khorasan; ISKP)"),
        ("presumed CODECO assailants came.", "CODECO: Cooperative for Development of Congo"),
        (
            "fighters suspected to be members of the Boko Haram sect came",
            "Boko Haram - Jamatu Ahli is-Sunnah lid-Dawatai wal-Jihad",
        ),
        ('the "Lubero" self-defence group came', "Lubero self-defence group"),
        ("Soldiers of the 111th brigade came", "Military Forces (Soldiers of the 111th brigade)"),
        ("Colonel Issa's men came", "Colonel Issa's men"),
        ("94 Palestinians were hurt", "Civilians (Palestine)"),
        ("al-Shabab militants came", "Al Shabaab (Al Shabab)"),
        ("Fighters of the Orla Liberation Front came", "Orla Liberation Front"),
        ("the Orla Knights came", "Orla Knights"),
        ("In Orla militants came", "Militants"),
        ("The military wing of the Orla Liberation Front came", "Orla Liberation Front"),
        ("the Zambian Defence Force came", "Military Forces of Zambia"),
        ("The Kenyan defence ministry said so.", "Government of Kenya (defence ministry)"),
    ],
)
def test_names(sentence: str, first: str) -> None:
    assert labels(sentence)[0] == first


@pytest.mark.parametrize(
    ("sentence", "first"),
    [
        ("The army came.", "Military Forces of Nigeria"),
        ("Masked gunmen came.", "Unidentified Armed Group (Nigeria; Masked gunmen)"),
        ("Bandits came.", "Bandits (Nigeria)"),
        ("Two aid workers came.", "Civilians (Nigeria; aid workers)"),
        ("Protesters came.", "Protesters (Nigeria)"),
        ("A mob came.", "Rioters (Nigeria; mob)"),
    ],
)
def test_country_comes_from_the_context(sentence: str, first: str) -> None:
    assert labels(sentence, NGA)[0] == first


@pytest.mark.parametrize(
    "sentence",
    [
        "It rained in Russia.",
        "He went to Kyiv.",
        "It is as good as it was for us.",
        "It rained in central Somalia.",
        "It began in downtown Kyiv.",
        "It began at 4:45 p.m. (Kyiv time).",
        "It came from Orla, Russia, and fell.",
        "24 April 2024, Kyiv – It rained.",
        "KYIV, Ukraine: It rained.",
        "KENYA: It rained.",
        "An operation in Tank went on.",
        "A stall sold national flags.",
        "It was military equipment.",
        "Trucks from Orla and Kenya were there.",
    ],
)
def test_a_place_is_no_actor(sentence: str) -> None:
    assert labels(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "iso3", "first"),
    [
        ("Sunni insurgents came.", "IRQ", "Sunni Insurgents (Iraq)"),
        ("Sunni insurgents came.", "SYR", "Insurgents (Syria; Sunni insurgents)"),
        ("The UPDF came.", "UGA", "Military Forces of Uganda (UPDF)"),
        ("The PDF came.", "SDN", "Popular Defence Forces (Sudan)"),
        ("The PDF came.", "MMR", "PDF: People's Defence Force"),
        ("JNA tanks came.", "HRV", "Yugoslav People's Army (JNA)"),
        ("Fighters of the NPFL came.", "LBR", "NPFL: National Patriotic Front of Liberia"),
    ],
)
def test_some_names_hold_in_some_countries(sentence: str, iso3: str, first: str) -> None:
    assert labels(sentence, actors.Context(iso3))[0] == first


@pytest.mark.parametrize(
    ("sentence", "second"),
    [
        ("An employee of the electricity ministry was shot by gunmen.", "Unidentified Armed Group (gunmen)"),
        ("A driver for the health ministry met police.", "Police Forces"),
        ("Residents of the town attacked the ministry.", "Government (ministry)"),
        ("Men of the Ukrainian army came.", "Military Forces of Ukraine"),
    ],
)
def test_who_works_for_an_office_is_not_the_office(sentence: str, second: str) -> None:
    assert labels(sentence)[1] == second


def test_short_forms_need_their_capitals() -> None:
    assert labels("It is us.") == []
    assert labels("IS attacked US troops.") == ["Islamic State", "Military Forces of United States"]


def test_tables_hold_allowed_types_and_countries() -> None:
    names = parties.countries()
    for aliases in parties.index().values():
        for alias in aliases:
            assert alias.entry.type is None or alias.entry.type in schema.ACTOR_TYPES, alias
            assert alias.entry.iso3 is None or alias.entry.iso3 in names, alias


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(WORDS),
        max_size=25,
    )
)
def test_offsets_are_valid(words: list[str]) -> None:
    text = "x. " + " ".join(words)
    last = 3
    for mention in actors.find(text, 3, len(text), UKR):
        assert last <= mention.start < mention.end <= len(text)
        assert mention.type is None or mention.type in schema.ACTOR_TYPES
        last = mention.end


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text(text: str) -> None:
    for mention in actors.find(text, 0, len(text)):
        assert text[mention.start : mention.end]
