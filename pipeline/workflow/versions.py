"""What the code is that results were made with: kept results of another one do not count."""

from __future__ import annotations

import sys
from functools import cache
from hashlib import blake2b
from pathlib import Path


@cache
def code(names: tuple[str, ...]) -> str:
    """A hash of modules and folders of this package, with the tables in them, and of Python's version."""
    package = Path(__file__).parent.parent
    digest = blake2b(f"{sys.version_info[:2]}".encode(), digest_size=16)
    for name in names:
        folder, module = package / name, package / f"{name}.py"
        found = [*sorted(folder.rglob("*.py")), *sorted(folder.rglob("*.csv"))] if folder.is_dir() else [module]
        for path in found:
            digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
