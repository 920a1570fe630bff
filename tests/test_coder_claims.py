"""Who says so, in the shapes that news gives it."""

from __future__ import annotations

import re

import pytest

from pipeline.reports import claims, standing
from pipeline.reports.answers import Draft
from pipeline.text import sentences


def judged(text: str, *triggers: str) -> list[standing.Standing]:
    """How the events stand that are told at the triggers."""
    split = sentences(text)
    drafts = [Draft(tuple(match.span() for match in re.finditer(re.escape(trigger), text))) for trigger in triggers]
    return list(standing.judge(text, split, claims.find(text, split), drafts))


@pytest.mark.parametrize(
    ("text", "claimed_by"),
    [
        ("A shell hit Orla, Ana Bilo, a spokeswoman for the force, told the Agency.", "Ana Bilo"),
        ("A shell hit Orla on Monday, police told the official news agency LANA.", "police"),
        (
            "A shell hit Orla, an official of the clinic, Petar Vuk, told reporters by telephone.",
            "official of the clinic",
        ),
        (
            "A shell hit Orla, a senior officer said on condition of anonymity because he was not allowed to speak.",
            "senior officer",
        ),
        ("Speaking on Monday, the elder of the area, Petar Vuk, said gunmen hit the village at noon.", "elder"),
        (
            "The head of the local council, Petar Vuk, confirmed the raid in Orla. He said a shell hit a farm.",
            "head of",
        ),
        ('A shell hit a farm, the independent newspaper "Novi Glas" reports in its issue of Monday.', "Novi Glas"),
        ("In Orla, officials said on Monday rebels hit a base.", "officials"),
        ("A shell hit Orla, said one of the elders, Petar Vuk.", "one of the elders"),
        ("A shell killed two in Bor, police said, while another hit Orla.", ""),
        ("Houses said to belong to rebels were hit on Monday.", ""),
    ],
)
def test_claimants(text: str, claimed_by: str) -> None:
    (found,) = judged(text, " hit")
    assert claimed_by in "; ".join(found.claimed_by)
    assert found.status == ("claimed" if claimed_by else "reported")


def test_the_only_source_tells_the_whole_text() -> None:
    text = 'Two men died in Orla, the weekly "Glas" wrote.\n\nRebels burned a farm in Bor on Sunday.'
    assert [s.status for s in judged(text, "died", "burned")] == ["claimed", "claimed"]
    assert [s.status for s in judged(f"{text}\n\nPolice said two men fled.", "died", "burned")] == [
        "claimed",
        "reported",
    ]


def test_a_quotation_goes_on_over_paragraphs() -> None:
    text = 'A driver told us of it.\n\n"We ran. I saw nobody.\n\n"Then a shell hit the farm.\n\n"It was over."'
    assert judged(text, "hit")[0].claimed_by == ("driver",)


def test_a_lead_in_the_own_voice_of_the_outlet_counts() -> None:
    text = "A shell hit a farm on Monday. The shell hit a barn in Orla, the mayor said."
    split = sentences(text)
    spans = tuple(match.span() for match in re.finditer("hit", text))
    drafts = [Draft(spans, (), ("Orla",))]
    assert standing.judge(text, split, claims.find(text, split), drafts)[0].status == "reported"
