"""Web pages: the article's text without the page's furniture, and what the page says of it."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline import lexicon
from pipeline.documents import days
from pipeline.documents.charsets import decode
from pipeline.documents.drafts import FIELDS, MEGABYTE, Draft, Refused, parsing
from pipeline.documents.folders import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.documents.folders import Item

PAGE_LIMIT = 10 * MEGABYTE
"""Largest page, in bytes."""
DEPTH_LIMIT = 250
"""Deepest nesting of elements; parsers of pages take time and stack for more."""
TAG_LIMIT = 60_000
"""Most tags, begin and end; extraction takes seconds for more."""

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
_NO_END = set(
    "area base br col dd dt embed hr img input li link meta option p param source td th tr track wbr".split(),
)
_SPAN = {"min_date": "1900-01-01", "max_date": "2199-12-31", "extensive_search": False, "original_date": True}


@cache
def _marks() -> tuple[tuple[str, str, str], ...]:
    rows = lexicon.table("page_metadata", ("attribute", "value", "field"))
    return tuple((row["attribute"], row["value"].casefold(), row["field"]) for row in rows)


def read(item: Item) -> Iterator[Draft]:
    """The article of a saved page."""
    data = read_bytes(item.path, PAGE_LIMIT)
    if not data.strip():
        raise Refused("empty", "is empty; nothing to read")
    values, _ = article(data)
    yield Draft(label=item.label, name=item.stem, values=values)


def article(data: bytes, declared: str | None = None, url: str | None = None) -> tuple[dict[str, object], str]:
    """What a page says of its article, with its main text, and the page's encoding.

    Parameters
    ----------
    data
        The page.
    declared
        The encoding that the server named.
    url
        The address it was fetched from; the page's own canonical address goes before.

    Raises
    ------
    Refused
        The page is nested like no article's, or no main text is found in it.
    """
    marked = _CHARSET.search(data, 0, 4096)
    text, encoding = decode(data, declared or (marked.group(1).decode("ascii") if marked else None))
    _check_shape(text)
    with parsing("a web page"):
        tree = _tree(text)
        said = _metadata(tree)
        found = _extracted(tree, url)
    values: dict[str, object] = {
        "text": found.text,
        "title": found.title,
        "source": said.get("source") or found.sitename or found.hostname,
        "url": said.get("url") or found.url or url,
        "published": said.get("published") or found.date,
        "language": tree.get("lang"),
    }
    return {key: values[key] for key in FIELDS if values.get(key)}, encoding


def _check_shape(text: str) -> None:
    depth = 0
    for number, match in enumerate(_TAG.finditer(text)):
        if match.group(1):
            depth = max(0, depth - 1)
        elif not match.group(3) and match.group(2).casefold() not in _NO_END:
            depth += 1
        if depth > DEPTH_LIMIT:
            raise Refused("unreadable", f"nests more than {DEPTH_LIMIT} elements, as no article's page does; not read")
        if number > TAG_LIMIT:
            raise Refused("unreadable", f"has more than {TAG_LIMIT} tags, as no article's page does; not read")


def _tree(text: str) -> Any:
    from trafilatura.utils import load_html

    tree = load_html(text)
    if tree is None:
        raise Refused("unreadable", "is not a web page")
    return tree


def _extracted(tree: Any, url: str | None) -> Any:
    from trafilatura import bare_extraction

    found: Any = bare_extraction(
        tree,
        url=url,
        favor_precision=True,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params=dict(_SPAN),
    )
    if found is None or not (found.text or "").strip():
        raise Refused("empty", "holds no article text that could be told from the rest of the page")
    return found


def _metadata(tree: Any) -> dict[str, str]:
    """What marked elements and JSON-LD say; a date keeps the day of its own time zone."""
    said: dict[str, str] = {}
    stated: dict[tuple[str, str], str] = {}
    for element in tree.iter("meta", "time"):
        value = element.get("content") or element.get("datetime")
        for attribute in ("property", "name", "itemprop"):
            if value and element.get(attribute):
                stated.setdefault((attribute, element.get(attribute).casefold()), value.strip())
    published = _linked_date(tree)
    for attribute, name, field in _marks():
        value = stated.get((attribute, name))
        if value and field not in said and (field != "published" or days.parse(value)):
            said[field] = value
    if published:
        said.setdefault("published", published)
    return said


def _linked_date(tree: Any) -> str | None:
    """`datePublished` of the page's JSON-LD."""
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json" and script.text:
            try:
                found = _published(json.loads(script.text), 4)
            except (ValueError, RecursionError):
                continue
            if found:
                return found
    return None


def _published(value: object, levels: int) -> str | None:
    if isinstance(value, dict):
        stated = value.get("datePublished")
        if isinstance(stated, str) and days.parse(stated):
            return stated
        value = list(value.values())
    if isinstance(value, list) and levels:
        return next((found for part in value if (found := _published(part, levels - 1))), None)
    return None
