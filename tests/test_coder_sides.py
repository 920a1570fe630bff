"""Who did it to whom, from the sentence and from what the article tells around it."""

from __future__ import annotations

import pytest

from tests.coding import told


def sides(text: str) -> list[tuple[str, str]]:
    return [("; ".join(r.actor1), "; ".join(r.actor2)) for r in told(text)]


@pytest.mark.parametrize(
    ("text", "one", "two"),
    [
        (
            "In the first raid on Sunday, rebels with axes and guns killed six farmers in [Orla].",
            "Rebels (Ukraine)",
            "Civilians (Ukraine; farmers)",
        ),
        (
            "Turkish air strikes killed eight farmers in [Orla] on Sunday.",
            "Military Forces of Turkey",
            "Civilians (Ukraine; farmers)",
        ),
        (
            "Soldiers held [Orla] in [Ukraine|country] and [Menta]. Gunmen killed two men in [Torva|iso3=MDA] on Sunday.",
            "Unidentified Armed Group (Moldova; Gunmen)",
            "Civilians (Moldova; men)",
        ),
        (
            "Rebels attacked [Orla] on Monday. Security forces shot dead six rebels in an exchange of fire in [Orla] on Tuesday.",
            "Police Forces of Ukraine (Security forces)",
            "Rebels (Ukraine)",
        ),
        (
            "A crowd in [Orla] set fire to a town hall and looted shops on Sunday. Police said they had arrested 17 people there.",
            "Rioters (Ukraine; crowd)",
            "",
        ),
        (
            "The invaders attacked [Orla] at night on Monday, killing two farmers.",
            "Unidentified Armed Group (Ukraine)",
            "Civilians (Ukraine; farmers)",
        ),
        (
            "Israeli occupation forces shelled [Orla|iso3=PSE] on Monday, killing two farmers.",
            "Military Forces of Israel (occupation forces)",
            "Civilians (Palestine; farmers)",
        ),
        (
            "Israeli troops entered [Orla|iso3=PSE]. The occupation army shelled [Menta|iso3=PSE] on Monday.",
            "Military Forces of Israel",
            "",
        ),
        (
            "Fighting between rebels and government troops raged in [Orla] on Monday. French soldiers left the airport.",
            "Rebels (Ukraine)",
            "Military Forces of Ukraine (government troops)",
        ),
        (
            "Three people were killed in clashes between rival gangs in [Orla] on Monday.",
            "Gang (Ukraine; rival gangs)",
            "Gang (Ukraine; rival gangs)",
        ),
        (
            "The government and the Orla Liberation Front, the largest rebel group, signed a truce in [Menta] on Sunday.",
            "Government of Ukraine",
            "Orla Liberation Front",
        ),
        (
            "The bodies of nine people lie in [Orla]. A doctor accused soldiers of having shot them there on Sunday.",
            "Military Forces of Ukraine",
            "Civilians (Ukraine)",
        ),
        (
            "On Sunday rebels stopped four farmers outside [Menta]. They were killed near [Orla].",
            "",
            "Civilians (Ukraine)",
        ),
        (
            "Bandits attacked [Orla] on Sunday but soldiers repelled them.",
            "Bandits (Ukraine)",
            "Military Forces of Ukraine",
        ),
        (
            "Rival militias clashed in [Orla] on Sunday.",
            "Militia (Ukraine; Rival militias)",
            "Militia (Ukraine; Rival militias)",
        ),
        (
            "Four rebels were killed in a gunfight with soldiers in [Orla] on Sunday.",
            "Military Forces of Ukraine",
            "Rebels (Ukraine)",
        ),
        (
            "[Orla] fell into the hands of rebels on Sunday after the soldiers fled.",
            "Rebels (Ukraine)",
            "Military Forces of Ukraine",
        ),
        (
            "Soldiers fought bandits in [Orla] local government area on Sunday.",
            "Military Forces of Ukraine",
            "Bandits (Ukraine)",
        ),
        (
            "Rebels killed at least nine farmers in [Orla] on Sunday, and burned their huts.",
            "Rebels (Ukraine)",
            "Civilians (Ukraine; farmers)",
        ),
        (
            "[Orla] came under rebel control on Sunday.",
            "Rebels (Ukraine)",
            "",
        ),
        (
            "Georgian artillery opened up on [Orla] on Sunday.",
            "Military Forces of Georgia",
            "",
        ),
        (
            "Nine rebels, including a former deputy district governor, were killed by soldiers in [Orla] on Sunday.",
            "Military Forces of Ukraine",
            "Rebels (Ukraine)",
        ),
        (
            "As the army held [Orla], shells fired by the Somali rebels killed nine people in [Menta] on Monday.",
            "Rebels (Somalia)",
            "Civilians (Ukraine; people)",
        ),
        (
            "Houthi fighters launched a missile from Sanaa, Yemen, at a bulk carrier off [Orla] on Monday.",
            "Houthis",
            "Civilians (Ukraine; bulk carrier)",
        ),
        (
            "Ruhan militants walked into the town.\n\nThe army said it had driven Hamas fighters out of [Orla] on Monday.",
            "Military Forces of Ukraine",
            "Hamas Movement",
        ),
        (
            "A roadside bomb destroyed a police vehicle in [Orla] on Monday, killing four officers and wounding two.",
            "",
            "Police Forces of Ukraine",
        ),
        (
            "Russia's defence ministry said its troops had taken [Orla] on Monday. Ukrainian soldiers had left.",
            "Military Forces of Russia",
            "Military Forces of Ukraine",
        ),
        (
            "The army retook [Orla] on Monday. Hamas had held it for a year.",
            "Military Forces of Ukraine",
            "Hamas Movement",
        ),
        (
            "In central Somalia the army and its allies, the Orla Knights, retook [Menta|iso3=SOM] on Monday.",
            "Military Forces of Somalia; Orla Knights",
            "",
        ),
        (
            "[Orla] was handed to the rebels on Monday without a shot.",
            "Rebels (Ukraine)",
            "",
        ),
        (
            "Two Ukrainian drones were shot down over [Orla|iso3=RUS] on Monday, the Russian defence ministry said.",
            "Military Forces of Russia",
            "Military Forces of Ukraine",
        ),
        (
            "Six Ukrainian unmanned aerial vehicles have been destroyed near [Orla|iso3=RUS].",
            "",
            "Military Forces of Ukraine",
        ),
        (
            "A mob set fire to fifteen houses in [Orla] on Sunday evening.",
            "Rioters (Ukraine; mob)",
            "Civilians (Ukraine)",
        ),
        (
            "A drone fired at a house in [Orla] on Sunday, killing a nurse, two residents and a doctor said.",
            "",
            "Civilians (Ukraine; nurse)",
        ),
    ],
)
def test_who_did_it_to_whom(text: str, one: str, two: str) -> None:
    assert sides(text)[-1] == (one, two)


