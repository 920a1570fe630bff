"""Researchers' corrections: read, refused, applied, made from an edited layer."""

from __future__ import annotations

import contextlib
import csv
import dataclasses
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import corrections, events, files, workflow
from pipeline.corrections import commands, rows
from pipeline.errors import InputError
from pipeline.schema import EVENT_FIELDS, Candidate, Document, Event, Place, to_cell
from tests.test_events import DOCUMENTS, NEXT_DAY, NEXT_VILLAGE, Doc, report

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.corrections import Correction
    from pipeline.schema import Issue, Report

HEAD = "action,id,field,value,was,reason,who,when\n"
ONE, TWO = report("a", fatalities=17), report("b", fatalities=19)
EVENT = ONE.report_id.replace("r-", "e-")
GONE = "r-00000000dead"


def table(tmp_path: Path, *lines: str) -> tuple[tuple[Correction, ...], tuple[Issue, ...]]:
    path = tmp_path / "corrections.csv"
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return corrections.read(path)


def run(
    told: list[Report], found: tuple[Correction, ...], documents: dict[str, Any] = DOCUMENTS
) -> tuple[tuple[Event, ...], tuple[Report, ...], tuple[Issue, ...]]:
    """The whole way from coded reports to corrected events."""
    coded, first = corrections.reports(told, found, documents)
    pairs, second = corrections.decisions(found, (r.report_id for r in coded))
    merged = events.merge(coded, documents, together=pairs.together, apart=pairs.apart)
    done, kept, third = corrections.events(merged.events, merged.reports, found)
    return done, kept, (*first, *second, *third)


REFUSED = [
    ("change,e-0123456789ab,location,x", "no action"),
    ("set,e-01,location,x", "no event or report id"),
    ("set,,location,x", "id is empty"),
    ("set,e-0123456789ab,loction,x", "no column of events"),
    ("set,e-0123456789ab,rule,x", "no column of events"),
    ("set,e-0123456789ab,document_ids,x", "cannot be corrected"),
    ("set,e-0123456789ab,event_type,Riots", "sub_event_type"),
    ("set,e-0123456789ab,sub_event_type,Bombing", "one of"),
    ("set,e-0123456789ab,status,", "cannot be empty"),
    ("set,e-0123456789ab,fatalities,many", "whole number"),
    ("set,e-0123456789ab,fatalities,-1", "at least 0"),
    ("set,e-0123456789ab,latitude,91", "at most 90"),
    ("set,e-0123456789ab,latitude,nan", "a number"),
    ("set,e-0123456789ab,event_date,14/04/2022", "a day like"),
    ("set,e-0123456789ab,iso3,Russia", "form"),
    ("set,e-0123456789ab,civilian_targeting,maybe", "true or false"),
    ("merge,e-0123456789ab,,", "does not name"),
    ("merge,e-0123456789ab,,e-0123456789ab", "with itself"),
    ("split,e-0123456789ab,,e-aaaaaaaaaaaa", "report ids"),
    ("place,a,,524901", "name in the text is empty"),
    ("place,a,Moscow,Russia", "neither a GeoNames number"),
    ("add,new-1,latitude,north", "a number"),
    ("add,new-1,report_id,r-0123456789ab", "cannot be given"),
    ('set,e-0123456789ab,fatalities,1,,,,"1 May"', "no day"),
]


@pytest.mark.parametrize(("line", "reason"), REFUSED)
def test_refused(tmp_path: Path, line: str, reason: str) -> None:
    good, (issue,) = table(tmp_path, line)
    assert not good
    assert issue.kind == "refused_correction"
    assert reason in (issue.reason or "")
    assert "line 2" in (issue.text or "")


@pytest.mark.parametrize("content", ["", "id,value\nx,y\n", "\udcff"])
def test_not_a_table(tmp_path: Path, content: str) -> None:
    path = tmp_path / "corrections.csv"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match=r"corrections\.csv"):
        corrections.read(path)


def test_a_correction_survives_a_new_document(tmp_path: Path) -> None:
    found, issues = table(tmp_path, f"set,{EVENT},fatalities,18,17,counted the graves,A. Researcher,2024-05-01")
    assert not issues
    for told in ([ONE], [ONE, TWO], [TWO, ONE, report("d", fatalities=23)]):
        (event,), _, _ = run(told, found)
        assert (event.event_id, event.fatalities, event.corrected[0]) == (EVENT, 18, "fatalities")
        assert "A. Researcher, 2024-05-01, counted the graves" in (event.notes or "")


