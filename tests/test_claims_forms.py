"""Who says so in the forms that newspapers use: claims and denials by nouns, answers from afar, each side against the other."""

from __future__ import annotations

import re

import pytest

from pipeline.reports import claims, standing
from pipeline.reports.answers import Draft
from pipeline.text import sentences
from tests.coding import told


def judged(text: str, trigger: str, places: tuple[str, ...] = (), accused: tuple[str, ...] = ()) -> standing.Standing:
    spans = tuple(match.span() for match in re.finditer(re.escape(trigger), text))
    split = sentences(text)
    return standing.judge(text, split, claims.find(text, split), [Draft(spans, places=places, accused=accused)], "UKR")[
        0
    ]


@pytest.mark.parametrize(
    ("text", "trigger", "status", "claimed_by", "denied_by"),
    [
        (
            "A jet hit a school in Orla, residents said. State television said reports of the raid were fake news.",
            "hit",
            "disputed",
            "residents",
            "State television",
        ),
        (
            "A jet hit a school in Orla, residents said. The strike was confirmed by the Ukrainian army.",
            "hit",
            "reported",
            "",
            "",
        ),
        (
            "A shell hit a farm in Orla on Monday.\n\nThe governor, Ana Bilo, said this on Telegram, the agency reports.",
            "hit",
            "claimed",
            "governor, Ana Bilo",
            "",
        ),
        (
            "A shell hit a farm in Orla on Monday. It was announced by the mayor.",
            "hit",
            "claimed",
            "mayor",
            "",
        ),
        (
            "A shell hit a farm in Orla on Monday. The mayor said this was the third hit in a week.",
            "hit",
            "reported",
            "",
            "",
        ),
        (
            "Troops shelled Orla, killing two people, said Petar Vuk, head of the region.",
            "shelled",
            "claimed",
            "Petar Vuk, head of the region",
            "",
        ),
        (
            "A shell hit a farm in Orla, the army said. Rebels took five soldiers, a claim denied by Kyiv.",
            "hit",
            "claimed",
            "army",
            "",
        ),
        (
            "A shell hit a farm in Orla. The Blues, according to the Lake agency, said the shell was a dud.",
            "hit",
            "reported",
            "",
            "",
        ),
        ("The Blues said their fighters had ambushed a patrol in Orla.", "ambushed", "claimed", "Blues", ""),
        (
            "Five men were shot in Orla, according to a military official and police.",
            "shot",
            "claimed",
            "military official and police",
            "",
        ),
        (
            "Gunmen shot three men in Orla, said Petar Vuk, a local leader of the Popular Democratic Party (PDP).",
            "shot",
            "claimed",
            "Petar Vuk, a local leader of the Popular Democratic Party (PDP)",
            "",
        ),
        (
            "A shell hit a farm, the agency's reporter said. He added that rebels attacked a post.",
            "attacked",
            "claimed",
            "agency's reporter",
            "",
        ),
        (
            "Rebels ambushed a patrol. They opened fire but did not hit anyone, officers said.",
            "ambushed",
            "reported",
            "",
            "",
        ),
        (
            "Three grenades exploded in Orla on Monday, killing two. Schools stayed shut. Shops opened late. The mayor called for calm.\n\nTelevision showed blood on the ground. Trains were late.\n\nAccording to the government the grenades came from the camp of the Reds. The Reds denied that they were responsible.",
            "exploded",
            "disputed",
            "government",
            "Reds",
        ),
        (
            "Three grenades exploded in Orla on Monday, killing two. Schools stayed shut. Shops opened late. The mayor called for calm.\n\nTelevision showed blood on the ground. Trains were late.\n\nThe rebels denied any involvement.",
            "exploded",
            "disputed",
            "",
            "rebels",
        ),
        (
            "Ruria said Lisian shells hit Orla and killed three. Officials in Lisia said Rurian shells had fallen on Tamb.\n\nEach side denied the other's claim.",
            "hit",
            "disputed",
            "Ruria",
            "Officials in Lisia",
        ),
        (
            "Ruria said Lisian shells hit Orla and killed three. Officials in Lisia said Rurian shells had fallen on Tamb.\n\nBoth sides denied the accusations.",
            "fallen",
            "disputed",
            "Officials in Lisia",
            "Ruria",
        ),
        (
            "Ruria on Friday denied a claim by Lisia's border force that it had shot seven soldiers near Orla.",
            "shot",
            "disputed",
            "Lisia's border force",
            "Ruria",
        ),
        ("The army denied rebel claims that it had shelled a market in Orla.", "shelled", "disputed", "rebel", "army"),
        (
            "The government rejected the rebels' claim that its jets had bombed a market in Orla.",
            "bombed",
            "disputed",
            "rebels",
            "government",
        ),
        (
            "The military denied on Tuesday that its troops had attacked a post and killed five men.\n\nAccording to Lisian officials, Rurian troops stormed a post near Orla late on Monday and killed five soldiers.",
            "stormed",
            "disputed",
            "Lisian officials",
            "military",
        ),
        (
            "Rebels beat off an attack on Orla, officials of both sides said on Saturday.",
            "beat off",
            "reported",
            "",
            "",
        ),
        ("The army and the rebels said shells had hit Orla.", "hit", "reported", "", ""),
        (
            "A shell hit a bus in Orla on Monday. The army and the rebels blamed each other.",
            "hit",
            "disputed",
            "army",
            "rebels",
        ),
        (
            "A shell hit a bus in Orla on Monday, activists said. The army and the rebels blamed each other for the attack.",
            "hit",
            "disputed",
            "activists",
            "army; rebels",
        ),
        (
            "Rebels seized Orla on Saturday and Tamb on Sunday.\n\nThe president accuses Lisia of backing the rebels, a charge that Lisia denies.",
            "seized",
            "reported",
            "",
            "",
        ),
        ("By the ministry's account, shells hit Orla.", "hit", "claimed", "ministry", ""),
        ("In the army's version, rebels attacked the post.", "attacked", "claimed", "army", ""),
        (
            "A general was quoted by state media as saying that troops had shot 30 rebels.",
            "shot",
            "claimed",
            "general",
            "",
        ),
        ("Rebels attacked the camp, a statement by the ministry read.", "attacked", "claimed", "ministry", ""),
        (
            "The army's claim that its troops had shot 30 rebels in Orla could not be verified.",
            "shot",
            "claimed",
            "army",
            "",
        ),
        (
            "There was no confirmation of claims by the rebels that they had shot down a plane.",
            "shot down",
            "claimed",
            "rebels",
            "",
        ),
        ("The army launched an operation near Orla. It said that ten rebels were shot.", "shot", "claimed", "army", ""),
        (
            "Residents said soldiers burned homes in Orla, something the army denies.",
            "burned",
            "disputed",
            "Residents",
            "army",
        ),
        (
            "While the army denies it, residents say soldiers burned homes in Orla.",
            "burned",
            "disputed",
            "residents",
            "army",
        ),
        (
            "Despite denials by the army, residents say soldiers burned homes in Orla.",
            "burned",
            "disputed",
            "residents",
            "army",
        ),
        (
            "Shells hit Orla, killing three, the ministry said. Two houses burned down. The fire was out by noon, it added.",
            "burned",
            "claimed",
            "ministry",
            "",
        ),
        (
            "Rebels shot down a jet near Orla, the group's news agency claimed.",
            "shot down",
            "claimed",
            "group's news agency",
            "",
        ),
        (
            "The army said on Monday that it had lost no men when rebels attacked Orla.",
            "attacked",
            "claimed",
            "army",
            "",
        ),
        ("Police said nobody was hurt when a bomb exploded in Orla.", "exploded", "claimed", "Police", ""),
        (
            "Witnesses said soldiers fired on the crowd in Orla. A police spokesman said officers had only used tear gas.",
            "fired",
            "disputed",
            "Witnesses",
            "police spokesman",
        ),
        (
            "Rebels attacked Orla, residents said. The army said it had repelled the attack.",
            "attacked",
            "claimed",
            "residents",
            "",
        ),
        (
            "Rebels said they had captured Orla. The army said its troops were still in the town.",
            "captured",
            "disputed",
            "Rebels",
            "army",
        ),
        (
            "Rebels said they had captured Orla, but the army said it had pushed them back.",
            "captured",
            "disputed",
            "Rebels",
            "army",
        ),
        (
            "Rebels said they had captured Orla. A government spokesman rubbished the claim.",
            "captured",
            "disputed",
            "Rebels",
            "government spokesman",
        ),
        (
            "Rebels said they had captured Orla. The army called this propaganda.",
            "captured",
            "disputed",
            "Rebels",
            "army",
        ),
        ("The rebels held the army responsible for shelling Orla.", "shelling", "claimed", "rebels", ""),
        (
            "Army officials blamed rebels for the bomb that exploded in Orla.",
            "exploded",
            "claimed",
            "Army officials",
            "",
        ),
        ("A bomb exploded in Orla on Monday, killing four. Officials blamed rebels.", "exploded", "reported", "", ""),
        ("Shells hit Orla on Monday, both armies said.", "hit", "reported", "", ""),
        (
            "Troops have shot 30 rebels near Orla, the army says, a figure that the rebels dispute.",
            "shot",
            "claimed",
            "army",
            "",
        ),
        (
            "Rebels killed 20 farmers in Orla, the governor said. A rebel spokesman said the dead were militiamen.",
            "killed",
            "claimed",
            "governor",
            "",
        ),
        (
            "The ministry said that drones had hit Orla. The general staff told the same story.",
            "hit",
            "claimed",
            "ministry",
            "",
        ),
        (
            "Officials say rebels attacked Orla and shot six men. The rebels say it was the army that fired.",
            "shot",
            "disputed",
            "Officials",
            "rebels",
        ),
    ],
)
def test_forms(text: str, trigger: str, status: str, claimed_by: str, denied_by: str) -> None:
    found = judged(text, trigger)
    assert (found.status, "; ".join(found.claimed_by), "; ".join(found.denied_by)) == (status, claimed_by, denied_by)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (
            "Residents said army shells hit a market, killing ten. The army said a rebel rocket had fallen short.",
            "disputed",
        ),
        ("Residents say soldiers hit the homes. The army pinned the blame on the rebels.", "disputed"),
        ("Residents say soldiers hit the homes. The army said it had lost two men.", "claimed"),
        ("Residents say soldiers hit the homes. A priest said the rebels were behind it.", "claimed"),
    ],
)
def test_another_account_by_the_accused(text: str, status: str) -> None:
    assert judged(text, "hit", accused=("Military Forces of Ukraine",)).status == status


