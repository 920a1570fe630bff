"""What holds for the whole package: who imports whom."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "pipeline"
BASE = {"errors", "schema", "lexicon", "text", "dates", "quantities", "files", "phrases"}
ALLOWED = {
    "errors": set(),
    "schema": {"errors"},
    "lexicon": {"errors", "schema"},
    "text": {"errors", "schema", "lexicon"},
    "dates": {"errors", "schema", "lexicon", "text"},
    "quantities": {"errors", "schema", "lexicon", "text"},
    "files": {"errors", "schema"},
    "phrases": {"errors", "schema", "lexicon"},
}
"""Stages may use `BASE` and themselves; only these composers may use stages."""
COMPOSERS = {"__main__", "workflow", "commands"}


def imports(path: Path) -> set[str]:
    """Top-level modules of the package that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "pipeline" else [f"pipeline.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("pipeline.")}
    return found


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if room in COMPOSERS or room == "__init__":
        return
    used = imports(path) - {room, "__version__"}
    assert used <= ALLOWED.get(room, BASE)
    assert "__main__" not in used
