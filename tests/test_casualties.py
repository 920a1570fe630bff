"""Dead and injured told in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import lexicon
from pipeline.reports import annotate, casualties


def tolls(text: str) -> list[str]:
    """Each toll as `kind value`, low and high where given, `+` for totals, `~` for parts."""
    shown = []
    for toll in casualties.find(text):
        bounds = "" if toll.low is None and toll.high is None else f" {toll.low}-{toll.high}"
        marks = ("+" if toll.cumulative else "") + ("~" if toll.part else "")
        shown.append(f"{toll.kind} {toll.value}{bounds}{marks}")
    return shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what the verb governs
        ("A strike hit the market, killing 14 people and injuring 21.", ["killed 14", "injured 21"]),
        ("The blast killed at least three, including a child.", ["killed 3 3-None"]),
        ("A raid killed 12 people, four of them nurses and one a child.", ["killed 12"]),
        ("Shells killed two and wounded five on Monday.", ["killed 2", "injured 5"]),
        ("wounding a saleswoman, officials said", ["injured 1"]),
        ("It killed a mother and her two daughters.", ["killed 3"]),
        ("The bomb killed the driver and a passer-by.", ["killed 2"]),
        ("killing a caretaker and a girl of eleven", ["killed 2"]),
        ("killing two members of the Popular Committees and a shoemaker", ["killed 3"]),
        ("Gunmen shot dead 16 farmers in a village.", ["killed 16"]),
        ("The raid killed a family of five.", ["killed 5"]),
        ("killing dozens and wounding hundreds", ["killed None 12-None", "injured None 100-None"]),
        ("injuring as many as 14, police and a hospital said", ["injured 14 None-14"]),
        ("killing between 10 and 15 people", ["killed None 10-15"]),
        ("The blast claimed 12 lives.", ["killed 12"]),
        ("It claimed the lives of four workers.", ["killed 4"]),
        ("killing 14 militants and losing one man", ["killed 14", "killed 1"]),
        ("killed three soldiers and destroyed a tank", ["killed 3"]),
        ("They killed Fuad Shukr, a commander.", ["killed 1"]),
        # what stands before
        ("Seven people were wounded.", ["injured 7"]),
        ("12 dead", ["killed 12"]),
        ("The strike left five dead and nine wounded.", ["killed 5", "injured 9"]),
        ("Two soldiers died and five were hurt.", ["killed 2", "injured 5"]),
        ("Two crew members were killed, five wounded.", ["killed 2", "injured 5"]),
        ("A couple and their three children were killed.", ["killed 5"]),
        ("All three crew were killed.", ["killed 3"]),
        ("A policeman and two civilians were killed.", ["killed 3"]),
        ("A 28-year-old man was killed.", ["killed 1"]),
        ("A tapper, 52, was shot dead on Sunday.", ["killed 1"]),
        ("Six weavers, aged 20 to 51, were killed and 14 injured.", ["killed 6", "injured 14"]),
        ("Five were killed, among them two children.", ["killed 5"]),
        ("14 IDPs (9 women, 4 children, 1 man) were killed.", ["killed 14"]),
        ("Six people, two of them policemen, were killed.", ["killed 6"]),
        ("At least 12 people, most of whom were farmers, were killed.", ["killed 12 12-None"]),
        ("Five soldiers, a sergeant among them, were killed.", ["killed 5"]),
        ("Two militants, including a commander of the group, and an army officer were killed.", ["killed 3"]),
        ("In the village of Orikhiv two men were killed.", ["killed 2"]),
        ("In the city itself a woman died.", ["killed 1"]),
        ("Two of his neighbours were shot dead.", ["killed 2"]),
        ("He said that three soldiers had been killed.", ["killed 3"]),
        ("A farm worker stepped on a mine and suffered leg injuries.", ["injured 1"]),
        ("Two bystanders were hit by live bullets.", ["injured 2"]),
        ("leaving a pupil dead and as many as eight teachers wounded", ["killed 1", "injured 8 None-8"]),
        ("The clash left 13 members of the security forces dead.", ["killed 13"]),
        ("Nineteen people were taken to hospital.", ["injured 19"]),
        ("The woman lost a leg.", ["injured 1"]),
        ("One civilian was killed and another wounded.", ["killed 1", "injured 1"]),
        ("Shelling killed three civilians in Kherson and two in Donetsk.", ["killed 3", "killed 2"]),
        ("Three people were killed in Kherson and two in Donetsk.", ["killed 3", "killed 2"]),
        ("The army lost two soldiers.", ["killed 2"]),
        ("Two policemen were lost.", ["killed 2"]),
        ("The driver lost control.", []),
        ("A woman accused of driving the car that killed Stewart was held.", []),
        ("A convicted killer is scheduled to die.", []),
        ("He screamed and fell.", []),
        ("Seven soldiers fell.", ["killed 7"]),
        ("The mayor, 42, of Swansea, died.", ["killed 1"]),
        ("The team lost their captain.", []),
        ("A total of 17 people were killed.", ["killed 17"]),
        ("It killed Hamas leader Saleh al-Arouri and six others.", ["killed 7"]),
        ("The bomber blew up his vest, killing himself and 12 others.", ["killed 13"]),
        ("killing two, with dozens more wounded", ["killed 2", "injured None 12-None"]),
        ("Four died instantly and two on the way to hospital.", ["killed 4", "killed 2"]),
        ("killing three people, two men and a woman", ["killed 3"]),
        ("killing two men, a woman and a child", ["killed 4"]),
        ("He was fatally wounded.", ["killed 1"]),
        ("Killed: 3, injured: 5", ["killed 3", "injured 5"]),
        ("Fatalities: 4", ["killed 4"]),
        # nouns
        ("The death toll rose to 17.", ["killed 17"]),
        ("The governor put the number of dead at seven.", ["killed 7"]),
        ("The number of people killed in the blast rose to 45.", ["killed 45"]),
        ("The toll was revised from ten to sixteen.", ["killed 16"]),
        ("They found the bodies of six men.", ["killed 6"]),
        ("Rescuers recovered four bodies.", ["killed 4"]),
        ("the death of a child", ["killed 1"]),
        ("There were 6 fatalities.", ["killed 6"]),
        # none
        ("No one was injured.", ["injured 0"]),
        ("Nobody was hurt.", ["injured 0", "killed 0"]),
        ("without casualties", ["injured 0", "killed 0"]),
        ("There were no casualties.", ["injured 0", "killed 0"]),
        ("There was no loss of life.", ["killed 0"]),
        ("No civilians were killed.", ["killed 0"]),
        ("There were no civilian casualties.", ["injured 0", "killed 0"]),
        ("There were no immediate reports of casualties.", []),
        ("There was no information about casualties.", []),
        ("The strike did not cause any casualties.", ["injured 0", "killed 0"]),
        ("No lives were lost.", ["killed 0"]),
        ("Nobody was killed or injured.", ["injured 0", "killed 0"]),
        ("hurting no one", ["injured 0", "killed 0"]),
        # totals and parts
        ("More than 500 people have been killed since October.", ["killed 500 500-None+"]),
        ("The strike brought the death toll to 30.", ["killed 30+"]),
        ("Seven people were wounded, three of whom later died.", ["injured 7", "killed 3~"]),
        # no toll
        ("Casualties were reported.", []),
        ("Air defences shot down 10 drones.", []),
        ("Three tanks were destroyed and 52 houses burned.", []),
        ("killed 30 cattle", []),
        ("The injured captain missed the derby.", []),
        ("More than 90 were killed or wounded.", []),
        ("Four soldiers were captured.", []),
        ("He was killed on 12 May.", ["killed 1"]),
        ("In December 2011 police shot dead striking workers.", []),
        ("Soldiers were killed.", []),
        # a toll that changes, one that is only put, one that is feared
        ("The death toll, first put at 32, now stands at 68.", ["killed 68"]),
        ("The death toll has risen to 41 from 38.", ["killed 41"]),
        (
            "The death toll from the strike on a market in the north of the city has been raised from four to seven.",
            ["killed 7"],
        ),
        ("The toll could reach 100.", []),
        ("Death toll in attack on chapel hits 4", ["killed 4"]),
        ("The number of injured people has grown to 15.", ["injured 15"]),
        ("A strike killed 39 people, almost doubling the previous death toll of 20.", ["killed 39"]),
        ("Estimates put the number of dead at more than 30 with 50 wounded.", ["killed 30 30-None", "injured 50"]),
        ("A nurse died of her wounds, bringing the death toll to four.", ["killed 1", "killed 4"]),
        ("The conflict, which began with protests, has claimed 162,000 lives.", ["killed 162000+"]),
        ("Over 5,000 villagers have lost their lives in the conflict.", ["killed 5000 5000-None+"]),
        ("Doctors put the number of dead in six years of war at 9,000.", ["killed 9000+"]),
        ("They put the number of soldiers killed at 20.", ["killed 20"]),
        ("It came ten days after more than 350 people were killed.", ["killed 350 350-None"]),
        ("The bomb hit a car, causing his death and the injury of his son.", ["killed 1", "injured 1"]),
        ("The clashes have killed more than 3,000 people.", ["killed 3000 3000-None+"]),
        ("A father and son were killed.", ["killed 2"]),
        ("A guard was badly wounded and later died.", ["injured 1", "killed 1"]),
        ("Rebels said 40 soldiers were killed or captured.", []),
        ("Gunmen killed a police officer.", ["killed 1"]),
        ("Eleven people sought medical help.", ["injured 11"]),
        ("Seven were taken to hospital.", ["injured 7"]),
        ("The strike left five dead and another dozen injured.", ["killed 5", "injured 12"]),
        ("A mine killed one soldier and maimed another in the hills.", ["killed 1", "injured 1"]),
        ("It wounded nine, four of whom died on Friday.", ["injured 9", "killed 4~"]),
        ("A man stabbed two soldiers before he was shot dead.", ["killed 1"]),
        # one more
        ("killing four soldiers and wounding a fifth", ["killed 4", "injured 1"]),
        ("Two people died on the spot and a third in hospital.", ["killed 2"]),
        ("Two people were killed and a third died in hospital.", ["killed 2", "killed 1"]),
        ("A third of the victims died.", []),
        ("A soldier was wounded along with two civilians.", ["injured 1", "injured 2"]),
        ("6 fatalities on one side, 2 on the other", ["killed 6", "killed 2"]),
        # verbs whose object stands before "dead" or "to death", and whom "them" means
        ("A mob beat two men to death.", ["killed 2"]),
        ("The court sentenced four men to death.", []),
        ("A crowd dragged two men out of a cell and lynched them.", ["killed 2"]),
        ("Gunmen kidnapped three herders before killing them.", ["killed 3"]),
        ("The driver's dead.", ["killed 1"]),
        ("The blast claimed the life of a soldier.", ["killed 1"]),
        ("Two constables made the supreme sacrifice.", ["killed 2"]),
        ("Two villagers are in critical condition.", ["injured 2~"]),
        # two verbs of one subject
        ("Four farmers were ambushed on the road and killed.", ["killed 4"]),
        ("Two people were shot in the head and died.", ["killed 2"]),
        ("Gunmen entered a house and killed its owners.", []),
        # parts, ages and a sum that is told again
        ("Eight people including five pupils died.", ["killed 8"]),
        ("killing nine Malians - four children, three women and two men - medics said", ["killed 9"]),
        ("A woman and two men, 38 and 61, were wounded.", ["injured 3"]),
        ("Shelling killed six people on Monday: four in Orla and two in Brina.", ["killed 4", "killed 2"]),
        ("It killed 10 people on Monday, an official at the hospital said.", ["killed 10"]),
        ("Six people at least were killed.", ["killed 6 6-None"]),
        # people of a country, and what befell them
        ("A Malian and a Chadian were killed.", ["killed 2"]),
        ("A Malian drone was destroyed and two tanks were hit, killing a Chadian.", ["killed 1"]),
        ("Twelve people had so far been confirmed dead.", ["killed 12"]),
        ("Twelve died while four are receiving treatment.", ["killed 12", "injured 4"]),
        ("A man of 60 received fatal injuries.", ["killed 1"]),
        ("No deaths or injuries were reported.", ["killed 0", "injured 0"]),
        ("Rebels shelled the town without causing any casualties.", ["injured 0", "killed 0"]),
        (
            "Two men and a boy were killed, which brought the total of deaths to 69 since January.",
            ["killed 3", "killed 69+"],
        ),
        # with wounds, and on the way to hospital
        ("Ten residents with fragment wounds were brought in.", ["injured 10"]),
        ("leaving three passers-by with splinter injuries", ["injured 3"]),
        ("Four more are battling for life in a clinic.", ["injured 4~"]),
        ("A constable was hit by a petrol bomb.", ["injured 1"]),
        ("The number of the injured had reached 146.", ["injured 146"]),
        # clauses between the people and the verb
        ("Two men who were going to work were killed.", ["killed 2"]),
        ("Eight men suspected of having taken part in a raid were killed.", ["killed 8"]),
        ("One of them was a member of the council, and 19 people were injured.", ["injured 19"]),
        ("It killed 70 people, about 10 women and three infants among them.", ["killed 70"]),
        ("Three militants were destroyed in an operation.", ["killed 3"]),
        ("A bomb destroyed three houses.", []),
        # what is only possible or wanted
        ("The bomb could have killed 20 people.", []),
        ("The rebels had threatened to kill 20 people.", []),
        ("He was shot dead, the third reporter to be killed this year.", ["killed 1"]),
        # who did something and died of it
        ("Two men stepped on a mine and died.", ["killed 2"]),
        ("Two volunteers came under fire and were hospitalised.", ["injured 2"]),
        ("Killed were three soldiers; five others were wounded.", ["killed 3", "injured 5"]),
        ("Two rebel bunkers were destroyed.", []),
        # abbreviations, asides and names between who died and the verb
        ("Two U.S. soldiers were killed near the base.", ["killed 2"]),
        ("A sergeant, identified as Master Sgt. Ben Oru, was killed.", ["killed 1"]),
        ("Six people, police said, were killed in the blast.", ["killed 6"]),
        ("Another farmer, also a villager according to neighbours, was killed later.", ["killed 1"]),
        ("Three men hired as clerks were shot dead.", ["killed 3"]),
        ("Two men suspected of being rebels died.", ["killed 2"]),
        ("Two Orla Armed Forces (OAF) personnel were killed.", ["killed 2"]),
        ("A teacher, Ali Saleh, and a driver were killed.", ["killed 2"]),
        ("A cleric, Reverend Ben Oru, was killed.", ["killed 1"]),
        ("killing 29-year-old shop owner Ali Saleh and injuring his nephew", ["killed 1", "injured 1"]),
        ("It killed two children and their parents.", ["killed 4"]),
        ("hacking to death 19 villagers", ["killed 19"]),
        (
            "A car bomb wounded 29, and a suicide bomber in Orla blew up a lorry, killing one.",
            ["injured 29", "killed 1"],
        ),
        (
            "Bombs wounded 29, and a suicide bomber in Orla, also north of the capital, blew up a lorry.",
            ["injured 29"],
        ),
        ("Another police officer in that van was wounded.", ["injured 1"]),
        ("A doctor spoke of 12 children who were killed.", ["killed 12"]),
        ("A reporter saw the bodies of five women who had been shot dead.", ["killed 5"]),
        # those who are brought to doctors
        ("Four people were rushed to a hospital.", ["injured 4"]),
        ("At least 40 people were admitted there with injuries.", ["injured 40 40-None"]),
        ("The three bodies were taken to the hospital.", ["killed 3"]),
        ("Three prisoners were taken to a camp.", []),
        ("Two men were shot in the leg.", ["injured 2"]),
        # what is not told
        ("No casualty figures were available.", []),
        ("The army did not say whether three soldiers had been killed.", []),
        ("Gunmen fired on the bus but did not hit anyone.", ["injured 0", "killed 0"]),
        # what is no number of people
        ("Twenty-eight (28) persons were killed and thirteen (13) others injured.", ["killed 28", "injured 13"]),
        ("Two children aged 5 and 8 were injured.", ["injured 2"]),
        ("One sabotage group was eliminated.", []),
        ("On 4 December 11 soldiers were injured.", ["injured 11"]),
        ("In August 23 people were killed.", ["killed 23"]),
        ("On August 23 people were killed.", []),
        ("No body has been shown.", []),
        ("Nobody was seriously hurt.", []),
        # the toll behind a clause
        ("The death toll from a bomb that ripped through a market has risen to 42.", ["killed 42"]),
        ("The number of those injured when shells hit the town has climbed from four to seven.", ["injured 7"]),
        # lists, titles and names
        ("A bomb killed ten policemen, five soldiers, four guards and three civilians.", ["killed 22"]),
        ("Gunmen killed tribal elder Malik Noor.", ["killed 1"]),
        ("Rebels killed head constable Anil Rai and police sub inspector Ram Lal.", ["killed 2"]),
        ("Raiders gunned down a town councilman.", ["killed 1"]),
        ("Colonel Ali Saleh, his driver and two guards were killed.", ["killed 4"]),
        ("Ali Saleh, its commander, was killed.", ["killed 1"]),
        ("Ali Saleh, his deputy, was killed.", ["killed 1"]),
        ("Ali Khan, his wife, son and a guard were killed.", ["killed 4"]),
        ("He saw the corpses of the five people killed.", ["killed 5"]),
        ("One of the worst was the massacre of about 500 people.", ["killed 500"]),
        ("It caused injuries to two shopkeepers.", ["injured 2"]),
        ("A man of 60 suffered a concussion and a 40-year-old woman leg injuries.", ["injured 1", "injured 1"]),
        ("A man suffered a concussion and his house was hit.", ["injured 1"]),
        ("Five patients were brought in with burns.", ["injured 5"]),
        ("Six people required medical help.", ["injured 6"]),
        ("The injured toll has reached 45.", ["injured 45"]),
        ("Eleven people met their death.", ["killed 11"]),
        ("Khan was rushed to the state hospital but later succumbed to his wounds.", ["killed 1"]),
        ("Guard Ali Khan was wounded in the attack and died of his injuries.", ["injured 1", "killed 1"]),
        ("Three soldiers who had been hit in the ambush died in hospital.", ["killed 3"]),
        ("A bomber set off explosives strapped to his body.", []),
        ("Rebels killed four of them and left five others tied to trees.", ["killed 4"]),
        ("A shootout left 42 gunmen dead, as well as one officer.", ["killed 42", "killed 1"]),
        ("An attack in the Orla Hills killed and wounded 15 soldiers.", []),
        ("According to the governor's spokesman, two policemen and three civilians were killed.", ["killed 5"]),
        ("Fifteen more are in serious condition.", ["injured 15~"]),
        ("Raiders attacked a convoy, killing eleven of them.", ["killed 11"]),
        ("with one person dying and two injured", ["killed 1", "injured 2"]),
        ("None of the 12 passengers was hurt.", ["injured 0", "killed 0"]),
        # totals of a longer time
        ("Gunmen shot a guard dead and took a man who has not been seen since.", ["killed 1"]),
        ("The war has killed more than 40,000 people.", ["killed 40000 40000-None+"]),
        ("At least 120 people have been killed in the region this year.", ["killed 120 120-None+"]),
        ("More than 5,000 people have been killed along the coast in eight years.", ["killed 5000 5000-None+"]),
    ],
)
def test_tolls(text: str, expected: list[str]) -> None:
    assert tolls(text) == expected


def test_spans_show_the_words() -> None:
    text = "On Monday shells killed a mother and her two daughters in Orikhiv."
    (toll,) = casualties.find(text)
    assert text[toll.start : toll.end] == "killed a mother and her two daughters"
    assert toll.who is not None
    assert text[slice(*toll.who)] == "a mother and her two daughters"


def test_part_of_a_text() -> None:
    text = "Two died. Three died. Four died."
    assert [toll.value for toll in casualties.find(text, 10, 21)] == [3]


def test_sentences_with_any_of_the_words_may_tell_of_casualties() -> None:
    for row in lexicon.table("casualty_words", ("words", "class", "kind", "needs")):
        for form in (row["words"], row["words"].title(), row["words"].upper()):
            text = f"the {form} there"
            assert not casualties.telling().isdisjoint(annotate.tokenize(text, 0, len(text)).words), form


WORDS = [word for row in lexicon.table("count_words", ("words", "class")) for word in lexicon.values(row["words"])[:3]]
WORDS += [row["words"] for row in lexicon.table("casualty_words", ("words", "class", "kind", "needs"))][::3]
WORDS += ["two", "12", "at least 5", ",", "(", ")", ";", "and", "of", "Kyiv", "soldiers", "’s"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join) | st.text(max_size=60))
def test_never_raises_and_offsets_hold(text: str) -> None:
    for toll in casualties.find(text):
        assert 0 <= toll.start < toll.end <= len(text)
        assert toll.who is None or toll.start <= toll.who[0] < toll.who[1] <= toll.end
        assert toll.value is not None or toll.low is not None or toll.high is not None
