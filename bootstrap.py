#!/usr/bin/env python3
"""Make the environment in .venv: Python's standard library only, one command, nothing done twice.

    python3 bootstrap.py            # make .venv, or bring it up to date
    python3 bootstrap.py --check    # only say whether it is up to date

What is installed stands in pyproject.toml, in which versions in constraints.txt. When neither has changed since the last
time, nothing happens. The file parses on any Python 3, so that an old one gets a message and not a syntax error.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "dateline-stamp"
INPUTS = ("pyproject.toml", "constraints.txt", "bootstrap.py")
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
EXTRAS = "all"


class Stop(Exception):
    """Something only the user can mend; the message says what."""


def say(message):
    """Tell the user, beside the output of the programs called."""
    print("bootstrap: " + message, file=sys.stderr, flush=True)


def interpreter():
    """The Python to make the environment with: this one, or a newer one on the PATH."""
    if sys.version_info[:2] >= OLDEST:
        return sys.executable
    for name in NEWER:
        found = shutil.which(name)
        if found and subprocess.call([found, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            return found
    have, need = ("%d.%d" % sys.version_info[:2]), ("%d.%d" % OLDEST)
    raise Stop(
        "Python %s or newer is needed, this is %s; install it and run `make PYTHON=python%s run`" % (need, have, need)
    )


def venv_python():
    """The environment's own interpreter."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint():
    """What the environment was made from: it is up to date while this stays the same."""
    digest = hashlib.sha256(str(ROOT).encode("utf-8", "surrogateescape"))
    for name in INPUTS:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def runs(python):
    """Whether the environment's interpreter still works (it does not after the Python below it was removed)."""
    return python.exists() and subprocess.call([str(python), "-c", "import pip"], stderr=subprocess.DEVNULL) == 0


def is_current(wanted):
    """Whether the environment was made from these inputs and still runs."""
    return STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted and venv_python().exists()


def create(python):
    """A new, empty environment."""
    missing = [
        name
        for name in ("venv", "ensurepip")
        if subprocess.call([python, "-c", "import " + name], stderr=subprocess.DEVNULL)
    ]
    if missing:
        raise Stop(
            "this Python (%s) has no %s; on Debian or Ubuntu run `sudo apt install python3-venv`, "
            "elsewhere install Python from python.org or conda, then run the command again"
            % (python, " and no ".join(missing))
        )
    say("making .venv with " + python)
    shutil.rmtree(str(VENV), ignore_errors=True)
    if subprocess.call([python, "-m", "venv", str(VENV)]) != 0:
        shutil.rmtree(str(VENV), ignore_errors=True)
        raise Stop("the environment could not be made; the lines above say why (no space left? a read-only folder?)")


def install():
    """Put the package and what it needs into the environment, in the pinned versions."""
    say("installing what pyproject.toml asks for, in the versions of constraints.txt (about 800 MB, a minute or two)")
    command = [str(venv_python()), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    command += ["--constraint", "constraints.txt", "--editable", ".[%s]" % EXTRAS]
    if subprocess.call(command, cwd=str(ROOT)) != 0:
        raise Stop(
            "the installation did not succeed; the lines above say why (no network? no space left?). Run the command again"
        )


def main(arguments):
    """Bring the environment up to date; returns the exit code."""
    try:
        wanted = fingerprint()
        if is_current(wanted):
            return 0
        if "--check" in arguments:
            raise Stop(".venv is missing or out of date; run `make env` or `python3 bootstrap.py`")
        if not runs(venv_python()):
            create(interpreter())
        install()
        STAMP.write_text(wanted, encoding="utf-8")
        say("done")
        return 0
    except Stop as reason:
        say(str(reason))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