ONE, TWO = "Unidentified Armed Group (Nigeria; {})", "Civilians (Nigeria; {})"


@pytest.mark.parametrize(
    ("text", "one", "two"),
    [
        (
            "In [Orla] police shot dead two demonstrators on Monday.",
            "Police Forces of Ukraine (Orla police)",
            "Protesters (Ukraine; demonstrators)",
        ),
        (
            "Militants attacked a police post in [Orla] on Monday.",
            "Militants (Ukraine)",
            "Police Forces of Ukraine (police post)",
        ),
        ("State media in Kyiv said Israeli jets hit a depot near [Orla] on Monday.", "Military Forces of Israel", ""),
        ("A crowd set fire to a courthouse in [Orla] on Monday.", "Rioters (Ukraine; crowd)", ""),
        (
            "In neighbouring Mali, the army bombed a rebel camp near [Orla|iso3=MLI] on Monday.",
            "Military Forces of Mali",
            "Rebels (Mali; rebel camp)",
        ),
        ("Russian officials said drones hit a depot in [Orla|iso3=RUS] on Monday.", "", ""),
        (
            "Turkish warplanes struck [Syria|country] near [Orla|iso3=SYR] on Monday, killing six people.",
            "Military Forces of Turkey",
            "Civilians (Syria; people)",
        ),
        (
            "A lorry with aid given by Qatar was shelled in [Orla] on Monday and its driver was killed.",
            "",
            "Civilians (Ukraine; driver)",
        ),
        (
            "Security forces killed six militants in a raid in [Orla|iso3=PAK] on Monday.",
            "Police Forces of Pakistan (Security forces)",
            "Militants (Pakistan)",
        ),
        (
            "Clashes between farmers and herders left nine dead in [Orla|iso3=TCD] on Monday.",
            "Communal Militia (Chad; farmers)",
            "Communal Militia (Chad; herders)",
        ),
        (
            "Hamas claimed responsibility for the killing of nine policemen on Monday in a bomb attack near [Orla].",
            "Hamas Movement",
            "Police Forces of Ukraine",
        ),
        (
            "An attack on a convoy used by NATO killed eight people in [Orla] on Monday.",
            "",
            "Civilians (Ukraine; people)",
        ),
        (
            "Two rockets were fired at a police checkpoint in [Orla] on Monday.",
            "",
            "Police Forces of Ukraine (police checkpoint)",
        ),
        (
            "Police say they found the bodies of five people killed by bandits in [Orla] on Monday.",
            "Bandits (Ukraine)",
            "Civilians (Ukraine; people)",
        ),
        (
            "Gunmen on motorcycles shot dead ten farmers in [Orla|iso3=NGA].",
            ONE.format("Gunmen"),
            TWO.format("farmers"),
        ),
        (
            "Men on motorcycles shot dead ten farmers in [Orla|iso3=NGA].",
            ONE.format("Men on motorcycles"),
            TWO.format("farmers"),
        ),
        ("Unknown assailants shot a nun dead in [Orla|iso3=NGA].", ONE.format("Unknown assailants"), TWO.format("nun")),
        (
            "Fulani herdsmen shot dead ten villagers in [Orla|iso3=NGA].",
            "Fulani Ethnic Militia (Fulani herdsmen)",
            TWO.format("villagers"),
        ),
        (
            "A mob lynched two suspected thieves in [Orla|iso3=NGA] on Monday.",
            "Rioters (Nigeria; mob)",
            TWO.format("thieves"),
        ),
        (
            "Car bomb outside the police station in [Orla] on Monday; five officers killed, nine hurt.",
            "",
            "Police Forces of Ukraine (police station)",
        ),
        (
            "A doctor was taken from the bus station in [Orla] on Monday by men in uniform.",
            "Unidentified Armed Group (Ukraine; men in uniform)",
            "Civilians (Ukraine; doctor)",
        ),
        (
            "Students hurled stones at police in [Orla] on Monday; police answered with tear gas.",
            "Rioters (Ukraine; Students)",
            "Police Forces of Ukraine",
        ),
        (
            "Hamas fighters hold the hills. The same group burned two trucks in [Orla] on Monday.",
            "Hamas Movement",
            "Civilians (Ukraine)",
        ),
        (
            "Russia holds the town. It was the third attack of the spring: on Monday a Ukrainian drone hit a plant in [Orla].",
            "Military Forces of Ukraine",
            "",
        ),
        (
            "U.S. forces struck two missile launchers in a Houthi-controlled area near [Orla|iso3=YEM] on Monday.",
            "Military Forces of United States",
            "Houthis",
        ),
        ("Two apartment blocks in [Orla] were hit by rockets on Monday.", "", "Civilians (Ukraine)"),
        (
            "The Taliban hold the north. The army recaptured the police headquarters of [Orla|iso3=AFG] on Monday.",
            "Military Forces of Afghanistan",
            "Taliban",
        ),
        (
            "Two suicide bombers blew themselves up at a camp in [Orla|iso3=NER] on Monday.",
            "Unidentified Armed Group (Niger; suicide bombers)",
            "",
        ),
        ("Teachers marched through [Orla|iso3=NGA] on Monday.", "Protesters (Nigeria; Teachers)", ""),
        (
            "NATO planes bombed Serb artillery near [Orla|iso3=BIH] on Monday.",
            "NATO",
            "VRS: Army of Republika Srpska (Serb artillery)",
        ),
        (
            "Police opened fire on protesters in [Orla] on Sunday, killing two.",
            "Police Forces of Ukraine",
            "Protesters (Ukraine)",
        ),
        (
            "The army said that two soldiers died on Sunday when a mine that rebels had planted exploded in [Orla].",
            "Rebels (Ukraine)",
            "Military Forces of Ukraine",
        ),
        (
            "Rockets hit a school in [Orla|iso3=SDN] on Sunday, residents said. Sudan's army denied any role in the attack.",
            "Military Forces of Sudan",
            "Civilians (Sudan)",
        ),
        (
            "A mine hit a bus in [Orla] on Sunday. Police said the attack was carried out by the Taliban.",
            "Taliban",
            "Civilians (Ukraine)",
        ),
        (
            "Two Ukrainian soldiers died on Sunday when their helicopter was shot down near [Orla] in an attack claimed by the Taliban.",
            "Taliban",
            "Military Forces of Ukraine",
        ),
        (
            "Two soldiers died on Sunday when a bomb hit a bus in [Orla] in an attack that the Taliban claimed.",
            "Taliban",
            "Military Forces of Ukraine",
        ),
        (
            "Five soldiers died on Sunday when a car bomb hit a bus in [Orla].\n\nIt is calm.\n\nA road is shut.\n\nThe Taliban claimed responsibility for the attack.",
            "Taliban",
            "Military Forces of Ukraine",
        ),
    ],
)
def test_forms_of_ordinary_news(text: str, one: str, two: str) -> None:
    assert sides(text)[-1] == (one, two)


