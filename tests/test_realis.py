"""What has happened, and what is only threatened, planned, feared, denied, repeated or meant otherwise (docs/coding.md, 1)."""

from __future__ import annotations

import pytest

from tests.coding import LEAD, coded, told


@pytest.mark.parametrize(
    "sentence",
    [
        "Rebels attacked an army post near [Orla] on Thursday.",
        "An air strike on [Orla] killed four people on Thursday.",
        "Troops managed to capture the town of [Orla] on Thursday.",
        "A roadside bomb exploded in [Orla], wounding three soldiers.",
        "The shelling of [Orla] went on until dawn on Thursday.",
        "Not one house was spared when rockets hit [Orla] on Thursday.",
        "Police fired tear gas at protesters in [Orla] on Thursday.",
        "At least nine people have been killed in an attack by gunmen on [Orla].",
        "Gunmen who had vowed revenge attacked the market of [Orla] on Thursday.",
        "Two men were jailed for attacking a mosque in [Orla] in January.",
        "Two labourers who were going to work were killed by gunmen in [Orla] on Thursday.",
        "Bandits came to [Orla] on motorcycles on Thursday and shot sporadically at farmers.",
        "Every one of the drones launched at [Orla] on Thursday was downed by air defences.",
        "No one was hurt when a drone struck a depot in [Orla] on Thursday.",
    ],
)
def test_told_as_happened(sentence: str) -> None:
    assert len(told(sentence)) == 1


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("The army will attack [Orla] next week.", "modal"),
        ("The rebels could shell [Orla] again.", "modal"),
        ("Missiles may strike [Orla], the mayor said.", "modal"),
        ("The rebels threatened to shell [Orla].", "threat"),
        ("The general vowed to bomb [Orla].", "threat"),
        ("The army is preparing to storm [Orla].", ""),
        ("The group plans to attack the base in [Orla].", ""),
        ("If rebels attack [Orla], the army will answer.", "conditional"),
        ("The rebels did not attack [Orla].", "negated"),
        ("The army has never shelled [Orla], it says.", "negated"),
        ("The army denied that it had shelled [Orla].", ""),
        ("The president ordered troops to storm [Orla].", "order"),
        ("The mayor feared an attack on [Orla].", "fear"),
        ("Residents warned of an imminent attack on [Orla].", ""),
        ("Soldiers simulated an attack on [Orla] in an exercise.", "exercise"),
        ("Shells hit [Orla] every night.", "generic"),
        ("Rebels routinely attack convoys near [Orla].", "generic"),
        ("Did the army shell [Orla]?", "question"),
        ("Crowds marked the anniversary of the massacre in [Orla].", "memorial"),
        ("Tomorrow rebels shell [Orla] again.", "scheduled"),
        ("The guild has called a march planned for Sunday in [Orla].", "slated"),
        ("A rally will be held in [Orla] on Sunday.", "slated"),
        ("Thursday is the anniversary of the massacre in [Orla], in which 90 men were killed.", "memorial"),
        ("Six years after rebels slaughtered 40 men in [Orla], their widows wait for an answer.", "memorial"),
        ("[Orla] has a history of deadly clashes between herders and farmers.", "recurrent"),
        ("[Orla] is home to frequent clashes between herders and farmers.", "recurrent"),
        ("He is the third trader to be murdered by gunmen in [Orla] this year.", "counted"),
        ("A teacher accused of killing a clerk was charged in court in [Orla] on Thursday.", "court"),
        ("Kidnapping is rife in [Orla].", "generic"),
        ("An inquest heard on Thursday that soldiers shot ten men in [Orla].", "memorial"),
        ("The guild expects 900 people at the rally in [Orla] on Sunday.", "fear"),
        ("Police shot dead an armed robber in [Orla] on Thursday.", "other subject"),
        ("Two robbers were shot dead by police in [Orla] on Thursday.", "other subject"),
        ("Police in [Orla] held a man on Thursday for stabbing his neighbour.", "other subject"),
        ("A rally planned in [Orla] for Sunday was called off.", "scheduled"),
        ("A court on Thursday jailed two men for attacking a policeman in [Orla].", "charge"),
        ("Four men were charged with shelling [Orla].", "charge"),
        ("A study counted 97 attacks in [Orla] in February.", "total"),
        ("The railway at [Orla] was the target of several attacks in March.", "total"),
        ("A shark attacked a swimmer off [Orla] on Thursday.", "other subject"),
        ("She learned of the shelling of [Orla] on Thursday.", "news"),
        ("Families of those killed in [Orla] met on Thursday.", "kin"),
        ("The 2019 bombing of [Orla] is one case.", "total"),
        ("Two men were killed in a crash in [Orla] on Thursday.", "other subject"),
        ("Police managed to prevent a bombing in [Orla] on Thursday.", "negated"),
        ("The founder of the rebel group died in [Orla] on Thursday.", "background"),
        ("Cholera killed four people in [Orla] on Thursday.", "other subject"),
    ],
)
def test_told_as_something_else(sentence: str, kind: str) -> None:
    reports, issues = coded(LEAD + sentence)
    assert reports == ()
    assert issues
    assert not kind or kind in {issue.kind for issue in issues}


@pytest.mark.parametrize(
    "sentence",
    [
        "Teachers in [Orla] went on strike over pay.",
        "United's late attack broke the home defence in [Orla] and the striker shot wide.",
        "Oil prices shot up after talks in [Orla].",
        "The film was shot on location in [Orla].",
        "He died of a heart attack in [Orla].",
        "An earthquake struck [Orla], killing nine people.",
        "Envoys spoke in [Orla] of another sign that the truce is breaking.",
        "Armies that met in [Orla] are agreeing to press for a lasting ceasefire.",
        "A bombshell report rocked [Orla].",
        "The minister lodged a formal protest with the embassy in [Orla].",
        "A gas leak caused a fire in [Orla].",
        "Nurses in [Orla] fight against malaria.",
        "Air-raid sirens sounded in [Orla].",
        "The king took control of the government in [Orla] on Thursday.",
        "A hacker attack shut down the town hall of [Orla].",
    ],
)
def test_other_subjects(sentence: str) -> None:
    assert told(sentence) == ()


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("More than 5,000 civilians have been killed in [Orla] since 2014.", ""),
        ("The army bombed [Orla] in 1982.", "history"),
        ("Troops fight a movement that has killed 22 soldiers in its campaign against [Orla].", "history"),
        ("Fighting continues along the front.", ""),
        ("Fighting goes on in [Orla], and the two sides hold their lines.", "ongoing"),
        ("The surge in clashes comes as envoys meet in [Orla].", "ongoing"),
        ("Intense fighting that has laid waste to schools in [Orla] must stop, the agency said.", "ongoing"),
        ("He cheered twenty would-be suicide bombers in [Orla] on Thursday.", "each"),
        ("Sappers were searching for roadside bombs in [Orla] on Thursday.", "each"),
        ("Rebels attacked a convoy on Thursday.", "no place"),
        ("Rebels attacked a convoy in [Ukraine|country] on Thursday.", "no place"),
    ],
)
def test_totals_history_and_no_place(sentence: str, kind: str) -> None:
    reports, issues = coded(LEAD + sentence)
    assert reports == ()
    assert not kind or kind in {issue.kind for issue in issues}


def test_every_refusal_shows_its_words() -> None:
    text = LEAD + "The army will attack Orla. Rebels did not shell it, he said."
    _, issues = coded(text)
    assert len(issues) == 2
    for issue in issues:
        assert issue.start is not None
        assert text[issue.start : issue.end] == issue.text
        assert issue.reason
