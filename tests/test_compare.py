"""Two versions of a dataset, and a dataset against another's."""

from __future__ import annotations

import csv
import dataclasses
import json
import tracemalloc
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from pipeline import compare, events
from pipeline.compare import agreement, commands, page, snapshots, tables
from pipeline.errors import InputError
from pipeline.schema import EVENT_FIELDS, REPORT_FIELDS, rows
from tests.test_events import DOCUMENTS, NEXT_VILLAGE, report

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.schema import Report

ONE, TWO, OTHER = report("a", fatalities=17), report("b", fatalities=19), report("c", **NEXT_VILLAGE)


def dataset(folder: Path, told: list[Report], **decided: Any) -> Path:
    merged = events.merge(told, DOCUMENTS, **decided)
    folder.mkdir()
    for name, fields, records in (("events", EVENT_FIELDS, merged.events), ("reports", REPORT_FIELDS, merged.reports)):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([field.name for field in fields])
            writer.writerows(rows(records, fields))
    return folder


def e(told: Report) -> str:
    return told.report_id.replace("r-", "e-")


def apart(*pairs: tuple[Report, Report]) -> dict[str, Any]:
    return {"apart": [(a.report_id, b.report_id) for a, b in pairs]}


def together(*pairs: tuple[Report, Report]) -> dict[str, Any]:
    return {"together": [(a.report_id, b.report_id) for a, b in pairs]}


VERSIONS: list[tuple[str, Any, Any, list[tuple[str, str, tuple[str, ...]]]]] = [
    ("the same", ([ONE, OTHER], {}), ([OTHER, ONE], {}), []),
    ("added", ([ONE], {}), ([ONE, OTHER], {}), [("added", e(OTHER), ())]),
    ("removed", ([ONE, OTHER], {}), ([ONE], {}), [("removed", e(OTHER), ())]),
    (
        "merged",
        ([ONE, OTHER], {}),
        ([ONE, OTHER], together((ONE, OTHER))),
        [("merged", e(ONE), tuple(sorted((e(ONE), e(OTHER)))))],
    ),
    ("split", ([ONE, TWO], {}), ([ONE, TWO], apart((ONE, TWO))), [("split", e(ONE), (e(ONE),))]),
    ("an earlier document joins", ([TWO], {}), ([ONE, TWO], {}), [("renamed", e(ONE), (e(TWO),))]),
]


@pytest.mark.parametrize(("old", "new", "expected"), [v[1:] for v in VERSIONS], ids=[v[0] for v in VERSIONS])
def test_changes(tmp_path: Path, old: Any, new: Any, expected: list[tuple[str, str, tuple[str, ...]]]) -> None:
    before, after = dataset(tmp_path / "old", old[0], **old[1]), dataset(tmp_path / "new", new[0], **new[1])
    found = compare.changes(before, after)
    assert [(c.change, c.event_id, c.former_ids) for c in found if c.change != "changed"] == expected


SOME = [
    report(name, start=60 * n, fatalities=n, target='a "b",\nc', **NEXT_VILLAGE) for n, name in enumerate("abcdabc")
]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        *((v[1], v[2]) for v in VERSIONS),
        ((SOME, {}), (SOME[1:], {})),
        ((SOME[:3], {}), (SOME, {})),
        ((SOME, {}), (SOME, together((SOME[0], SOME[3]), (SOME[1], SOME[4])))),
        ((SOME, together((SOME[0], SOME[3]))), ([ONE, *SOME], together((SOME[3], SOME[6])))),
        (([], {}), (SOME, {})),
        ((SOME, {}), ([], {})),
    ],
)
def test_what_differs_tells_all_changes(tmp_path: Path, old: Any, new: Any) -> None:
    before, after = dataset(tmp_path / "old", old[0], **old[1]), dataset(tmp_path / "new", new[0], **new[1])
    assert list(compare.changes(before, after)) == list(compare.changes(before, after, whole=True))


def held(old: Path, new: Path) -> bool:
    """Whether the rows of both are in memory."""
    with snapshots.opened(old, new) as versions:
        return all(isinstance(version.rows, dict) for version in versions)


def test_a_table_that_somebody_saved_anew_is_compared_whole(tmp_path: Path) -> None:
    before, after = dataset(tmp_path / "old", [ONE]), dataset(tmp_path / "new", [ONE, OTHER])
    assert not held(before, after)
    path = before / "events.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    expected = list(compare.changes(before, after))
    write(path, [dict(reversed(row.items())) for row in rows])
    assert held(before, after)
    assert list(compare.changes(before, after)) == expected
    path.write_text("notes,event_id\n,e-1\n", encoding="utf-8")
    assert {(one.change, one.event_id) for one in compare.changes(before, after)} == {
        ("added", e(ONE)), ("added", e(OTHER)), ("removed", "e-1")
    }  # fmt: skip