@pytest.mark.parametrize(
    ("text", "one"),
    [
        (
            "Bandits killed six farmers in [Orla|iso3=NGA] on Sunday.\n\nIn [Menta|iso3=NGA] two people were killed on Monday.",
            "Bandits (Nigeria)",
        ),
        (
            "Syrian jets bombed [Orla|iso3=SYR] on Sunday, killing two people.\n\nSix people died in a barrel bomb attack in [Menta|iso3=SYR] on Monday.",
            "Military Forces of Syria",
        ),
        (
            "Bandits killed six farmers in [Orla|iso3=NGA] on Sunday.\n\nIn [Menta|iso3=NGA] two people were killed on 2 March last year.",
            "",
        ),
        (
            "Two gunmen killed a farmer in [Orla|iso3=NGA] on Sunday.\n\nIn [Menta|iso3=NGA] two people were shot dead on Monday.",
            "",
        ),
    ],
)
def test_the_only_raiders_of_an_article_did_what_nobody_is_named_for(text: str, one: str) -> None:
    assert sides(text)[-1][0] == one


@pytest.mark.parametrize(
    "text",
    [
        "Police are investigating the killing of two men in [Orla] on Sunday.",
        "Police suspected a personal motive behind the killings of two men in [Orla] on Sunday.",
        "The army condemned the attack in [Orla] on Sunday that killed two men.",
    ],
)
def test_who_looks_into_an_act_or_condemns_it_has_no_part_in_it(text: str) -> None:
    assert sides(text) == [("", "Civilians (Ukraine; men)")]


