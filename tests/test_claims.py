"""Who says so, and how an event stands by it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reports import actors, claims, roles, standing
from pipeline.reports.answers import Draft
from pipeline.text import sentences


def read(text: str, source: str | None = None) -> list[tuple[str, str]]:
    return [(a.speaker, a.stance) for a in claims.find(text, sentences(text), source)]


def judged(text: str, trigger: str, party: str = "", place: str = "") -> standing.Standing:
    spans = tuple(match.span() for match in re.finditer(re.escape(trigger), text))
    draft = Draft(spans, (party,) if party else (), (place,) if place else ())
    split = sentences(text)
    return standing.judge(text, split, claims.find(text, split), [draft])[0]


def deniers(text: str, **events: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Who denies each event; an event is told at its trigger, `place` and `day` tell more of it."""
    drafts = []
    for event in events.values():
        at = text.index(event["at"])
        places = (event["place"],) if "place" in event else ()
        drafts.append(Draft(((at, at + len(event["at"])),), (), places, frozenset(filter(None, [event.get("day")]))))
    split = sentences(text)
    found = standing.judge(text, split, claims.find(text, split), drafts)
    return {name: one.denied_by for name, one in zip(events, found, strict=True)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The governor of the Lipka region said a shell had hit a farm.",
            [("governor of the Lipka region", "asserts")],
        ),
        ("A shell hit a farm, the governor of Lipka said.", [("governor of Lipka", "asserts")]),
        ("A shell hit a farm, according to two residents.", [("residents", "asserts")]),
        ("“It was a shell,” said Mayor Ana Bilo, who was there.", [("Mayor Ana Bilo", "asserts")]),
        (
            "The defence ministry confirmed the raid and said ten men had died.",
            [("defence ministry", "confirms"), ("defence ministry", "asserts")],
        ),
        (
            "An official who asked not to be named said a shell had hit.",
            [("official who asked not to be named", "asserts")],
        ),
        (
            "Colonel Petar Vuk, a spokesman, said shells had hit. He added that three died.",
            [("Colonel Petar Vuk, a spokesman", "asserts")] * 2,
        ),
        (
            "The army had burned the homes, an accusation that Kyiv denied.",
            [("Government of Ukraine (Kyiv)", "denies")],
        ),
        (
            "Rebels took Orla, its mayor said. The army said nothing of the kind had happened.",
            [("mayor", "asserts"), ("army", "denies")],
        ),
        ("Villagers blamed the army for the raid.", [("Villagers", "blames")]),
        ("The army was said to be near and has not said more.", []),
    ],
)
def test_speakers(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("source", "party"),
    [
        ("Ministry of Defence of Ruria (Telegram)", "Ministry of Defence of Ruria"),
        ("General Staff of the Armed Forces of Ukraine", "General Staff of the Armed Forces of Ukraine"),
        ("The Evening Post", ""),
        ("UN human rights office", ""),
    ],
)
def test_issuers(source: str, party: str) -> None:
    assert claims.issuer(source, None) == party


@pytest.mark.parametrize(
    ("text", "status", "claimed_by", "denied_by"),
    [
        ("A shell hit a farm on Monday.", "reported", (), ()),
        ("A shell hit a farm on Monday, the mayor said.", "claimed", ("mayor",), ()),
        ("A shell hit a farm, the mayor said. The army denied the report.", "disputed", ("mayor",), ("army",)),
        ("A shell hit a farm, the mayor said. The army declined to comment.", "claimed", ("mayor",), ()),
    ],
)
def test_status(text: str, status: str, claimed_by: tuple[str, ...], denied_by: tuple[str, ...]) -> None:
    found = judged(text, "hit")
    assert (found.status, found.claimed_by, found.denied_by) == (status, claimed_by, denied_by)


def test_unverified() -> None:
    text = "A shell hit a farm, the mayor said. The Post could not independently verify the report."
    assert judged(text, "hit").unverified
    assert judged("A shell hit a farm, the mayor said.", "hit").unverified is None