def test_columns_that_another_version_wrote_are_compared_by_name(tmp_path: Path) -> None:
    before, after = dataset(tmp_path / "old", [ONE]), dataset(tmp_path / "new", [ONE])
    rows = list(csv.DictReader((before / "events.csv").open(encoding="utf-8", newline="")))
    write(before / "events.csv", [{name: cell for name, cell in row.items() if name != "weapon"} for row in rows])
    write(after / "events.csv", [row | {"weapon": "mortars"} for row in rows])
    found = [(one.field, one.old, one.new) for one in compare.changes(before, after)]
    assert found == [("weapon", "", "mortars")]


def test_of_rows_with_one_id_the_last_counts(tmp_path: Path) -> None:
    before, after = dataset(tmp_path / "old", [ONE, OTHER]), dataset(tmp_path / "new", [ONE, OTHER])
    for name in ("events.csv", "reports.csv"):
        rows = list(csv.DictReader((before / name).open(encoding="utf-8", newline="")))
        write(before / name, [rows[0] | {"notes": "first"}, *rows, rows[1] | {"notes": "last"}])
    found = list(compare.changes(before, after))
    assert [(one.field, one.old) for one in found] == [("notes", "last")]
    assert found == list(compare.changes(before, after, whole=True))


def test_what_differs_is_found_in_little_memory(tmp_path: Path) -> None:
    """Neither the rows nor the changes are ever held together."""
    header = ",".join(["event_id", *snapshots.FIELDS]) + "\r\n"
    for name, notes in (("old", "a"), ("new", "b")):
        (tmp_path / name).mkdir()
        rows = (f"e-{n:012x}{',' * len(snapshots.FIELDS)}{notes * 1000}\r\n" for n in range(8_000))
        (tmp_path / name / "events.csv").write_text(header + "".join(rows), encoding="utf-8", newline="")
    tracemalloc.start()
    found = sum(1 for _ in compare.changes(tmp_path / "old", tmp_path / "new"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == 8_000
    assert peak < 4_000_000


def test_changed_field_by_field(tmp_path: Path) -> None:
    before = dataset(tmp_path / "old", [ONE])
    after = dataset(tmp_path / "new", [ONE, TWO])
    found = compare.changes(before, after)
    fields = {change.field: (change.old, change.new) for change in found}
    assert fields["fatalities"] == ("17", "19")
    assert fields["source_count"] == ("1", "2")
    assert "event_date" not in fields


def test_diff_writes_table_map_and_geojson(tmp_path: Path) -> None:
    hostile = dataclasses.replace(OTHER, location="</script><img src=x onerror=alert(1)>", target="=1+1")
    before, after = dataset(tmp_path / "old", [ONE]), dataset(tmp_path / "new", [hostile])
    outputs = {name: tmp_path / f"changes.{name}" for name in ("csv", "html", "geojson")}
    options = ["--table", str(outputs["csv"]), "--map", str(outputs["html"]), "--geojson", str(outputs["geojson"])]
    result = CliRunner().invoke(commands.diff, [str(before), str(after), *options])
    assert result.exit_code == 0, result.output
    assert result.output.strip() == "1 added, 1 removed, 0 merged, 0 split, 0 renamed, 0 changed"
    lines = list(csv.DictReader(outputs["csv"].open(encoding="utf-8", newline="")))
    assert [line["change"] for line in lines] == ["added", "removed"]
    text = outputs["html"].read_text(encoding="utf-8")
    assert "<img" not in text
    assert text.count("</script>") == 2
    features = json.loads(outputs["geojson"].read_text(encoding="utf-8"))["features"]
    assert features[0]["properties"]["marker-color"] == commands.CHANGE_COLOURS["added"]


def test_not_a_dataset(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"events\.csv is missing"):
        list(compare.changes(tmp_path, tmp_path))
    (tmp_path / "events.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="no event_id"):
        list(compare.changes(tmp_path, tmp_path))
    with pytest.raises(InputError, match="none of the known formats"):
        compare.read(tmp_path)


def write(path: Path, lines: list[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return path


POINT = {"latitude": "10.08", "longitude": "6.2"}
ACLED = {
    "event_id_cnty": "NGA1",
    "event_date": "2023-03-12",
    "time_precision": "1",
    "event_type": "Violence against civilians",
    "sub_event_type": "Attack",
    "location": "Tegina",
    "geo_precision": "1",
    "fatalities": "17",
} | POINT
UCDP = {
    "id": "1",
    "type_of_violence": "3",
    "where_prec": "1",
    "where_coordinates": "Tegina town",
    "date_prec": "1",
    "date_start": "2023-03-12 00:00:00.000",
    "date_end": "2023-03-12 00:00:00.000",
    "best": "19",
} | POINT
VIINA = {
    "event_id_1pd": "9",
    "date": "20230313",
    "asciiname": "Tegina",
    "GEO_PRECISION": "PPL",
    "t_mil": "1",
    "t_civcas": "1",
} | POINT


@pytest.mark.parametrize(
    ("line", "name", "types", "deaths"),
    [
        (ACLED, "acled", ("Violence against civilians",), 17),
        (ACLED | {"event_date": "12 March 2023"}, "acled", ("Violence against civilians",), 17),
        (UCDP, "ucdp-ged", ("Violence against civilians", "Explosions/Remote violence"), 19),
        (VIINA, "viina-1pd", ("Explosions/Remote violence", "Violence against civilians"), None),
    ],
)
def test_formats_of_others(
    tmp_path: Path, line: dict[str, Any], name: str, types: tuple[str, ...], deaths: int | None
) -> None:
    ours = dataset(tmp_path / "ours", [ONE, OTHER])
    other = write(tmp_path / "other.csv", [line, line | {next(iter(line)): "far", "latitude": "0"}])
    found, (row, _) = compare.read(other)
    assert (found, row.types, row.fatalities) == (name, types, deaths)
    options = ["--dataset", str(ours), "--table", str(tmp_path / "pairs.csv"), "--map", str(tmp_path / "map.html")]
    result = CliRunner().invoke(commands.compare, [str(other), *options])
    assert result.exit_code == 0, result.output
    assert f"1 of 2 of ours and of 2 of theirs ({name}) match" in result.output
    pairs = list(csv.DictReader((tmp_path / "pairs.csv").open(encoding="utf-8", newline="")))
    assert [pair["found"] for pair in pairs] == ["both", "only ours", "only theirs"]


@pytest.mark.parametrize(("line", "column"), [(ACLED, "event_id_cnty"), (UCDP, "id"), (VIINA, "event_id_1pd")])
def test_a_row_that_is_cut_off_is_told(tmp_path: Path, line: dict[str, Any], column: str) -> None:
    last = {name: line[name] for name in sorted(line, key=lambda name: name == column)}
    path = write(tmp_path / "other.csv", [last, last])
    text = path.read_text(encoding="utf-8").strip()
    path.write_text(text[: text.rindex(",")], encoding="utf-8")
    with pytest.raises(InputError, match=f"row 2 after the header: has no {column}; is it cut off"):
        compare.read(path)


def row(identity: str, **values: Any) -> compare.Row:
    day = values.pop("day", date(2023, 3, 12))
    base = tables.Row(id=identity, first=day, last=day, types=("Battles",), latitude=10.0, longitude=6.0, radius=2.0)
    return dataclasses.replace(base, **values)


PAIRS = [
    ("same", {}, True),
    ("next day", {"day": date(2023, 3, 13)}, True),
    ("two days on", {"day": date(2023, 3, 14)}, False),
    ("two days on, about", {"day": date(2023, 3, 14), "slack": 6}, True),
    ("far", {"latitude": 10.5}, False),
    ("far, a region", {"latitude": 10.5, "radius": 150.0}, True),
    ("other kind", {"types": ("Protests",)}, False),
    ("kind not known", {"types": ()}, True),
    ("no place", {"latitude": None}, False),
    ("no day", {"first": None, "last": None}, False),
]


@pytest.mark.parametrize(("values", "one"), [p[1:] for p in PAIRS], ids=[p[0] for p in PAIRS])
def test_match(values: dict[str, Any], one: bool) -> None:
    assert len(compare.match([row("a")], [row("b", **values)])) == int(one)
    assert len(compare.match([row("b", **values)], [row("a")])) == int(one)


def test_the_nearest_is_taken_once() -> None:
    ours = [row("a"), row("b", latitude=10.1)]
    theirs = [row("x", latitude=10.02), row("y", latitude=10.11), row("z", latitude=10.12)]
    found = compare.match(ours, theirs)
    assert [(ours[m.ours].id, theirs[m.theirs].id) for m in found] == [("a", "x"), ("b", "y")]
    assert found[0].km == pytest.approx(2.22, abs=0.01)


def test_agreement() -> None:
    ours = [row("a", fatalities=3, precision="1"), row("b", day=date(2023, 5, 1), fatalities=1, precision="3")]
    theirs = [row("x", fatalities=4), row("y", day=date(2023, 3, 12) + timedelta(days=300))]
    figures = {one.group: one for one in agreement.table(ours, theirs, compare.match(ours, theirs))}
    assert (figures["all"].ours_found, figures["all"].theirs_found) == (0.5, 0.5)
    assert (figures["all"].same_toll, figures["all"].deaths_ours, figures["all"].deaths_theirs) == (0.0, 3, 4)
    assert (figures["days that both cover"].ours, figures["days that both cover"].theirs) == (2, 1)
    assert figures["Battles"].same_day == 1.0
    assert figures["our geo_precision 3"].matched == 0


def test_the_page_is_the_same_every_time() -> None:
    items = [page.Item(0, ("x", "y"), (10.0, 6.0)), page.Item(0, ("x", "z"), None)]
    made = [page.render("T", "s", [page.Group("g", "#000000")], ("a", "b"), items) for _ in range(2)]
    assert made[0] == made[1]
    assert "http" not in made[0].replace("http-equiv", "")
