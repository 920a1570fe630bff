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
    text = (
        'Two men died in Orla, the weekly "Glas" wrote.\n\nNobody saw them.\n\nRebels burned a farm in Bor on Sunday.'
    )
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


@pytest.mark.parametrize(
    ("text", "status", "claimed_by", "denied_by"),
    [
        ("A shell hit Orla, Baku said. Yerevan denied it.", "disputed", "Azerbaijan (Baku)", "Armenia (Yerevan)"),
        ("The mayor blamed the M23 after a shell hit Orla. The group denied it.", "disputed", "mayor", "M23"),
        ("A rights group said an M23 shell hit Orla. The group spoke to witnesses.", "claimed", "rights group", ""),
        ("A shell hit Orla, the mayor said. Moscow denies targeting civilians.", "claimed", "mayor", ""),
        (
            "A shell hit Orla, the mayor said. Moscow has repeatedly denied hitting civilian targets.",
            "claimed",
            "mayor",
            "",
        ),
        ("A shell hit Orla, the mayor said. The army denied hitting civilians.", "disputed", "mayor", "army"),
        ("A shell hit Orla on Monday. The president rejected calls for a truce.", "reported", "", ""),
        ("A shell hit Orla on Monday. The army denied it was planning an assault.", "reported", "", ""),
        ("Rebels said a shell hit Orla. The army called the charge ridiculous.", "disputed", "Rebels", "army"),
        ("Rebels said a shell hit Orla. The army said it had fired no shots.", "disputed", "Rebels", "army"),
    ],
)
def test_denials(text: str, status: str, claimed_by: str, denied_by: str) -> None:
    (found,) = judged(text, " hit ")
    assert found.status == status
    assert claimed_by in "; ".join(found.claimed_by)
    assert denied_by in "; ".join(found.denied_by)
    assert bool(denied_by) == bool(found.denied_by)


def test_sides_that_nobody_names_as_speakers_are_those_of_the_event() -> None:
    text = "The army fought rebels at Orla. Each side accused the other of firing first."
    split = sentences(text)
    draft = Draft(((text.index("fought"), text.index("fought") + 6),), ("Military Forces of Chad", "Rebels (Chad)"))
    (found,) = standing.judge(text, split, claims.find(text, split), [draft])
    assert (found.claimed_by, found.denied_by) == (("Military Forces of Chad",), ("Rebels (Chad)",))


def test_what_stands_between_statements_of_one_army_is_its_claim() -> None:
    text = (
        "Two men died in Orla, an army spokesman said.\n\nCapt. Ana Bilo of the 3rd Division said they were rebels.\n\n"
        "Hours later two men were shot in Bor.\n\nBilo blamed bandits for the attack."
    )
    assert judged(text, "shot")[0].claimed_by == ("Capt. Ana Bilo of the 3rd Division",)
    other = text.replace("Capt. Ana Bilo of the 3rd Division", "A village elder")
    assert judged(other, "shot")[0].status == "reported"


def test_a_short_name_in_brackets_belongs_to_the_speaker() -> None:
    text = "According to the Lake Watch Centre (LWC), a shell hit Orla."
    assert judged(text, " hit")[0].claimed_by == ("Lake Watch Centre (LWC)",)


@pytest.mark.parametrize(
    ("answer", "denied_by"),
    [
        ("The government put the damage down to heavy rains.", "government"),
        ("The army attributed the damage to a gas leak.", "army"),
        ("The governor blamed the damage on years of neglect.", ""),
        ("The army said the report did not correspond to the facts.", "army"),
        ("The army distanced itself from the blast.", "army"),
        ("The army neither confirmed nor denied the report.", ""),
        ("An army spokesman said this was not true.", "army spokesman"),
    ],
)
def test_answers(answer: str, denied_by: str) -> None:
    (found,) = judged(f"A blast hit Orla on Monday, the separatist authorities said. {answer}", "hit")
    assert "; ".join(found.denied_by) == denied_by
    assert found.status == ("disputed" if denied_by else "claimed")


def test_a_claim_to_have_done_it_is_the_claim_of_its_owner() -> None:
    (found,) = judged("The army dismissed as propaganda a rebel claim to have captured Orla.", "captured")
    assert found.status == "disputed"
    assert found.denied_by == ("army",)


def test_a_town_that_has_not_fallen_may_have_been_attacked() -> None:
    text = 'Rebels {} Orla, a teacher said. "Orla has not fallen to the rebels," the defence minister said.'
    assert [judged(text.format(verb), verb)[0].status for verb in ("shelled", "captured")] == ["claimed", "disputed"]


@pytest.mark.parametrize(
    ("doubt", "unverified"),
    [
        ("The newspaper could confirm none of these figures.", True),
        ("None of the accounts could be confirmed.", True),
        ("By evening it was not possible to establish which version was true.", True),
        ("Police have not yet said who fired.", None),
    ],
)
def test_doubts(doubt: str, unverified: bool | None) -> None:
    assert judged(f"A shell hit Orla, rebels said. {doubt}", "hit")[0].unverified is unverified
