"""RSS and Atom files: each entry with a text is an article."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from pipeline.documents.charsets import normalise
from pipeline.documents.drafts import MEGABYTE, Draft, Refused, issue, parsing
from pipeline.documents.folders import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.documents.folders import Item
    from pipeline.schema import Issue

FEED_LIMIT = 10 * MEGABYTE
"""Largest feed, in bytes."""
_BLOCKS = ("p", "div", "br", "li", "h1", "h2", "h3", "h4", "blockquote", "tr", "section", "article")


def read(item: Item) -> Iterator[Draft | Issue]:
    """The articles of a feed."""
    try:
        import feedparser
    except ImportError:
        raise Refused("unreadable", "needs feedparser to read feeds: pip install 'dateline[feeds]'") from None
    data = io.BytesIO(read_bytes(item.path, FEED_LIMIT))
    with parsing("a feed"):
        feed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        raise Refused("unreadable", "is not an RSS or Atom feed with entries")
    source = feed.feed.get("title")
    for number, entry in enumerate(feed.entries, 1):
        label = f"{item.label}, entry {number}"
        try:
            values = _values(entry, source)
            yield Draft(label=label, name=f"{item.stem}-{number}", values=values, encoding=feed.get("encoding"))
        except Refused as error:
            yield issue(error.kind, label, error.reason)


def _values(entry: Any, source: object) -> dict[str, object]:
    text = plain(_longest(entry))
    if not text:
        raise Refused("empty", "entry has no text, only a title or a link")
    given = {
        "id": entry.get("id"),
        "published": entry.get("published") or entry.get("updated"),
        "source": (entry.get("source") or {}).get("title") or source,
        "title": plain(entry.get("title") or ""),
        "url": entry.get("link"),
        "text": text,
    }
    return {key: value for key, value in given.items() if value}


def _longest(entry: Any) -> str:
    texts = [part.get("value") or "" for part in entry.get("content", [])] + [entry.get("summary") or ""]
    return max(texts, key=len)


def plain(markup: str) -> str:
    """Text of a piece of HTML, one line a block."""
    from lxml import html

    if "<" not in markup and "&" not in markup:
        return markup.strip()
    with parsing("HTML"):
        tree = html.fragment_fromstring(normalise(markup)[0], create_parent="div")
    for element in tree.iter("script", "style"):
        element.text = None
    for element in tree.iter(*_BLOCKS):
        element.tail = "\n" + (element.tail or "")
    lines = (" ".join(line.split()) for line in tree.text_content().split("\n"))
    return "\n".join(line for line in lines if line)
