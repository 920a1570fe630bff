"""Bytes to text: which encoding, which line ends, which characters. Offsets refer to what comes out of here."""

from __future__ import annotations

import codecs
import re
import unicodedata

from pipeline.documents.drafts import Refused

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 65_536
_NEWLINE = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\u2028\u2029]")
_SPACE = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(r"[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_C1 = re.compile(r"[\x80-\x9f]")
_ASCII = bytes(range(128))
_BINARY_SHARE = 0.02
_FOREIGN_SHARE = 0.05


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Text of a file's bytes, and the name of its encoding.

    UTF-8 is tried first, then what a byte order mark or `declared` says. Bytes that are mostly ASCII are taken as
    windows-1252, the customary encoding of English text outside UTF-8; the rest is guessed by charset-normalizer.

    Raises
    ------
    Refused
        The bytes are no text.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), name
    sample = data[:_SAMPLE]
    foreign = len(sample.translate(None, _ASCII))
    customary = "cp1252" if foreign <= _FOREIGN_SHARE * len(sample) else None
    for guess in (_silent_utf16(sample), "utf-8", declared, customary):
        text = _try(data, guess)
        if guess and text is not None:
            _refuse_binary(text)
            return text, codecs.lookup(guess).name
    return _guess(data)


def _try(data: bytes, name: str | None) -> str | None:
    try:
        return data.decode(name) if name else None
    except (UnicodeError, LookupError, ValueError):
        return None


def _silent_utf16(sample: bytes) -> str | None:
    """UTF-16 without a byte order mark shows as a zero in nearly every second byte of English text."""
    half = len(sample) // 2
    if half and sample[1::2].count(0) > 0.7 * half:
        return "utf-16-le"
    if half and sample[::2].count(0) > 0.7 * half:
        return "utf-16-be"
    return None


def _guess(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    text = _try(data, best.encoding) if best else None
    if best is None or text is None:
        raise Refused("unreadable", "is not text in any known encoding (a binary file?); save it as UTF-8")
    _refuse_binary(text)
    return text, str(best.encoding)


def _refuse_binary(text: str) -> None:
    sample = text[:_SAMPLE]
    if len(_FORBIDDEN.findall(sample)) > max(3, _BINARY_SHARE * len(sample)):
        raise Refused("unreadable", "holds control characters like a binary file, not a text; remove or convert it")


def _windows(match: re.Match[str]) -> str:
    return match.group().encode("latin-1").decode("cp1252", "replace")


def normalise(text: str) -> tuple[str, int]:
    r"""The text as a document stores it, and how many characters in it could not be kept.

    Line ends become `\n`, every other kind of space one plain space; characters without width (soft hyphens, direction
    marks, joiners) are left out, as they split words that a reader sees whole; accents are composed (NFC); quotes and
    dashes of windows-1252 that were taken for Latin-1 are mended. What no text may hold (control characters, lone surrogates) becomes U+FFFD.
    """
    text = _NEWLINE.sub("\n", text)
    if not text.isascii():
        text = _C1.sub(_windows, _SPACE.sub(" ", _INVISIBLE.sub("", text)))
        text = unicodedata.normalize("NFC", text)
    return _FORBIDDEN.subn("\ufffd", text)