@pytest.mark.parametrize(
    ("sentence", "trigger", "first", "second"),
    [
        ("Rebels attacked the police in Orla.", "attacked", ["Rebels"], ["Police Forces"]),
        ("Police were attacked by rebels in Orla.", "attacked", ["Rebels"], ["Police Forces"]),
        ("Russian shelling of Orla killed two men.", "shelling", ["Military Forces of Russia"], ["Civilians"]),
        ("An attack by rebels on the police left five dead.", "attack", ["Rebels"], ["Police Forces"]),
        ("Clashes between rebels and the army broke out.", "Clashes", ["Rebels"], ["Military Forces"]),
        ("Israeli jets bombed Hamas fighters.", "bombed", ["Military Forces of Israel"], ["Hamas Movement"]),
    ],
)
def test_roles(sentence: str, trigger: str, first: list[str], second: list[str]) -> None:
    at = sentence.index(trigger)
    mentions = actors.find(sentence, 0, len(sentence))
    one, two = roles.roles(sentence, 0, len(sentence), at, at + len(trigger), mentions)
    assert [m.name for m in one] == first
    assert [m.name for m in two] == second


PIECES = (
    "The army",
    "said",
    "that",
    '"',
    "shells hit.",
    "He",
    "denied",
    ",",
    "according to",
    "it",
    "\n\n",
    "Kyiv",
    "who",
    "“",
    "”",
    "-",
    ":",
    "'",
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_text(pieces: list[str]) -> None:
    text = " ".join(pieces)
    split = sentences(text)
    found = claims.find(text, split, "x", "y")
    for a in found:
        assert 0 <= a.start <= a.end <= len(text)
        assert 0 <= a.scope_start <= a.scope_end <= len(text)
    if split:
        standing.judge(text, split, found, [Draft(((split[-1].start, split[-1].end),))])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Navy command, 3 May: a boat was sunk.", [("Navy command", "asserts")]),
        (
            'The ministry said so. "Orla is in our hands," writes its rival Ana Bilo.',
            [("ministry", "asserts"), ("rival Ana Bilo", "denies")],
        ),
        (
            "Rebels blamed the army, whose spokesman replied that it had no units there.",
            [("Rebels", "blames"), ("spokesman", "denies")],
        ),
        ("A mob beat a man accused of theft.", []),
        ("A depot burned (regional police).", [("regional police", "asserts")]),
        ('The Lake Joint Force (LJF): "Our men took Orla."', [("Lake Joint Force (LJF)", "asserts")]),
        (
            'The army accuses the FDLR. FDLR\'s Jean Kasa on X: "They shelled their own people."',
            [("army", "blames"), ("FDLR's Jean Kasa", "denies")],
        ),
        (
            'Rebels took Orla, its mayor said. The ministry: "absolute lie".',
            [("mayor", "asserts"), ("ministry", "denies")],
        ),
        ("No group has claimed responsibility.", []),
        (
            "On Sunday, the spokesman of the rebels in Orla, Ana Bilo, said one of their men died in a clash.",
            [("spokesman of the rebels in Orla, Ana Bilo", "asserts")],
        ),
        (
            "Shells hit the runway held by forces loyal to Bilo, airport authorities said.",
            [("airport authorities", "asserts")],
        ),
        (
            "The answer to the raid was criticised by the police union, which argues that help came late.",
            [("police union", "asserts")],
        ),
        ("Last month the ministry said the siege was over.", [("ministry", "asserts")]),
        (
            "The mayor, Ana Bilo, said a shell hit Orla. According to him two men were hurt.",
            [("mayor, Ana Bilo", "asserts"), ("mayor, Ana Bilo", "asserts")],
        ),
        ("According to the source, 10 people were killed in Orla.", [("source", "asserts")]),
        ("A grenade was thrown in Orla on Sunday, the police report.", [("police", "asserts")]),
        ("The latest disputed raid was near Orla.", []),
        (
            "Police accused the rebels. Kyiv blamed the crash on bad weather, but a pilot said a rocket hit it.",
            [("Police", "blames"), ("Government of Ukraine (Kyiv)", "denies"), ("pilot", "asserts")],
        ),
        (
            "The rebels were accused by the army and by villagers of having burned Orla.",
            [("army and villagers", "blames")],
        ),
        ("The raid has not been confirmed by the army.", []),
        (
            "Shops are shut, officials said.\n\nBut Ana Bilo, a council member in Orla, has a longer list. Ten men died, she said.",
            [("officials", "asserts"), ("Ana Bilo, a council member in Orla", "asserts")],
        ),
        (
            "Medical sources said a shell hit Orla. The sources said two men died.",
            [("Medical sources", "asserts"), ("Medical sources", "asserts")],
        ),
        (
            "Forces took Orla, state-run Menta news agency said, citing the army.",
            [("state-run Menta news agency", "asserts"), ("army", "asserts")],
        ),
        ("As per police, two men were killed in Orla.", [("police", "asserts")]),
        ("The army claims rebels burned the bridge.", [("army", "asserts")]),
        ("The rebels repeated their claims.", []),
        (
            "The army burned Orla, rebels said. The army issued a statement denying the raid.",
            [("rebels", "asserts"), ("army", "denies")],
        ),
        (
            "The army burned Orla, rebels said. A colonel described the charges as “duplicitous”.",
            [("rebels", "asserts"), ("colonel", "denies")],
        ),
        ("The mayor laid the blame on the rebels.", [("mayor", "blames")]),
        (
            "The Blues, who are suspected of the raid on Orla, near Menta, earlier this week, said they had no part in it.",
            [("Blues, who are suspected of the raid on Orla, near Menta, earlier this week", "asserts")],
        ),
        ("He spoke of the charge of Premier Ana Bilo that rebels burned Orla.", [("Premier Ana Bilo", "asserts")]),
    ],
)
def test_speakers_as_papers_name_them(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ORLA, Aug. 14 (ABC) -- The government denied it.", [("government", "denies")]),
        ("ORLA // Rebels in the hills accused the army of a raid.", [("Rebels in the hills", "blames")]),
        ("The army denied claims that rebels had taken Orla.", [("army", "denies")]),
        ("The ministry put out a statement last night saying that its men had taken Orla.", [("ministry", "asserts")]),
        ("From Orla, our correspondent adds: a soldier was hurt.", []),
        ("An attempt at Orla was beaten off, the ministry says: “The enemy was stopped.”", [("ministry", "asserts")]),
        ("A nun told of a shell that had hit Orla.", [("nun", "asserts")]),
        ("The war has claimed 9,000 lives.", []),
        ("Elsewhere, the monitor said, rebel shells killed eleven people in Orla.", [("monitor", "asserts")]),
        ("“The last man is gone,″ General Ana Bilo said.", [("General Ana Bilo", "asserts")]),
        ("Readers should say what they think of the shelling.", []),
        ("The officer spoke. People date things otherwise. They say a shell hit Orla.", []),
        (
            "Villagers said a shell hit Orla. It does not only fly one way, state radio reported.",
            [("Villagers", "asserts"), ("state radio", "asserts")],
        ),
    ],
)
def test_speakers_in_other_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("A bomb killed two men, police said. The Orla Front claimed responsibility.", "reported"),
        ("A bomb killed two men, police said. The army confirmed the attack.", "reported"),
        ("A bomb killed two men, police said. The army has not confirmed the attack.", "claimed"),
        ("A shell hit a farm, an accusation that Kyiv denied.", "disputed"),
    ],
)
def test_confirmed(text: str, status: str) -> None:
    assert judged(text, "killed" if "killed" in text else "hit").status == status