def test_an_event_keeps_its_correction_under_a_new_id(tmp_path: Path) -> None:
    """An earlier article joins: the event now bears that one's id, and the old id still means it."""
    found, _ = table(tmp_path, f"set,{TWO.report_id.replace('r-', 'e-')},location,Tegina town")
    (event,), _, issues = run([ONE, TWO], found)
    assert (event.event_id, event.location, event.corrected) == (EVENT, "Tegina town", ("location",))
    assert not issues


def test_a_report_is_corrected_before_merging(tmp_path: Path) -> None:
    later = report("b", **NEXT_DAY)
    found, _ = table(tmp_path, f"set,{later.report_id},event_date,2023-03-12")
    (event,), told, _ = run([ONE, later], found)
    assert event.corrected == ("event_date",)
    assert {r.event_date_end for r in told} == {date(2023, 3, 12)}


def test_merge_and_split(tmp_path: Path) -> None:
    other = report("c", **NEXT_VILLAGE)
    found, _ = table(tmp_path, f"merge,{EVENT},,{other.report_id}", f"split,{EVENT},,{TWO.report_id}")
    merged, told, _ = run([ONE, TWO, other], found)
    assert {event.report_ids for event in merged} == {(ONE.report_id, other.report_id), (TWO.report_id,)}
    assert len(told) == 3


def test_merge_and_split_of_one_pair(tmp_path: Path) -> None:
    found, _ = table(tmp_path, f"merge,{EVENT},,{TWO.report_id}", f"split,{EVENT},,{TWO.report_id}")
    merged, _, (issue,) = run([ONE, TWO], found)
    assert len(merged) == 2
    assert "opposite" in (issue.reason or "")


@pytest.mark.parametrize("target", [EVENT, ONE.report_id])
def test_drop(tmp_path: Path, target: str) -> None:
    found, _ = table(tmp_path, f"drop,{target},,,,film review")
    merged, told, issues = run([ONE, report("b", **NEXT_VILLAGE)], found)
    assert [r.document_id for r in told] == ["b"]
    assert len(merged) == 1
    assert [(issue.kind, issue.text) for issue in issues] == [("dropped", "some words")]


ADDED = [
    "add,new-1,document_id,a",
    "add,new-1,sub_event_type,Attack",
    "add,new-1,evidence,a camp burnt",
    "add,new-1,event_date,2023-03-12",
]


def test_add(tmp_path: Path) -> None:
    documents = {
        "a": Document(document_id="a", text="On Sunday a camp burnt.", published=date(2023, 3, 13), source="Post")
    }
    found, _ = table(tmp_path, *ADDED)
    (event,), (told,), issues = run([], found, documents)
    assert not issues
    assert (told.start, told.end, told.event_type, told.rule) == (
        10,
        22,
        "Violence against civilians",
        "correction.add",
    )
    assert (event.event_date, event.event_date_end) == (date(2023, 3, 12), date(2023, 3, 12))


@pytest.mark.parametrize(
    ("lines", "text", "reason"),
    [
        (ADDED[:2], "a camp burnt", "needs evidence"),
        (ADDED, "all is quiet", "is not in this dataset"),
        ([*ADDED, "add,new-1,event_date_end,2023-03-01"], "a camp burnt", "after event_date_end"),
    ],
)
def test_add_refused(tmp_path: Path, lines: list[str], text: str, reason: str) -> None:
    found, _ = table(tmp_path, *lines)
    merged, _, (issue,) = run([], found, {"a": Document(document_id="a", text=text)})
    assert not merged
    assert reason in (issue.reason or "")


