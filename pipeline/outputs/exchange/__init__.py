"""The formats of other projects: each column for column, with one more column that says what does not fit there.

A row's last column, `eligibility`, is "eligible" or "not eligible: " with the reasons, as far as that project's codebook
tells; a remark on how the point was found may follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.outputs.exchange import acled, case, timemap, ucdp, viina

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.outputs.exchange.basis import Basis

WRITERS: dict[str, Callable[[Basis, Path], None]] = {
    "acled": acled.write,
    "ucdp-ged": ucdp.write,
    "viina-1pd": viina.write,
    "timemap": timemap.write,
    "case": case.write,
}
"""Format to what writes it into a folder."""