def test_a_denial_of_the_story_reaches_farther() -> None:
    filler = " ".join(f"It rained in that town on day {number}." for number in range(5))
    text = f"A shell hit a farm, a nun said. {filler} The army called the story a fabrication."
    assert judged(text, "hit").denied_by == ("army",)
    assert judged(text.replace("the story", "it"), "hit").denied_by == ()


def test_a_denial_that_names_the_place_reaches_farther() -> None:
    filler = "\n\n".join(f"It rained in town {number}." for number in range(6))
    text = f"A shell hit Orla, the mayor said.\n\n{filler}\n\nIn the capital the army denied that it had fired on Orla."
    assert judged(text, "hit", place="Orla").denied_by == ("army",)
    beside = text.replace("It rained in town 5.", "A mine killed a man.")
    assert deniers(beside, first={"at": "hit"}, second={"at": "killed"})["first"] == ()


def test_a_denial_is_about_the_only_event_that_a_text_tells() -> None:
    filler = "\n\n".join(f"It rained in town {number}." for number in range(6))
    text = f"A shell hit Orla, the mayor said.\n\n{filler}\n\nIn the capital the army denied any part in the attack."
    assert judged(text, "hit").denied_by == ("army",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "A drone hit Orla on Monday, a nun said. A shell hit Brod on Thursday. “We did not fire on Thursday,” the army said.",
            "brod",
        ),
        (
            "A drone hit Orla on Monday, a nun said. A shell hit Brod on Thursday. “We did not fire on Monday,” the army said.",
            "orla",
        ),
        ("A drone hit Orla. A shell hit Brod. The museum denied having any gold.", ""),
        ("A drone hit Orla. A shell hit Brod. The army denied any involvement.", "brod"),
        ("A drone hit Orla. A shell hit Brod.\n\nRuria accuses Lavia of sending aid. Lavia denies.", "brod"),
        ("A drone hit Orla. A shell hit Brod.\n\nRuria has asked Lavia for help. Lavia rejected the accusation.", ""),
        ("A drone hit Orla. A shell hit Brod.\n\nThe strike caused outrage. The army denied it had fired.", "brod"),
        ("A drone hit Orla, a nun said. A shell hit Brod. The army has always called such accounts lies.", "orla brod"),
        (
            "A drone hit Orla. A shell hit Brod, the mayor said. The army dismissed the report and said rebels had fired.",
            "brod",
        ),
    ],
)
def test_what_a_denial_is_about(text: str, expected: str) -> None:
    found = deniers(
        text,
        orla={"at": "drone hit", "place": "Orla", "day": "Monday"},
        brod={"at": "shell hit", "place": "Brod", "day": "Thursday"},
    )
    assert " ".join(name for name, who in found.items() if who) == expected


