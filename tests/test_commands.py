"""The command line as a whole: the list of commands, and what each says of itself."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import click
import pytest

from pipeline.__main__ import commands


def described(group: click.Group, words: tuple[str, ...] = ()) -> list[tuple[str, click.Command]]:
    """All commands with the words that call them, those of groups too."""
    context, found = click.Context(group), []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        found.append((" ".join((*words, name)), command))
        if isinstance(command, click.Group):
            found += described(command, (*words, name))
    return found


ALL = described(commands)


def test_the_list_of_commands_imports_no_room() -> None:
    code = (
        "import sys; from pipeline.__main__ import commands; commands(['--help'], standalone_mode=False);"
        "print(*(name for name in sys.modules if name.startswith('pipeline')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.splitlines()[-1].split()) == {"pipeline", "pipeline.__main__", "pipeline.errors"}
    assert all(f"  {name} " in done.stdout for name, _ in ALL if " " not in name)


@pytest.mark.parametrize(("name", "command"), ALL, ids=[name for name, _ in ALL])
def test_every_command_has_an_example_that_its_options_allow(name: str, command: click.Command) -> None:
    example = re.search(r"Example: dateline (.+)", command.help or "")
    assert example is not None
    words = shlex.split(example.group(1))
    assert words[: len(name.split())] == name.split()
    if not isinstance(command, click.Group):
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known


def test_an_unknown_command_is_named() -> None:
    with pytest.raises(click.UsageError, match="reprots"):
        commands(["reprots"], standalone_mode=False)
