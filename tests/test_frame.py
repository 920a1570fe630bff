"""What holds for the whole project: who imports whom, what is installed, what no file may name."""

from __future__ import annotations

import ast
import importlib.util
import itertools
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

PACKAGE = Path(__file__).parent.parent / "pipeline"
BASE = {
    "errors",
    "records",
    "schema",
    "lexicon",
    "text",
    "dates",
    "quantities",
    "files",
    "phrases",
    "distances",
    "ranges",
}
ALLOWED = {
    "errors": set(),
    "records": set(),
    "schema": {"errors", "records"},
    "lexicon": {"errors", "schema"},
    "text": {"errors", "schema", "lexicon"},
    "dates": {"errors", "records", "schema", "lexicon", "text"},
    "quantities": {"errors", "records", "schema", "lexicon", "text"},
    "files": {"errors", "schema"},
    "phrases": {"errors", "schema", "lexicon"},
    "distances": set(),
    "ranges": set(),
}
"""Stages may use `BASE` and themselves; only these composers may use stages."""
COMPOSERS = {"__main__", "workflow", "commands", "explain"}


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


ROOT = PACKAGE.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()


def canonical(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~;\[ ]", requirement, maxsplit=1)[0]).lower()


def test_environment_file_asks_for_what_the_project_asks_for() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (pip,) = [part["pip"] for part in environment["dependencies"] if isinstance(part, dict)]
    python = f"python{PROJECT['requires-python']}"
    assert environment["name"] == PROJECT["name"]
    assert environment["channels"] == ["conda-forge"]
    assert [part for part in environment["dependencies"] if isinstance(part, str)] == [python, "pip"]
    assert pip[:2] == ["-c constraints.txt", "-e .[all]"]
    assert pip[2:] == PROJECT["dependencies"], "copy the dependencies of pyproject.toml into environment.yml"


def test_extra_all_holds_every_extra() -> None:
    extras = PROJECT["optional-dependencies"]
    (everything,) = extras["all"]
    assert set(re.findall(r"[a-z]+", everything.split("[")[1])) == set(extras) - {"all"}


def test_constraints_pin_every_dependency_and_name_no_address() -> None:
    asked = [*PROJECT["dependencies"], *itertools.chain(*PROJECT["optional-dependencies"].values())]
    pinned = {canonical(line) for line in CONSTRAINTS}
    assert {canonical(line) for line in asked} - {PROJECT["name"]} <= pinned, "run `make constraints`"
    assert all(re.fullmatch(r"[a-z0-9.-]+==[A-Za-z0-9.+!]+( ;.*)?", line) for line in CONSTRAINTS)


HOSTS = ("pypi" + ".org", "python" + "hosted", "file" + ":///", "npm" + "js", "conda" + ".anaconda", "crates" + ".io")
PATHS = re.compile(r"/(?:work|opt|root|home/[a-z]+|tmp)/(?!\*)[\w.]")
TEXT = {".py", ".md", ".toml", ".yml", ".csv", ".txt", ".cff", ".html", ".js", ".css", ".sh", ".json", ""}


def project_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    found = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in found if path.suffix in TEXT and path.is_file() and path.stat().st_size < 2_000_000]


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    files = project_files()
    if not files:
        pytest.skip("not a git checkout")
    found = []
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace")
        words = [host for host in HOSTS if host in text] + PATHS.findall(text)
        found += [f"{path.relative_to(ROOT)}: {word}" for word in words]
    assert found == []


def test_bootstrap_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    bootstrap: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bootstrap)
    python = tmp_path / "python3"
    python.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    python.chmod(0o755)
    with pytest.raises(bootstrap.Stop, match="python3-venv"):
        bootstrap.create(str(python))
    bootstrap.STAMP = tmp_path / "no-stamp"
    assert bootstrap.main(["--check"]) == 1
    assert "make env" in capsys.readouterr().err


def test_help_of_make_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    described = set(re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    assert targets == described == set(phony.group(1).split())


def test_data_and_lexicons_are_packaged() -> None:
    packaged = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"][
        "package-data"
    ]
    assert packaged == {"pipeline": ["py.typed", "lexicons/*", "assets/**/*"]}
    data = [
        path.relative_to(PACKAGE) for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    assert {path.parts[0] for path in data if path.suffix != ".py"} <= {"py.typed", "lexicons", "assets"}