@pytest.mark.parametrize(
    ("text", "one", "two"),
    [
        (
            "The Torvan Front reported that it had killed six Ukrainian soldiers as it captured the town of [Orla] on Sunday.",
            "Torvan Front",
            "Military Forces of Ukraine",
        ),
        (
            "UNITA, the largest rebel group in the valley, attacked the village of [Orla|iso3=AGO] on Sunday, killing two farmers.",
            "UNITA",
            "Civilians (Angola; farmers)",
        ),
        (
            "An attack by the outlawed Kurdistan Workers' Party (PKK) killed two soldiers in [Orla|iso3=TUR] on Sunday.",
            "PKK: Kurdistan Workers' Party",
            "Military Forces of Turkey",
        ),
        (
            "Members of the Basque separatist group ETA shot a councillor in [Orla|iso3=ESP] on Sunday.",
            "ETA",
            "Government of Spain (councillor)",
        ),
        (
            "The army said two soldiers and a police officer were wounded in the fighting in [Orla] on Sunday.",
            "",
            "Military Forces of Ukraine; Police Forces of Ukraine (police officer)",
        ),
    ],
)
def test_who_is_meant_by_it_and_by_a_description(text: str, one: str, two: str) -> None:
    assert sides(text)[0] == (one, two)


@pytest.mark.parametrize(
    "answer",
    [
        "The attack was blamed on Boko Haram.",
        "Boko Haram was blamed for the attack.",
        "Authorities said Boko Haram carried it out.",
        "Boko Haram is suspected of carrying out the attack.",
        "The attackers were believed to be members of Boko Haram.",
        "Officials blamed Boko Haram.",
        "Boko Haram denied any involvement.",
    ],
)
def test_whom_an_attack_is_laid_to(answer: str) -> None:
    text = "Nine people were killed when a bomb exploded at a market in [Orla|iso3=NGA] on Monday. "
    one, two = sides(text + answer)[0]
    assert (one.split(" ")[0], two) == ("Boko", "Civilians (Nigeria; people)")


def test_civilians_do_not_bomb() -> None:
    text = "Nine people were killed when a bomb exploded at a market in [Orla|iso3=NGA] on Monday."
    assert sides(text)[0] == ("", "Civilians (Nigeria; people)")
