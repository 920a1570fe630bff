"""Articles that are left early."""

from __future__ import annotations

import pytest

from pipeline.reports import gate
from tests.coding import coded


@pytest.mark.parametrize(
    ("text", "early"),
    [
        ("Rents have hit families. A firm in [Orla] took over a rival.", True),
        ("The side from [Orla] entered the final on Friday. It captured the mood of the town.", True),
        ("The wind destroyed crops near [Orla] on Friday.", True),
        ("The drought struck late in [Orla].", False),
        ("A strike on a depot in [Orla] destroyed crops.", False),
        ("Two soldiers were killed in shelling of [Orla] on Friday.", False),
    ],
)
def test_what_is_left_early_tells_nothing(text: str, early: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    found = coded(text)
    monkeypatch.setattr(gate, "idle", lambda *_: False)
    assert coded(text) == found
    assert (found == ((), ())) == early
