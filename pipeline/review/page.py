"""The page's text: frame, style, scripts and data in one file that asks no network for anything."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from importlib import resources
from typing import TYPE_CHECKING, Any

from pipeline import files
from pipeline.review import data

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.schema import Document, Event, Issue, Report

SCRIPTS = ("text.js", "corrections.js", "records.js", "page.js")
"""Our scripts, in the order in which they are joined."""
LIMIT = 1000
"""Articles in one page, unless another number is asked for."""
_UNSAFE = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def _asset(name: str) -> str:
    return (resources.files("pipeline") / "assets" / "review" / name).read_text(encoding="utf-8")


def _json(value: Any) -> str:
    """JSON that cannot end the element that it stands in, nor hold half a character."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)
    return text if text.isascii() else "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def render(content: data.Content, title: str) -> str:
    """The page as text; every text from outside is JSON or escaped."""
    style, script = _asset("review.css"), "".join(_asset(name) for name in SCRIPTS)
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"
    )
    blocks = "\n".join(
        f'<script type="application/json" id="d-{number}">{_json(article)}</script>'
        for number, article in enumerate(content.articles)
    )
    parts = {
        "policy": policy,
        "title": html.escape(title),
        "style": style,
        "script": script,
        "index": _json(content.index),
        "documents": blocks,
    }
    pieces = _asset("page.html").split("@")
    return "".join(parts[piece] if number % 2 else piece for number, piece in enumerate(pieces))


def write(
    path: Path,
    documents: Iterable[Document],
    reports: Iterable[Report],
    events: Iterable[Event],
    issues: Iterable[Issue],
    *,
    title: str = "Review",
    limit: int = LIMIT,
    merges: Path | None = None,
    left: int = 0,
) -> tuple[int, int]:
    """Write the review page to an HTML file, whole or not at all.

    Parameters
    ----------
    documents
        The articles, in the order in which they are listed.
    reports, events, issues
        All records of the dataset.
    title
        Shown at the top.
    limit
        Most articles in the page.
    merges
        The JSON lines in which merging left its reasons; without them the page does not show any.
    left
        Number of articles that the dataset has besides.

    Returns
    -------
    tuple
        Articles in the page, and articles left out.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    content = data.content(documents, reports, events, issues, limit=limit, merges=merges, left=left)
    files.write_text(path, render(content, title))
    return len(content.articles), content.index["left"]
