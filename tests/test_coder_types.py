"""The sub-event type of what is told (docs/coding.md, 2 and 8)."""

from __future__ import annotations

import pytest

from pipeline.schema import SUB_EVENT_TYPES, disorder_type
from tests.coding import told

SHELLING, AIR, MINE = "Shelling/artillery/missile attack", "Air/drone strike", "Remote explosive/landmine/IED"
TAKEN, REGAINED, DISRUPTED = (
    "Non-state actor overtakes territory",
    "Government regains territory",
    "Disrupted weapons use",
)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Russian forces shelled [Orla] on Thursday.", SHELLING),
        ("Two ballistic missiles struck a depot in [Orla] on Thursday.", SHELLING),
        ("[Orla] came under fire on Thursday.", SHELLING),
        ("A Grad rocket hit a school in [Orla] on Thursday.", SHELLING),
        ("A helicopter was shot down by a missile over [Orla] on Thursday.", SHELLING),
        ("Warplanes bombed [Orla] on Thursday.", AIR),
        ("A drone hit an oil depot in [Orla] on Thursday.", AIR),
        ("Two glide bombs fell on [Orla] on Thursday.", AIR),
        ("A sea drone hit a tanker off [Orla] on Thursday.", AIR),
        ("Air defences shot down three drones over [Orla] on Thursday.", DISRUPTED),
        ("Four missiles were intercepted over [Orla] on Thursday.", DISRUPTED),
        ("Sappers defused a bomb in [Orla] on Thursday.", DISRUPTED),
        ("A roadside bomb killed two soldiers in [Orla] on Thursday.", MINE),
        ("A farmer stepped on a landmine near [Orla] on Thursday.", MINE),
        ("A car bomb exploded outside a bank in [Orla] on Thursday.", MINE),
        ("A suicide bomber blew himself up at a checkpoint in [Orla] on Thursday.", "Suicide bomb"),
        ("Russian forces bombed a market in [Orla] on Thursday.", "Air/drone strike"),
        ("Rebels bombed a bridge in [Orla] on Thursday.", "Remote explosive/landmine/IED"),
        ("Kidnappers struck in [Orla] on Thursday.", "Abduction/forced disappearance"),
        ("A man threw a grenade into a bar in [Orla] on Thursday, wounding six.", "Grenade"),
        ("Shells filled with chlorine gas hit [Orla] on Thursday, doctors said.", "Chemical weapon"),
        ("Soldiers and rebels clashed in [Orla] on Thursday.", "Armed clash"),
        ("Rebels ambushed an army convoy near [Orla] on Thursday.", "Armed clash"),
        ("Troops repelled an attack by rebels on [Orla] on Thursday.", "Armed clash"),
        ("Gunmen shot dead four farmers in [Orla] on Thursday.", "Attack"),
        ("Militants attacked villagers in [Orla] on Thursday, killing seven.", "Attack"),
        ("Soldiers executed six prisoners in [Orla] on Thursday.", "Attack"),
        ("Militiamen raped two women in [Orla] on Thursday.", "Sexual violence"),
        ("Gunmen kidnapped twelve pupils in [Orla] on Thursday.", "Abduction/forced disappearance"),
        ("Police arrested nine activists in [Orla] on Thursday.", "Arrests"),
        ("Thousands of people protested in [Orla] on Thursday.", "Peaceful protest"),
        ("Residents blocked the road outside [Orla] on Thursday.", "Peaceful protest"),
        ("Police fired tear gas at protesters in [Orla] on Thursday.", "Protest with intervention"),
        ("Police shot dead three protesters in [Orla] on Thursday.", "Excessive force against protesters"),
        ("Soldiers opened fire on demonstrators in [Orla] on Thursday.", "Excessive force against protesters"),
        ("Protesters threw stones at police in [Orla] on Thursday.", "Violent demonstration"),
        ("Rioters torched a police station in [Orla] on Thursday.", "Violent demonstration"),
        ("A mob lynched a suspected thief in [Orla] on Thursday.", "Mob violence"),
        ("Soldiers looted shops in [Orla] on Thursday.", "Looting/property destruction"),
        ("Militiamen burned 40 houses in [Orla] on Thursday.", "Looting/property destruction"),
        ("The rebels captured the town of [Orla|iso3=COD] on Thursday.", TAKEN),
        ("Russian forces captured [Orla] on Thursday.", TAKEN),
        ("Ukrainian forces captured [Orla|iso3=RUS] on Thursday.", TAKEN),
        ("Ukrainian forces retook [Orla] on Thursday.", REGAINED),
        ("Syrian troops recaptured [Orla|iso3=SYR] from rebels on Thursday.", REGAINED),
        ("The army withdrew from [Orla] on Thursday.", "Non-violent transfer of territory"),
        ("Soldiers entered [Orla] without firing a shot on Thursday.", "Non-violent transfer of territory"),
        ("The two sides signed a ceasefire in [Orla] on Thursday.", "Agreement"),
        ("Georgian artillery opened up on [Orla|iso3=GEO] on Thursday.", SHELLING),
        ("On Thursday a shell flew into a flat in [Orla] and killed a pensioner.", SHELLING),
        ("Rockets started falling on [Orla] at dawn on Thursday.", SHELLING),
        ("A mortar was used against the barracks in [Orla] on Thursday.", SHELLING),
        ("Tanks shot at houses in [Orla] on Thursday.", SHELLING),
        ("A jet put two missiles into a bakery in [Orla] on Thursday.", AIR),
        ("A tractor set off a TM-62 near [Orla] on Thursday.", MINE),
        ("Attackers hurled a home-made bomb at a patrol in [Orla] on Thursday.", "Grenade"),
        ("Soldiers came under heavy fire from rebels near [Orla] on Thursday.", "Armed clash"),
        ("Soldiers came under fire from gunmen in [Orla] on Thursday and shot back.", "Armed clash"),
        ("Rebels attacked [Orla] on Thursday but were driven back by soldiers.", "Armed clash"),
        ("An employee of the water ministry was shot dead by gunmen in [Orla] on Thursday.", "Attack"),
        ("Six blindfolded bodies were found near [Orla] on Thursday.", "Attack"),
        ("Syrian troops established control over [Orla|iso3=SYR] on Thursday.", REGAINED),
        (
            "Eleven soldiers fell into the hands of the rebels near [Orla] on Thursday.",
            "Abduction/forced disappearance",
        ),
        ("Masked men dragged a deputy into a van in [Orla] on Thursday.", "Abduction/forced disappearance"),
        ("About 3,000 people turned out in [Orla] on Thursday against the law.", "Peaceful protest"),
        ("Dozens of protesters were dragged into vans in [Orla] on Thursday.", "Protest with intervention"),
        ("Police stopped students from marching on the court in [Orla] on Thursday.", "Protest with intervention"),
        ("Bricks and bottles were thrown at police lines in [Orla] on Thursday.", "Violent demonstration"),
        ("Demonstrators broke open the gate of a palace in [Orla] on Thursday.", "Violent demonstration"),
        ("A crowd beat a man to death in [Orla] on Thursday.", "Mob violence"),
        ("A ceasefire between the army and the rebels came into force in [Orla] on Thursday.", "Agreement"),
        ("A rebel commander gave himself up in [Orla] on Thursday.", "Change to group/activity"),
        ("Russian troops opened fire with artillery on [Orla] on Thursday.", SHELLING),
        ("The Saudi-led coalition launched air raids on [Orla|iso3=YEM] on Thursday.", AIR),
        ("A remote-controlled bomb killed a policeman in [Orla] on Thursday.", MINE),
        ("Six drones were destroyed over [Orla] on Thursday.", DISRUPTED),
        ("Soldiers discovered a weapons cache near [Orla] on Thursday.", DISRUPTED),
        ("Troops seized weapons and ammunition in [Orla] on Thursday.", DISRUPTED),
        ("Sappers cleared 30 mines near [Orla] on Thursday.", DISRUPTED),
        ("Police foiled a bomb attack in [Orla] on Thursday and seized explosives.", DISRUPTED),
        ("Militants raided a police station in [Orla] on Thursday.", "Armed clash"),
        ("Armed men assaulted an army post in [Orla] on Thursday.", "Armed clash"),
        ("A policeman was killed when gunmen attacked his checkpoint in [Orla] on Thursday.", "Armed clash"),
        ("Gunmen shot at a post manned by militiamen in [Orla] on Thursday, killing a woman.", "Armed clash"),
        ("Militiamen attacked a village held by the rebels near [Orla] on Thursday, killing 12 people.", "Armed clash"),
        ("Fighters attacked the rebel-held town of [Orla] on Thursday, leaving ten people dead.", "Armed clash"),
        ("Militiamen attacked traders in the rebel-held town of [Orla] on Thursday.", "Attack"),
        ("The rebels launched an assault on [Orla] on Thursday.", "Armed clash"),
        ("The rebels launched an assault on a hotel in [Orla] on Thursday.", "Attack"),
        ("Soldiers killed two gunmen who had attacked a post in [Orla] on Thursday.", "Armed clash"),
        ("The herders tried to attack [Orla] on Thursday but soldiers repelled them.", "Armed clash"),
        ("An employee of the water ministry was shot and killed by gunmen in [Orla] on Thursday.", "Attack"),
        ("A firing squad of the rebels killed two traders in [Orla] on Thursday.", "Attack"),
        ("Militiamen targeted civilians in [Orla] on Thursday.", "Attack"),
        ("The attackers targeted soldiers in [Orla] on Thursday.", "Armed clash"),
        ("The rebels struck [Orla] on Thursday and abducted ten people.", "Abduction/forced disappearance"),
        ("The army carried out an air interdiction at [Orla] on Thursday.", AIR),
        ("A patrol came under attack near [Orla] on Thursday and returned fire.", "Armed clash"),
        ("The villages of [Orla] were hit again on Thursday, officials said.", SHELLING),
        ("Ukrainian forces attacked in the direction of [Orla] on Thursday.", "Armed clash"),
        ("The army destroyed eight militants near [Orla] on Thursday.", "Armed clash"),
        ("A rally of drivers in [Orla] on Thursday broke up in tear gas.", "Protest with intervention"),
        ("A drone attack on the port of [Orla] was foiled on Thursday.", DISRUPTED),
        ("Police shot dead two striking miners in [Orla] on Thursday.", "Excessive force against protesters"),
        ("Warplanes threw barrels over [Orla] on Thursday.", AIR),
        ("In a similar night raid, gunmen killed nineteen people at [Orla] on Thursday.", "Attack"),
        ("An angry mob beat a man to death in [Orla] on Thursday.", "Mob violence"),
        ("The Ukrainian army drove the rebels out of [Orla] on Thursday.", REGAINED),
        (
            "Stun grenades burst over a march in [Orla] on Thursday and 40 people were bundled into police vans.",
            "Protest with intervention",
        ),
        ("It will be recalled that troops repelled an attack by bandits on [Orla] on Thursday.", "Armed clash"),
        ("A militia entered [Orla] on Thursday and plundered the market.", "Looting/property destruction"),
        ("A cleric was taken from his house by intelligence agents in [Orla] on Thursday.", "Arrests"),
        ("A cache of arms and ammunition was recovered from a cave near [Orla] on Thursday.", DISRUPTED),
        ("Police busted a militant hideout in [Orla] on Thursday.", DISRUPTED),
        ("Border guards foiled an infiltration bid near [Orla] on Thursday.", "Armed clash"),
        ("Police lobbed sound grenades at marchers in [Orla] on Thursday.", "Protest with intervention"),
        ("Two nurses were seized in [Orla] on Thursday by a group of armed men.", "Abduction/forced disappearance"),
        ("Two buses were ambushed near [Orla] on Thursday.", "Attack"),
        ("Suspected herdsmen descended on [Orla] on Thursday, leaving nine villagers dead.", "Attack"),
        ("On Thursday gunmen burst into a bar in [Orla] and sprayed the customers with bullets.", "Attack"),
        ("The body of a councillor was found with gunshot wounds in [Orla] on Thursday.", "Attack"),
        ("Settlers cut down two hundred olive trees in [Orla] on Thursday.", "Looting/property destruction"),
        ("Rival clans agreed to stop fighting at a meeting in [Orla] on Thursday.", "Agreement"),
        ("A booby trap killed two soldiers in [Orla] on Thursday.", "Remote explosive/landmine/IED"),
        (
            "The army left its base at [Orla] on Thursday and handed it to the militia.",
            "Non-violent transfer of territory",
        ),
        ("M23 fighters marched into [Orla] on Thursday and now control the town.", TAKEN),
        ("Protests were held in [Orla] on Thursday against the arrest of the mayor.", "Peaceful protest"),
        ("The Israeli air force carried out three strikes on [Orla] on Thursday.", AIR),
        ("Gunmen attacked an air force base in [Orla] on Thursday, killing three soldiers.", "Armed clash"),
        ("Warplanes bombarded [Orla] on Thursday.", AIR),
        ("An attack helicopter opened fire on a village near [Orla] on Thursday.", AIR),
        (
            "Gunmen attacked the village of [Orla] on Thursday and the army deployed helicopters to chase them.",
            "Attack",
        ),
        ("The army lost control of [Orla] to the rebels on Thursday.", TAKEN),
        ("Residents of [Orla] stoned two suspected kidnappers to death on Thursday.", "Mob violence"),
        ("Rebels launched an offensive on [Orla] on Thursday.", "Armed clash"),
        ("Gunmen wounded a reporter in [Orla] on Thursday.", "Attack"),
        ("An aid convoy was attacked near [Orla] on Thursday.", "Attack"),
        ("Gunmen seized four aid workers in [Orla] on Thursday.", "Abduction/forced disappearance"),
        ("Rebels forced 40 boys into their ranks in [Orla] on Thursday.", "Abduction/forced disappearance"),
        ("Armed men made off with two nurses in [Orla] on Thursday.", "Abduction/forced disappearance"),
        ("A rebel commander was captured by the army in [Orla] on Thursday.", "Arrests"),
        ("Workers picketed the ministry in [Orla] on Thursday.", "Peaceful protest"),
        ("Crowds chanted slogans against the president in [Orla] on Thursday.", "Peaceful protest"),
        ("Pensioners walked through [Orla] on Thursday carrying banners.", "Peaceful protest"),
        ("Students marched in [Orla] on Thursday in protest against the killing of a poet.", "Peaceful protest"),
        ("Police baton-charged students in [Orla] on Thursday.", "Protest with intervention"),
        ("Police detained 50 demonstrators at a rally in [Orla] on Thursday.", "Protest with intervention"),
        ("Police fired rubber bullets at demonstrators in [Orla] on Thursday.", "Protest with intervention"),
        ("Three protesters were shot dead in [Orla] on Thursday.", "Excessive force against protesters"),
        ("Protesters stormed the parliament in [Orla] on Thursday.", "Violent demonstration"),
        ("A demonstration turned violent in [Orla] on Thursday.", "Violent demonstration"),
        ("Villagers from two communities fought with machetes in [Orla] on Thursday.", "Mob violence"),
        ("Militiamen rustled 300 cattle in [Orla] on Thursday.", "Looting/property destruction"),
        ("Rebels seized most of the city of [Orla|iso3=COD] on Thursday.", TAKEN),
        ("Rebels were dug in at [Orla|iso3=COD], which they had taken on Thursday.", TAKEN),
        ("Rebels handed [Orla] over to the government on Thursday.", "Non-violent transfer of territory"),
        ("Ukrainian troops abandoned [Orla] on Thursday.", "Non-violent transfer of territory"),
        ("Forty rebels surrendered to the army in [Orla] on Thursday.", "Change to group/activity"),
        ("Rebels set up a base in [Orla] on Thursday.", "Headquarters or base established"),
    ],
)
def test_types(sentence: str, expected: str) -> None:
    (report,) = told(sentence)
    assert report.sub_event_type == expected
    assert report.event_type == SUB_EVENT_TYPES[expected]
    assert report.disorder_type == disorder_type(expected)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("A bomb went off and gunmen stormed a police station in [Orla] on Thursday, killing five officers.", 1),
        ("A march in [Orla] on Thursday was broken up by police with batons.", 1),
        ("Gunmen abducted a trader in [Orla] on Thursday; he was found dead.", 1),
    ],
)
def test_two_actions_in_one_incident_are_one_event(sentence: str, expected: int) -> None:
    assert len(told(sentence)) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The minister took office in [Orla] on Thursday.",
        "Two kidnapped nurses were freed in [Orla] on Thursday.",
        "Students met in [Orla] on Thursday over violence that killed six people.",
        "Talks took place in [Orla] on Thursday.",
        "The minister warned in [Orla] on Thursday that attacks would continue.",
        "A rebel commander called for attacks in [Orla] on Thursday.",
        "Police in [Orla] said on Thursday that a lorry crash killed four people.",
        "A fire destroyed a market in [Orla] on Thursday.",
        "Families displaced by fighting in [Orla] received food on Thursday.",
        "The team entered [Orla] on Thursday for the match.",
        "A film about the battle was shot in [Orla] on Thursday.",
        "The prime minister fired his interior minister in [Orla] on Thursday.",
        "Police in [Orla] arrested a man for stealing a bicycle on Thursday.",
        "Residents of [Orla] fear an attack, a councillor said on Thursday.",
    ],
)
def test_words_that_mean_something_else_tell_no_event(sentence: str) -> None:
    assert told(sentence) == ()


def test_each_report_names_its_rule_and_trigger() -> None:
    (report,) = told("A roadside bomb killed two soldiers in [Orla] on Thursday.")
    assert report.rule is not None
    assert report.rule.startswith("ied: ")
    (trigger, *_) = [span for span in report.spans if span.field == "trigger"]
    assert "bomb" in report.evidence[trigger.start - report.start : trigger.end - report.start]