def test_what_the_denier_tells_instead_is_not_denied() -> None:
    text = (
        "A shell hit Brod, the mayor said. The army dismissed the report and said rebels had shot at their own houses."
    )
    assert deniers(text, told={"at": "hit"}, instead={"at": "shot at"}) == {"told": ("army",), "instead": ()}


@pytest.mark.parametrize(
    ("text", "status", "claimed_by", "denied_by"),
    [
        (
            (
                "A shell hit a market on Monday; each side blamed the other. The mayor said rebels had fired it. "
                "The rebels replied that their guns had not worked that day."
            ),
            "disputed",
            ("mayor",),
            ("rebels",),
        ),
        ("A shell hit a farm, both armies said.", "reported", (), ()),
        ("A shell hit a farm. A nun wept, he said. The army says it was answering rebel fire.", "reported", (), ()),
        ("A shell hit a farm, a nun said. The army says it was answering rebel fire.", "disputed", ("nun",), ("army",)),
        (
            "The government denied that rebels had won. Rebels hit the city of Orla and took it, their commander said.",
            "disputed",
            ("commander",),
            ("government",),
        ),
        (
            "It rained, a nun said. A spokesman said reports that rebels hit and took Orla were exaggerated.",
            "disputed",
            (),
            ("spokesman",),
        ),
        (
            "Rebels hit the camp at Orla, a nun said. The army said it was in full control of Orla.",
            "disputed",
            ("nun",),
            ("army",),
        ),
        (
            "Rebels hit the camp at Orla, a nun said. “We don't have any doubt,” a priest said.",
            "claimed",
            ("nun",),
            (),
        ),
        ("A shell hit a farm, residents said. Officials have admitted the attack.", "reported", (), ()),
        (
            "A shell hit a farm, residents said.\n\nTwo cows died.\n\nPolice confirmed the attack but not the figures.",
            "reported",
            (),
            (),
        ),
        ("A shell hit a farm on Monday. Eight people died, the governor said.", "reported", (), ()),
        ("A shell hit a farm on Monday. Eight people died, a hospital said.", "reported", (), ()),
        (
            "A shell hit a farm when its owner, a colonel according to the Lens channel, opened the door.",
            "reported",
            (),
            (),
        ),
        (
            "A shell hit a farm, its owner said. There was no immediate reaction from the army.",
            "claimed",
            ("owner",),
            (),
        ),
        (
            "A shell hit a farm, officials said. A spokesman for the governor confirmed the attack.",
            "claimed",
            ("officials",),
            (),
        ),
        ("A bomb hit a farm, police said. The group's weekly boasts of it.", "reported", (), ()),
        ("Shell hit farm in Orla\n\nA second shell hit a farm in Orla, the mayor said.", "claimed", ("mayor",), ()),
        ("A shell hit a farm, its owner said. The army did not immediately comment.", "claimed", ("owner",), ()),
    ],
)
def test_both_sides(text: str, status: str, claimed_by: tuple[str, ...], denied_by: tuple[str, ...]) -> None:
    found = judged(text, "hit")
    assert (found.status, found.claimed_by, found.denied_by) == (status, claimed_by, denied_by)


def test_a_speaker_of_the_toll_goes_before_the_source_of_the_whole_list() -> None:
    text = "INCIDENTS (as reported by partners; figures provisional)\n\n• A shell hit Orla. Six people were killed, the governor said."
    assert judged(text, "hit").claimed_by == ("governor",)
    assert judged(text.partition(" Six")[0], "hit").claimed_by == ("partners",)