@pytest.mark.parametrize(
    ("lines", "kind", "reason"),
    [
        ([f"set,{GONE},fatalities,3"], "lost_correction", GONE),
        ([f"set,{GONE.replace('r-', 'e-')},fatalities,3"], "lost_correction", "is not in this dataset"),
        ([f"merge,{EVENT},,{GONE}"], "lost_correction", GONE),
        ([f"drop,{GONE}"], "lost_correction", GONE),
        ([f"set,{EVENT},latitude,"], "refused_correction", "latitude and longitude go together"),
        (
            [f"set,{EVENT},event_date,2023-04-01", f"set,{EVENT},event_date_end,2023-03-01"],
            "refused_correction",
            "after",
        ),
        ([f"set,{EVENT},fatalities_low,40"], "refused_correction", "fatalities_low 40"),
        ([f"set,{EVENT},fatalities,3,99"], "changed_correction", "now gives '17'"),
        (
            [f"set,{EVENT},fatalities,3,,,,2024-02-02", f"set,{EVENT},fatalities,4,,,,2024-01-01"],
            "overridden_correction",
            "later",
        ),
    ],
)
def test_what_cannot_be_applied_is_said(tmp_path: Path, lines: list[str], kind: str, reason: str) -> None:
    found, _ = table(tmp_path, *lines)
    _, _, issues = run([ONE], found)
    assert {issue.kind for issue in issues} == {kind}
    assert reason in (issues[0].reason or "")


def test_what_follows_from_a_value(tmp_path: Path) -> None:
    found, _ = table(
        tmp_path,
        f"set,{EVENT},sub_event_type,Air/drone strike",
        f"set,{EVENT},latitude,10.1",
        f"set,{EVENT},longitude,6.25",
        f"set,{EVENT},fatalities,30",
        f"set,{EVENT},event_date,2023-03-11",
    )
    told = [dataclasses.replace(ONE, fatalities_low=15, fatalities_high=20)]
    (event,), _, issues = run(told, found)
    assert not issues
    assert (event.event_type, event.disorder_type) == ("Explosions/Remote violence", "Political violence")
    assert (event.geoname_id, event.geocoder) == (None, "correction")
    assert (event.fatalities_low, event.fatalities_high) == (15, 30)
    assert event.event_date_end == date(2023, 3, 11)
    assert set(event.corrected) >= {
        "sub_event_type",
        "event_type",
        "latitude",
        "longitude",
        "geoname_id",
        "event_date_end",
    }


def test_a_name_in_a_document(tmp_path: Path) -> None:
    found, _ = table(
        tmp_path, "place,a,livny,535886", 'place,*,Home,"1.5, 2.5"', "place,a,Nowhere,5", "place,a,Livny,999"
    )
    named = Candidate(
        name="Livny",
        latitude=52.4,
        longitude=37.6,
        location_type="settlement",
        uncertainty_km=3,
        geoname_id=535886,
        iso3="RUS",
    )
    toponyms = [Place(document_id="a", start=0, end=5, text=text, name=text) for text in ("Livny", "Home", "Kursk")]
    done, issues = corrections.places(toponyms, "a", found, {535886: named, 5: named}.get)
    assert [(p.latitude, p.geoname_id, p.match) for p in done] == [
        (52.4, 535886, "correction"),
        (1.5, None, "correction"),
        (None, None, ""),
    ]
    assert [issue.kind for issue in issues] == ["refused_correction", "lost_correction"]
    assert corrections.places(toponyms, "b", found, {535886: named}.get)[0][0].latitude is None


@pytest.mark.parametrize(("latitude", "country"), [("10.1", "NGA"), ("52", None)])
def test_a_point_moved_far_loses_its_country(tmp_path: Path, latitude: str, country: str | None) -> None:
    found, _ = table(tmp_path, f"set,{EVENT},latitude,{latitude}", f'place,a,Tegina,"{latitude}, 6.191"')
    (event,), _, _ = run([ONE], found)
    assert event.iso3 == country
    place = Place(
        document_id="a", start=0, end=6, text="Tegina", name="Tegina", latitude=10.071, longitude=6.191, iso3="NGA"
    )
    (mended,), _ = corrections.places([place], "a", found, lambda _: None)
    assert mended.iso3 == country


def test_the_workflow_applies_them_again_and_again(tmp_path: Path) -> None:
    """As coded, corrected, run again, and run with one more article: the correction holds and is written once."""
    options = workflow.Options(source=tmp_path, out=tmp_path / "out", say=lambda _: None)
    (tmp_path / "corrections.csv").write_text(HEAD + f"set,{EVENT},fatalities,18,17,graves,R,2024-05-01\n")
    seen = []
    for told in ([ONE], [ONE], [ONE, TWO]):
        documents = [Document(document_id=r.document_id, text="some words", published=date(2023, 3, 13)) for r in told]
        files.write_records(options.stage("documents"), documents)
        files.write_records(options.stage("coded"), told)
        workflow.merge_events(options)
        (event,) = files.read_records(options.stage("events"), Event)
        seen.append((event.event_id, event.fatalities, event.corrected, (event.notes or "").count("corrected:")))
    assert seen == [(EVENT, 18, ("fatalities",), 1)] * 3


