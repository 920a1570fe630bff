"""What each target begins with: inputs that are right, for the fuzzer to break."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from tests.fuzz.targets import BOOK, FILES
from tests.test_documents_soak import SEEDS

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES = (
    *("late on Thursday", "15 April 2022", "between 3 and 5 May", "on the night of 14-15 April", "two weeks ago"),
    *("from Monday to Wednesday", "since 24 February", "2022-04-14", "in early March", "the day before yesterday"),
)
NUMBERS = (
    "at least 17",
    "two dozen",
    "between 3,000 and 4,000",
    "no one",
    "1.5 million",
    "some 20 to 30",
    "a family of five",
)
NEWS = (
    "Forces of Ukraine shelled Klimovo in the Bryansk region on Thursday. At least seven people were hurt.\n\nKyiv denied it.",
    "\u201cNobody was killed,\u201d the police in Idlib told reporters on 15 April, hours after a car bomb went off.",
)
NAMES = ("Kyiv", "Al-Hasakah", "Sanaa", "Bryansk region", "K\u00f6ln", "Gao", "New York")
CORRECTIONS = (
    b"action,id,field,value,was,reason,who,when\n"
    b"set,e-0123456789ab,fatalities,3,2,later report,me,2022-04-14\n"
    b'merge,e-0123456789ab,,r-0123456789ac; r-0123456789ad,,,,\nplace,*,Kyiv,"50.45, 30.52",,,,\n'
)
EVENTS = (
    b"event_id,event_date,event_type,sub_event_type,latitude,longitude,fatalities\n"
    b"e-0123456789ab,2022-04-14,Battles,Armed clash,50.4,30.5,3\n"
)
ACLED = (
    b"event_id_cnty,event_date,year,event_type,latitude,longitude,fatalities\nUKR1,14 April 2022,2022,Battles,50,30,1\n"
)
DUMP = b"1\tKlimovo\tKlimovo\tKlimova,Climovo\t52.38\t32.19\tP\tPPL\tRU\t\t10\t\t\t\t1200\t\t190\tEurope/Moscow\t2020-01-01\n"


def _zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("AA.txt", DUMP)
    return packed.getvalue()


def _readers() -> list[bytes]:
    return [bytes([number]) + SEEDS[name] for number, name in enumerate(FILES) if name in SEEDS]


def _gazetteer_files() -> list[bytes]:
    return [bytes([number]) + data for number, data in enumerate((BOOK.read_bytes()[:4000], DUMP, _zipped()))]


_FILES: dict[str, Callable[[], list[bytes]]] = {
    "readers": _readers,
    "gazetteer_files": _gazetteer_files,
    "corrections_files": lambda: [CORRECTIONS],
    "foreign_tables": lambda: [EVENTS, ACLED],
}
_TEXTS = {"date_grammar": TIMES, "number_reader": NUMBERS, "place_lookup": NAMES}


def seeds(target: str) -> list[bytes]:
    """The inputs of one target."""
    if target in _FILES:
        return _FILES[target]()
    return [text.encode() for text in _TEXTS.get(target, (*NEWS, *TIMES, *NUMBERS))]