def test_one_of_the_deniers_own_side_confirms() -> None:
    text = (
        "Rebels took Orla on Saturday, their leader Ilan Rok said.\n\nThe government's spokesman, Petar Vuk, denied the claim, "
        "but a major of the army confirmed that rebels held Orla."
    )
    assert judged(text, "took", places=("Orla",)).status == "reported"


def test_all_who_tell_it_where_its_place_is_named() -> None:
    text = "Jets struck three camps on Monday, activists say.\n\nIn Orla, jets struck a school, a relief worker said."
    assert judged(text, "struck", places=("Orla",)).claimed_by == ("activists", "relief worker")


def test_what_stands_between_two_statements_of_the_only_speaker() -> None:
    text = (
        "Jets bombed a camp on Monday, the Northern Command said.\n\nStrikes also hit a depot near Tamb.\n\n"
        "All the jets came home, the statement said."
    )
    assert judged(text, "hit").claimed_by == ("Northern Command",)
    other = text.replace("All the jets came home, the statement said", "It was a fine day, a baker said")
    assert judged(other, "hit").status == "reported"


def test_each_side_denies_what_the_other_claims() -> None:
    text = (
        "Chad and Sudan each accused the other of killing people.\n\nChad said Sudanese shells hit Orla. Officials in Sudan "
        "said Chadian shells had fallen on Tamb.\n\nEach side denied what the other claimed."
    )
    assert judged(text, "hit").denied_by == ("Officials in Sudan",)
    assert judged(text, "fallen").denied_by == ("Chad",)


