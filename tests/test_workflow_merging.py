"""Merging line by line: what is copied is what would be written, and nothing is lost between memory and disk."""

from __future__ import annotations

import dataclasses
import random
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import corrections, events, files, workflow
from pipeline.events import clusters
from pipeline.schema import Document, Report, Span, disorder_type
from pipeline.workflow import lines
from pipeline.workflow.runs import Runs
from tests.test_events import report

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = 'say ",\\"event_date\\":\\"2022-01-01\\",\\"spans\\":[ \u2028 \\'
SPANS = (Span(field="trigger", start=0, end=4, rule='",'),)
DAY = date(2023, 3, 12)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"document_id": HOSTILE},
        {"evidence": HOSTILE, "notes": HOSTILE, "confidence": 0.5, "time_text": HOSTILE, "rule": HOSTILE},
        {"notes": "a"},
        {"source": (), "claimed_by": (HOSTILE, "b"), "confidence": 1.0},
        {"event_date": None, "event_date_end": None, "spans": ()},
        {"time_precision": 2, "location": HOSTILE, "target": HOSTILE},
        {"event_date": None, "event_date_end": DAY},
        {"event_date_end": None},
        {"event_date_end": date(2023, 4, 1), "time_precision": 3},
    ],
)
def test_a_line_tells_what_its_report_does(values: dict[str, Any]) -> None:
    told = dataclasses.replace(report(), **{"spans": SPANS, "disorder_type": "Political violence"} | values)
    line = files.line(told).encode()
    assert lines.report_id(line) == told.report_id
    assert files.parse(lines.document(line)) == told.document_id
    assert lines.position(line) == (told.start, told.end)
    last = told.event_date_end or told.event_date
    days = told.event_date and last and (told.event_date.toordinal(), last.toordinal(), told.time_precision == 1)
    assert lines.days(line) == days
    bare = dataclasses.replace(told, spans=())
    assert lines.without_spans(line) == files.line(bare).encode()
    assert (
        lines.with_event(line, b"e-0123456789ab")
        == files.line(dataclasses.replace(told, event_id="e-0123456789ab")).encode()
    )
    event = events.merged_event(events.event_id(told.report_id), [told], {})
    assert lines.alone(line) == files.line(event).encode()


def test_sorted_lines_are_all_there_however_little_is_held(tmp_path: Path) -> None:
    numbers = list(range(500))
    random.Random(1).shuffle(numbers)
    runs = Runs(tmp_path, held=100)
    for number in numbers:
        runs.add(b"%06d\n" % number)
    assert list(runs.sorted()) == [b"%06d\n" % number for number in range(500)]
    assert not list(tmp_path.iterdir())


CORRECTIONS = """action,id,field,value,was,reason,who,when
set,{0},event_date,2023-03-20,,,,
set,{1},fatalities,3,,,,
drop,{2},,,,,,
merge,{3},,{4},,,,
split,{5},,{6},,,,
set,e-{7},target,a bridge,,,,
drop,e-{8},,,,,,
set,r-000000000000,target,x,,,,
add,mine,document_id,b,,,,
add,mine,sub_event_type,Attack,,,,
add,mine,evidence,words,,,,
add,mine,event_date,2023-03-12,,,,
"""


@pytest.mark.parametrize("rows", ["", CORRECTIONS])
@pytest.mark.parametrize("before", ["nothing", "fewer", "the same", "others"])
def test_merging_from_line_to_line_is_merging_in_memory(tmp_path: Path, rows: str, before: str) -> None:
    """Forty reports of five documents, some without a day, with corrections of every kind."""
    chance = random.Random(4)
    kinds = ("Attack", "Armed clash", "Arrests")
    told = [
        dataclasses.replace(
            report(name, chance.choice(kinds), start=60 * place, fatalities=chance.choice((None, 3, 17))),
            event_date=chance.choice((DAY, DAY, date(2023, 3, 13), None)),
            spans=SPANS,
        )
        for name in "cabdz"
        for place in range(8)
    ]
    told = [
        dataclasses.replace(one, event_date_end=one.event_date, disorder_type=disorder_type(one.sub_event_type))
        for one in told
    ]
    papers = [Document(document_id=name, text="some words", published=date(2023, 3, 14)) for name in "cabdz"]
    files.write_records(tmp_path / "stages" / "documents.jsonl", papers)
    former = {"nothing": [], "fewer": told[3:30], "the same": told, "others": [*told[::2], report("z", start=999)]}
    files.write_records(tmp_path / "stages" / "coded.jsonl", former[before])
    workflow.merge_events(workflow.Options(out=tmp_path, say=lambda _: None))
    files.write_records(tmp_path / "stages" / "coded.jsonl", told)
    path = tmp_path / "corrections.csv"
    ids = [one.report_id for one in told]
    path.write_text(rows.format(*ids[:7], ids[7][2:], ids[8][2:]), encoding="utf-8")
    options = workflow.Options(out=tmp_path, corrected=path if rows else None, say=lambda _: None)
    workflow.merge_events(options)
    found = corrections.read(path)[0] if rows else ()
    by_id = {paper.document_id: paper for paper in papers}
    first, _ = corrections.reports(told, found, by_id)
    pairs, _ = corrections.decisions(found, [one.report_id for one in first])
    merged = events.merge(first, by_id, together=pairs.together, apart=pairs.apart)
    done, kept, _ = corrections.events(merged.events, merged.reports, found)
    assert list(files.read_records(options.stage("events"), type(done[0]))) == list(done)
    assert list(files.read_records(options.stage("reports"), Report)) == list(kept)
    assert len(done) < len(told)


def test_only_windows_that_changed_are_compared_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = [date(2023, 3, 1), date(2023, 3, 1), date(2023, 5, 1), date(2023, 5, 2), date(2023, 9, 1)]
    told = [report(name, event_date=day, event_date_end=day) for name, day in zip("abcdz", days, strict=True)]
    papers = [Document(document_id=name, text="some words", published=date(2023, 10, 14)) for name in "abcdz"]
    files.write_records(tmp_path / "stages" / "documents.jsonl", papers)
    options = workflow.Options(out=tmp_path, say=lambda _: None)
    compared: list[int] = []
    links = clusters.links

    def noted(accounts: Any, *values: Any) -> Any:
        compared.append(len(accounts))
        return links(accounts, *values)

    monkeypatch.setattr(clusters, "links", noted)
    for own, expected in ((told[:4], [2, 2]), (told, []), (told[1:], []), (told[:1] + told[2:4], []), (told[:3], [2])):
        files.write_records(tmp_path / "stages" / "coded.jsonl", own)
        workflow.merge_events(options)
        assert compared == expected
        compared.clear()
    files.write_records(
        tmp_path / "stages" / "documents.jsonl", [dataclasses.replace(papers[0], source="x"), *papers[1:]]
    )
    files.write_records(tmp_path / "stages" / "coded.jsonl", told[:4])
    workflow.merge_events(options)
    assert compared == [2, 2]
