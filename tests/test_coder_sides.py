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
            "Rebels attacked [Orla] on Monday. Security forces shot dead six rebels in an exchange of fire in [Orla] on Tuesday.",
            "Police Forces of Ukraine (Security forces)",
            "Rebels (Ukraine)",
        ),
        (
            "The government and the Orla Liberation Front, the largest rebel group, signed a truce in [Menta] on Sunday.",
            "Government of Ukraine",
            "Orla Liberation Front",
        ),
        (
            "Rival militias clashed in [Orla] on Sunday.",
            "Militia (Ukraine; Rival militias)",
            "Militia (Ukraine; Rival militias)",
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