def test_a_confirmation_that_another_holds_the_town_denies_nothing() -> None:
    text = "Rebels took Orla, their leader said. A colonel confirmed that they were in control of Orla."
    assert judged(text, "took", places=("Orla",)).denied_by == ()


def test_a_time_before_the_speaker_is_not_his_name() -> None:
    text = "Around noon on Friday the leaders of Orla said that shells had hit the town."
    assert judged(text, "hit").claimed_by == ("leaders of Orla",)


def test_two_sides_blame_each_other_some_sentences_apart() -> None:
    text = (
        "A bus was hit on Monday.\n\nSudan's army accused the rebels of the attack. The windows broke. Trains were late.\n\n"
        "The rebels blamed the army."
    )
    assert judged(text, "hit").status == "disputed"
    assert judged(text.replace("The rebels blamed the army", "It rained"), "hit").status != "disputed"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("According to the mayor, rebels shelled a market. They also burned a school.", "claimed"),
        ("According to the mayor, rebels shelled a market.\n\nThey also burned a school.", "reported"),
        ("According to the mayor, rebels shelled a market. Elsewhere rebels burned a school.", "reported"),
    ],
)
def test_a_sentence_that_goes_on_with_what_was_said(text: str, status: str) -> None:
    assert judged(text, "burned").status == status


def test_other_sources_without_a_name_do_not_claim_what_stands_before_them() -> None:
    text = (
        "Bombs went off in [Orla] on Tuesday, killing six people, police and medical sources said.\n\n"
        "In [Menta], police used batons against demonstrators. Hospital sources said that 31 people were hurt."
    )
    assert [report.status for report in told(text)] == ["claimed", "reported"]


