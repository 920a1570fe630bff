"""WARC files: each page that a server answered with is an article."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, cast

from pipeline.documents import pages
from pipeline.documents.drafts import MEGABYTE, Draft, Refused, issue, parsing
from pipeline.documents.folders import open_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.documents.folders import Item
    from pipeline.schema import Issue


class _Counted:
    """A stream that can only be read forward and says how far it is: what the archive reader needs."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._position += len(data)
        return data

    def tell(self) -> int:
        return self._position


def read(item: Item) -> Iterator[Draft | Issue]:
    """The articles of a web archive; records that are no HTML page are passed over."""
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        raise Refused("unreadable", "needs fastwarc to read web archives: pip install 'dateline[warc]'") from None
    number = 0
    with open_bytes(item.path) as stream, parsing("a whole web archive"):
        records = ArchiveIterator(
            cast("IO[bytes]", _Counted(stream)),
            record_types=WarcRecordType.response,
            parse_http=True,
            auto_decode="all",
            stream_detect=False,
        )
        for number, record in enumerate(records, 1):
            yield from _page(record, f"{item.label}, response {number}", f"{item.stem}-{number}")
    if not number:
        raise Refused("empty", "holds no answer of a web server")


def _page(record: Any, label: str, name: str) -> Iterator[Draft | Issue]:
    if record.http_headers is None or record.http_headers.status_code != 200:
        return
    if "html" not in (record.http_content_type or ""):
        return
    data = record.reader.read(pages.PAGE_LIMIT + 1)
    try:
        if len(data) > pages.PAGE_LIMIT:
            raise Refused("unreadable", f"page is larger than {pages.PAGE_LIMIT // MEGABYTE} MB; not read")
        values, _ = pages.article(data, record.http_charset, record.headers.get("WARC-Target-URI"))
        yield Draft(label=label, name=name, values=values)
    except Refused as error:
        yield issue(error.kind, label, error.reason)
