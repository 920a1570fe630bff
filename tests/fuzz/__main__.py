"""Fuzz one target with atheris (`pip install atheris`), for as long as is asked; it begins with texts and files that are right.

python -m tests.fuzz coder -max_total_time=600
"""

from __future__ import annotations

import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

ROOMS = ("pipeline.dates", "pipeline.quantities", "pipeline.text", "pipeline.gazetteer", "pipeline.places",
         "pipeline.reports", "pipeline.documents", "pipeline.corrections", "pipeline.compare")  # fmt: skip


def main() -> None:
    """Run atheris on the target that the command line names; its options are libFuzzer's."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=list(ROOMS)):
        from tests.fuzz.seeds import seeds
        from tests.fuzz.targets import TARGETS
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"name a target: {', '.join(TARGETS)}")
    name = sys.argv.pop(1)
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds(name)):
            (Path(folder) / str(number)).write_bytes(seed)
        atheris.Setup([*sys.argv, folder], TARGETS[name])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