@pytest.mark.parametrize(
    ("speaker", "status"),
    [("the army's spokesman", "claimed"), ("the interior ministry", "claimed"), ("police sources", "reported")],
)
def test_the_only_source_of_a_text_tells_all_of_it_where_it_is_one(speaker: str, status: str) -> None:
    text = (
        f"Shells hit a market on Tuesday, {speaker} said.\n\nThe market was closed.\n\nRebels burned a school.\n\n"
        "A road was shut.\n\nIt rained."
    )
    assert judged(text, "burned").status == status


@pytest.mark.parametrize(
    ("text", "status", "claimed_by", "denied_by"),
    [
        ("The Blues claimed to have shelled the port of Orla.", "claimed", "Blues", ""),
        (
            "Two men died when a mine hit a farm, the colonel, Ivan Vuk, was quoted as saying by radio.",
            "claimed",
            "colonel, Ivan Vuk",
            "",
        ),
        ("Interfax cited an army spokesman as saying a drone hit a farm.", "claimed", "army spokesman", ""),
        ("According to one resident around 20 rockets hit a farm.", "claimed", "resident", ""),
        ("According to the ministry ten shells hit a farm.", "claimed", "ministry", ""),
        ("According to Vuk the shells hit a farm at noon.", "claimed", "Vuk", ""),
        ("There too a resident reported that a shell hit a farm.", "claimed", "resident", ""),
        ("A shell hit a farm outside Orla, acting governor Ivan Vuk said.", "claimed", "acting governor Ivan Vuk", ""),
        (
            "Officials who gave no name, because they are not allowed to talk to the press, said a shell hit a farm.",
            "claimed",
            "Officials",
            "",
        ),
        ("The army, for its part, said a shell hit a farm.", "claimed", "army", ""),
        ("Rebel officials gave other figures and said that a shell hit a farm.", "claimed", "Rebel officials", ""),
        (
            "A bomb hit a post, the police chief said, although nobody claimed responsibility.",
            "claimed",
            "police chief",
            "",
        ),
        ("The week of fighting claimed 12 victims. A shell hit a farm.", "reported", "", ""),
        ("A shell hit a farm in Brod, which lies north of Orla, police said.", "claimed", "police", ""),
        ("A shell hit a farm, a nun said. Brod, so the radio reported, lies to the north.", "claimed", "nun", ""),
        ("A shell hit a farm, a nun said. Gunmen had fired in the air, a driver said.", "claimed", "nun", ""),
        ("A shell hit a post, police said. No troops were killed, the army said.", "claimed", "police", ""),
        ("A shell hit a farm, a nun said. Ruria rejected claims that it had paid the miners.", "claimed", "nun", ""),
        ("A shell hit a farm, a nun said. The army has always rejected any ceasefire.", "claimed", "nun", ""),
        (
            "A shell hit a post, a nun said. The mayor denied that the town had fallen to the rebels.",
            "claimed",
            "nun",
            "",
        ),
        ("A bomb hit a bus, police said on Sunday. Police denied that they had fired.", "claimed", "police", ""),
        ("A shell hit a farm, a nun said. The army said it was a lie.", "disputed", "nun", "army"),
        ("A shell hit a farm, a nun said. The army has denied similar charges.", "claimed", "nun", ""),
        (
            "A shell hit a farm, a nun said. There was no word from the Blues, who on Monday rejected the report.",
            "disputed",
            "nun",
            "Blues",
        ),
        ("A shell hit a farm as the Blues announced an offensive.", "reported", "", ""),
        ("A shell hit a farm, the Daily Star quoted police as saying.", "claimed", "police", ""),
        ('"A shell hit a farm," the Daily Star quoted the mayor as saying on Monday.', "claimed", "mayor", ""),
        ("A shell hit a farm, an AFP photographer at the scene said.", "reported", "", ""),
        ("A shell hit a farm, a photographer for the ministry said.", "claimed", "photographer for the ministry", ""),
        ("Daniel was at home in Orla. A shell hit a farm in the night, he said.", "claimed", "Daniel", ""),
        (
            "Ten men died, the army said.\n\nA shell hit a farm.\n\nTwo bridges fell, the army added.",
            "claimed",
            "army",
            "",
        ),
        (
            "It is dry, a nun said.\n\nThe army said that it rained.\n\nA shell hit a farm.\n\nThe army said bridges fell.",
            "reported",
            "",
            "",
        ),
        ("Shells fell on Orla, the army said. Further strikes hit a farm.", "claimed", "army", ""),
        ("A shell hit a farm, the rebels said, but the army said that one man died.", "claimed", "rebels", ""),
        (
            "Officials of Orla, a town north of Brod, the capital, said on Monday that a shell hit a farm.",
            "claimed",
            "Officials of Orla, a town north of Brod, the capital",
            "",
        ),
        ("A shell hit a farm, according to a statement of the army released on Sunday.", "claimed", "army", ""),
        ("A shell hit a farm. A nun blamed the Orla Rebels. They denied it.", "disputed", "nun", "Orla Rebels"),
        (
            "A shell hit a farm. Ukraine and Russia pointed the finger at each other. Ukraine said the shell came from the east. Russia said it came from the west.",
            "disputed",
            "Ukraine",
            "Russia",
        ),
        (
            "Hezbollah had warned. An earlier statement by the group said a shell hit a farm.",
            "claimed",
            "Hezbollah",
            "",
        ),
        (
            "Rain fell, the official Tanjug news agency said. It said a shell hit a farm.",
            "claimed",
            "official Tanjug news agency",
            "",
        ),
    ],
)
def test_what_is_a_claim_and_what_a_denial(text: str, status: str, claimed_by: str, denied_by: str) -> None:
    found = judged(text, "hit" if "hit" in text else "shelled")
    assert (found.status, "; ".join(found.claimed_by), "; ".join(found.denied_by)) == (status, claimed_by, denied_by)