def test_a_table_written_can_be_read(tmp_path: Path) -> None:
    row = rows.Correction(
        line=2, action="set", id=EVENT, field="location", value="=1+1", reason='a "b", c\nd', who="-x"
    )
    rows.write(tmp_path / "c.csv", [row])
    assert "'=1+1" in (tmp_path / "c.csv").read_text()
    (back,), _ = corrections.read(tmp_path / "c.csv")
    assert dataclasses.replace(back, line=2) == row


def dataset(folder: Path, merged: tuple[Event, ...]) -> None:
    names = [field.name for field in EVENT_FIELDS]
    lines = [",".join(f'"{to_cell(getattr(event, name))}"' for name in names) for event in merged]
    (folder / "events.csv").write_text(",".join(names) + "\n" + "\n".join(lines) + "\n", encoding="utf-8")


def test_points_moved_in_a_gis_become_rows(tmp_path: Path) -> None:
    import geopandas
    import pandas
    from shapely.geometry import Point

    merged = events.merge([ONE, report("b", start=60, **NEXT_VILLAGE), report("c", "Arrests")], DOCUMENTS).events
    dataset(tmp_path, merged)
    frame = pandas.DataFrame([{f.name: to_cell(getattr(e, f.name)) or None for f in EVENT_FIELDS} for e in merged])
    points = [Point(e.longitude or 0, e.latitude or 0) for e in merged]
    points[0] = Point(6.5, 10.25)
    frame.loc[1, "fatalities"] = "3"
    frame.loc[1, "status"] = "rumour"
    layer = geopandas.GeoDataFrame(frame, geometry=points, crs=4326).iloc[:2].to_crs(3857)
    layer.to_file(tmp_path / "edited.gpkg", layer="events")
    found, remarks = corrections.edits(tmp_path / "edited.gpkg", tmp_path, who="R", when=date(2024, 5, 1))
    assert [(row.id, row.field, row.value) for row in found] == [
        (merged[0].event_id, "latitude", "10.25"),
        (merged[0].event_id, "longitude", "6.5"),
        (merged[1].event_id, "fatalities", "3"),
    ]
    assert len(remarks) == 2
    target = tmp_path / "corrections.csv"
    for _ in range(2):
        arguments = [
            "from",
            str(tmp_path / "edited.gpkg"),
            "--dataset",
            str(tmp_path),
            "--to",
            str(target),
            "--who",
            "R",
        ]
        result = CliRunner().invoke(commands.corrections, arguments)
        assert result.exit_code == 0, result.output
    good, issues = corrections.read(target)
    assert (len(good), len(issues)) == (3, 0)


def test_check_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(HEAD + f"set,{EVENT},fatalities,many\n")
    result = CliRunner().invoke(commands.corrections, ["check", str(tmp_path / "c.csv")])
    assert result.exit_code == 1
    assert "whole number" in result.output


def test_unknown_documents_do_not_stop_merging() -> None:
    (event,) = events.merge([ONE], {"z": Doc()}).events
    assert event.source_count == 1


CELL = st.one_of(
    st.sampled_from(
        ["set", "merge", "split", "drop", "add", "place", EVENT, ONE.report_id, "fatalities", "latitude", "actor1"]
    ),
    st.text(max_size=12),
    st.integers().map(str),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(CELL, min_size=4, max_size=8), max_size=6))
def test_no_row_can_break_a_run(tmp_path_factory: pytest.TempPathFactory, lines: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("c") / "corrections.csv"
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        csv.writer(file).writerows([rows.COLUMNS, *lines])
    try:
        good, _ = corrections.read(path)
    except InputError:
        return
    merged, told, _ = run([ONE, TWO], good, {"a": Document(document_id="a", text="some words")})
    assert {r.event_id for r in told} == {event.event_id for event in merged}


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_a_table_or_one_clear_error(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("c") / "corrections.csv"
    path.write_bytes(HEAD.encode() + content)
    with contextlib.suppress(InputError):
        good, issues = corrections.read(path)
        assert all(issue.reason for issue in issues)
        assert all(row.action in rows.ACTIONS for row in good)