@pytest.mark.parametrize(
    ("text", "status", "denied_by"),
    [
        (
            "A shell hit Orla, a Russian governor said. A Ukrainian minister said that Kyiv had struck Orla.",
            "reported",
            "",
        ),
        (
            "A shell hit Orla, a Russian governor said. A Ukrainian minister accused the rebels of shelling Orla.",
            "disputed",
            "Ukrainian minister",
        ),
    ],
)
def test_the_side_that_acts_admits_it_or_blames_the_other(text: str, status: str, denied_by: str) -> None:
    split = sentences(text)
    spans = tuple(match.span() for match in re.finditer(r"hit|struck|shelling", text))
    draft = Draft(
        spans, places=("Orla",), parties=("Military Forces of Ukraine",), accused=("Military Forces of Ukraine",)
    )
    found = standing.judge(text, split, claims.find(text, split), [draft], "UKR")[0]
    assert (found.status, "; ".join(found.denied_by)) == (status, denied_by)


@pytest.mark.parametrize(
    ("doubt", "unverified"),
    [
        ("The radio could not verify the claims.", True),
        ("It was not possible to confirm these reports independently.", True),
        ("The claims of neither side could be independently verified.", True),
        ("There was no independent confirmation of the claims.", True),
        ("The situation in the village could not be confirmed independently.", True),
        ("The radio was unable to establish independently who was responsible.", True),
        ("The radio could not verify the video.", None),
        ("The army has not confirmed the claims.", None),
    ],
)
def test_what_is_said_of_all_claims_holds_for_those_far_above(doubt: str, unverified: bool | None) -> None:
    text = f"A shell hit a farm, a nun said.\n\nIt rained in Orla.\n\nSchools stayed shut.\n\n{doubt}"
    assert judged(text, "hit").unverified is unverified


def test_who_owns_another_event_confirms_nothing() -> None:
    text = "A shell hit a farm, police said. In May the Blues claimed responsibility for a raid on Orla."
    split = sentences(text)
    drafts = [
        Draft(((text.index("hit"), text.index("hit") + 3),)),
        Draft(((text.index("raid"), text.index("raid") + 4),)),
    ]
    found = standing.judge(text, split, claims.find(text, split), drafts, "UKR")
    assert found[0].status == "claimed"


def test_who_accuses_the_side_that_acts_denies_nothing() -> None:
    text = "A shell hit Orla. Ukrainian rebels accused the Ukrainian army of shelling Orla."
    assert judged(text, "hit", places=("Orla",), accused=("Military Forces of Ukraine",)).denied_by == ()


def test_a_night_is_nobody_whom_she_means() -> None:
    text = "A teacher named Ana Vuk keeps count. On the night of Thursday, she says, a shell hit a farm."
    assert judged(text, "hit").claimed_by == ("teacher named Ana Vuk",)


def test_who_is_accused_and_names_another_doer_denies_the_act() -> None:
    text = "Soldiers burned Orla on Monday, villagers said. The army said rebels had {} the homes."
    accused = ("Military Forces of Ukraine",)
    assert judged(text.format("burnt"), "burned", accused=accused).denied_by == ("army",)
    assert judged(text.format("attacked"), "burned", accused=accused).denied_by == ()
