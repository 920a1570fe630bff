"""The gazetteer: keys, build, look-up, adding files."""

from __future__ import annotations

import io
import json
import pickle
import shutil
import sqlite3
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from pipeline import gazetteer
from pipeline.errors import DatelineError, GazetteerError, InputError
from pipeline.gazetteer import dumps, sources, tables
from pipeline.gazetteer.commands import commands
from pipeline.gazetteer.keys import key, variant

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("U.S.", "us"),
        ("the U.S.", "us"),
        ("Washington, D.C.", "washington dc"),
        ("Al-Ḥillah", "al hillah"),
        ("Donets’k", "donetsk"),
        ("St.Petersburg", "st petersburg"),
        ("Łódź", "lodz"),
        ("Київ", "киів"),
        ("The Hague", "hague"),
        ("", ""),
    ],
)
def test_key(name: str, expected: str) -> None:
    assert key(name) == expected


@pytest.mark.parametrize(
    "spellings",
    [
        ("Kharkiv", "Kharkov", "Harkiv"),
        ("Kyiv", "Kiev", "Kiyev"),
        ("Raqqa", "Ar-Raqqah", "al-Raqqa", "Raqa"),
        ("Horlivka", "Gorlovka"),
        ("Luhansk", "Lugansk"),
        ("Bryansk", "Brjansk", "Briansk"),
        ("Suweida", "Suwayda", "As-Suwayda"),
        ("Nizhny Novgorod", "Nizhniy Novgorod", "Nizhnii Novgorod"),
        ("St. Petersburg", "Saint Petersburg"),
        ("Khan Younis", "Khan Yunis"),
    ],
)
def test_spellings_of_one_name_meet(spellings: tuple[str, ...]) -> None:
    assert len({variant(key(spelling)) for spelling in spellings}) == 1


@pytest.mark.parametrize("pair", [("Kursk", "Kirsk"), ("Homs", "Hama"), ("Sumy", "Samy"), ("Mali", "Malawi")])
def test_other_names_do_not_meet(pair: tuple[str, str]) -> None:
    assert variant(key(pair[0])) != variant(key(pair[1]))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> gazetteer.Gazetteer:
    """A small index: our tables, and a few towns in place of GeoNames' 235,000."""
    path = tmp_path_factory.mktemp("gazetteer") / "index.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "towns_file", lambda: path.with_name("towns.json"))
        path.with_name("towns.json").write_text(json.dumps({str(t["geonameid"]): t for t in TOWNS}), encoding="utf-8")
        gazetteer.build(path, progress=False)
    return gazetteer.open(path)


def town(number: int, name: str, at: tuple[float, float], unit: str, people: int, *others: str) -> dict[str, object]:
    country, code = unit.split(".")
    return {
        "geonameid": number, "name": name, "latitude": at[0], "longitude": at[1], "countrycode": country,
        "admin1code": code, "population": people, "alternatenames": list(others),
    }  # fmt: skip


TOWNS = (
    town(571476, "Bryansk", (53.271, 34.321), "RU.10", 427_236, "Briansk", "BZK", "bryansk", "", " Брянск "),
    town(706483, "Kharkiv", (49.98, 36.25), "UA.07", 1_430_885, "Kharkov", "Charków", "hrkyv"),
    town(698740, "Odesa", (46.477, 30.733), "UA.17", 1_015_826, "Odessa"),
    town(5527554, "Odessa", (31.846, -102.368), "US.TX", 118_918),
    town(703883, "Kupyansk", (49.71, 37.615), "UA.07", 29_000, "Kupiansk"),
    town(169577, "Deir ez-Zor", (35.336, 40.146), "SY.07", 242_565),
    town(2972049, "Us", (49.1, 1.97), "FR.11", 1_300),
    town(443093, "Katzrin", (32.992, 35.691), "IL.00", 7_000),
    town(70225, "Lawdar", (13.88, 45.87), "YE.01", 0),
)


@pytest.mark.parametrize(
    ("name", "first", "kind", "match"),
    [
        ("Bryansk", "Bryansk", "settlement", "exact"),
        ("BRIANSK", "Bryansk", "settlement", "alias"),
        ("Brjansk", "Bryansk", "settlement", "variant"),
        ("Bryansk region", "Bryansk Oblast", "region", "alias"),
        ("the Bryansk oblast", "Bryansk Oblast", "region", "exact"),
        ("province of Idlib", "Idlib Governorate", "region", "alias"),
        ("Kyiv region", "Kyiv Oblast", "region", "alias"),
        ("Kiev Oblast", "Kyiv Oblast", "region", "alias"),
        ("state of Texas", "Texas", "region", "exact"),
        ("Calif.", "California", "region", "alias"),
        ("U.S.", "United States", "country", "alias"),
        ("the U.A.E.", "United Arab Emirates", "country", "alias"),
        ("Burma", "Myanmar", "country", "alias"),
        ("Ivory Coast", "Ivory Coast", "country", "exact"),
        ("Czechia", "Czech Republic", "country", "alias"),
        ("Donbass", "Donbas", "area", "alias"),
        ("the Sahel", "Sahel", "area", "exact"),
        ("Straits of Hormuz", "Strait of Hormuz", "water", "alias"),
        ("Azovstal plant", "Azovstal", "facility", "alias"),
        ("Robotyne", "Robotyne", "settlement", "exact"),
        ("Kupiansk district", "Kupyansk district", "municipality", "alias"),
        ("Um Baru", "Um Baru", "municipality", "exact"),
        ("Khin-U Township", "Khin-U", "municipality", "exact"),
    ],
)
def test_lookup(index: gazetteer.Gazetteer, name: str, first: str, kind: str, match: str) -> None:
    found = index.lookup(name)
    assert (found[0].name, found[0].location_type, found[0].match) == (first, kind, match)


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("Dear az Zore", "Deir ez-Zor"),
        ("Mis al-Jabul", "Meiss el-Jabal"),
        ("Bryensk", None),
        ("Idlib", None),
    ],
)
def test_names_without_vowels_are_found_by_their_consonants(
    index: gazetteer.Gazetteer, name: str, own: str | None
) -> None:
    assert [c.name for c in index.alike(name) if c.location_type == "settlement"][:1] == ([own] if own else [])


@pytest.mark.parametrize("name", ["", "Xyzzyville", "hrkyv", "BZK", "Xyzzyville region"])
def test_unknown_is_empty(index: gazetteer.Gazetteer, name: str) -> None:
    assert index.lookup(name) == ()
    assert not index.known(name)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("Bryansk", {"settlement", "region"}),
        ("Kharkov", {"settlement", "region"}),
        ("Deir al-Zor", {"settlement", "region"}),
    ],
)
def test_town_and_region_of_one_name_both_come_back(index: gazetteer.Gazetteer, name: str, kinds: set[str]) -> None:
    assert {c.location_type for c in index.lookup(name)} >= kinds


def test_a_region_word_leaves_only_the_region(index: gazetteer.Gazetteer) -> None:
    assert {c.location_type for c in index.lookup("Bryansk region")} == {"region"}


def test_exact_beats_variant_unless_asked_for_all(index: gazetteer.Gazetteer) -> None:
    assert {c.iso3 for c in index.lookup("Odesa")} == {"UKR"}
    assert {c.name for c in index.lookup("Odesa", wide=True)} >= {"Odesa", "Odessa"}


def test_candidates_carry_readable_names(index: gazetteer.Gazetteer) -> None:
    found = index.lookup("Bryansk")[0]
    assert (found.admin1, found.country, found.iso3, found.geoname_id) == ("Bryansk Oblast", "Russia", "RUS", 571476)
    assert found.latitude == pytest.approx(53.271)
    assert 5 < found.uncertainty_km < 15


@pytest.mark.parametrize(
    ("name", "iso3"), [("Crimea", "UKR"), ("Donetsk Oblast", "UKR"), ("Golan Heights", "SYR"), ("Katzrin", "SYR")]
)
def test_country_under_international_law(index: gazetteer.Gazetteer, name: str, iso3: str) -> None:
    assert index.lookup(name)[0].iso3 == iso3


def test_longest_tells_a_scanner_how_far_to_look(index: gazetteer.Gazetteer) -> None:
    assert index.longest("Zaporizhzhia") >= 4
    assert index.longest("Xyzzyville") == 0


def test_similar_is_marked_and_only_on_request(index: gazetteer.Gazetteer) -> None:
    assert index.lookup("Kharkxv") == ()
    found = index.similar("Kharkxv")[0]
    assert (found.name, found.match) == ("Kharkiv", "fuzzy")
    assert 0.8 < found.score < 1


def test_a_place_is_given_once_when_the_towns_have_it_too(index: gazetteer.Gazetteer) -> None:
    assert len(index.lookup("Lawdar")) == 1


def test_geocoder(index: gazetteer.Gazetteer) -> None:
    coder: Any = gazetteer.GazetteerGeocoder(index)
    one = coder.geocode("Bryansk")
    assert (one.latitude, one.longitude) == pytest.approx((53.271, 34.321))
    assert one.raw == index.lookup("Bryansk")[0]
    assert len(coder.geocode("Bryansk", exactly_one=False)) == len(index.lookup("Bryansk"))
    assert coder.geocode("Xyzzyville") is None


def test_index_goes_to_another_process(index: gazetteer.Gazetteer) -> None:
    assert pickle.loads(pickle.dumps(index)).lookup("Bryansk") == index.lookup("Bryansk")


def test_build_is_repeatable(index: gazetteer.Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "towns_file", lambda: index.path.with_name("towns.json"))
    gazetteer.build(tmp_path / "again.sqlite", progress=False)
    assert (tmp_path / "again.sqlite").read_bytes() == index.path.read_bytes()


def test_a_failed_build_leaves_the_old_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "index.sqlite").write_bytes(b"old")
    monkeypatch.setattr(sources, "towns_file", lambda: tmp_path / "missing.json")
    with pytest.raises(DatelineError, match="missing"):
        gazetteer.build(tmp_path / "index.sqlite", progress=False)
    assert [p.name for p in tmp_path.iterdir()] == ["index.sqlite"]
    assert (tmp_path / "index.sqlite").read_bytes() == b"old"


@pytest.mark.parametrize("content", [None, b"", b"no database", "other", "names"])
def test_an_unusable_index_says_what_to_do(
    index: gazetteer.Gazetteer, tmp_path: Path, content: bytes | str | None
) -> None:
    path = tmp_path / "index.sqlite"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        shutil.copyfile(index.path, path)
        connection = sqlite3.connect(path)
        connection.execute(
            "UPDATE info SET value = '0' WHERE name = 'version'" if content == "other" else "DELETE FROM names"
        )
        connection.commit()
        connection.close()
    with pytest.raises(GazetteerError, match="dateline gazetteer build"):
        gazetteer.open(path)


DUMP = (
    "900001\tVelyka Test\tVelyka Test\tBolshoy Test,Велика Тест\t47.5\t35.5\tP\tPPL\tUA\t\t26\t2301\t\t\t120\t\t5\tEurope/Kyiv\t2024-01-01",
    "900002\tTestivskyi Raion\tTestivskyi Raion\t\t47.6\t35.6\tA\tADM2\tUA\t\t26\t2301\t\t\t0\t\t5\tEurope/Kyiv\t2024-01-01",
    "900003\tZaporizka Oblast\tZaporizka Oblast\t\t47.2\t35.5\tA\tADM1\tUA\t\t26\t\t\t\t0\t\t5\tEurope/Kyiv\t2024-01-01",
    "900004\tSome Road\tSome Road\t\t47.2\t35.5\tR\tRD\tUA\t\t26\t\t\t\t0\t\t5\tEurope/Kyiv\t2024-01-01",
    "900005\tNA\tNA\t\t-22.5\t17.1\tP\tPPL\tNA\t\t21\t\t\t\t0\t\t5\tAfrica/Windhoek\t2024-01-01",
    "706483\tKharkiv\tKharkiv\tKharkov\t49.98\t36.25\tP\tPPLA\tUA\t\t07\t\t\t\t1421125\t\t5\tEurope/Kyiv\t2024-01-01",
    '900006\tTest "Quoted\tTest Quoted\t\t47.5\t35.7\tP\tPPL\tUA\t\t26\t\t\t\t0\t\t5\tEurope/Kyiv\t2024-01-01',
)


@pytest.fixture
def own(index: gazetteer.Gazetteer, tmp_path: Path) -> Path:
    path = tmp_path / "own.sqlite"
    shutil.copyfile(index.path, path)
    return path


@pytest.mark.parametrize("packed", [False, True])
def test_add_a_geonames_dump(own: Path, tmp_path: Path, packed: bool) -> None:
    file = tmp_path / "UA.txt"
    file.write_text("\n".join(DUMP) + "\n", encoding="utf-8")
    if packed:
        with zipfile.ZipFile(tmp_path / "UA.zip", "w") as archive:
            archive.write(file, "UA.txt")
            archive.writestr("readme.txt", "about")
        file = tmp_path / "UA.zip"
    info = gazetteer.add(own, file, progress=False)
    assert info.sources[-1] == (file.name, 5)
    added = gazetteer.open(own)
    village = added.lookup("Bolshoi Test")[0]
    assert (village.name, village.admin1, village.admin2) == ("Velyka Test", "Zaporizhzhia Oblast", "Testivskyi Raion")
    assert added.lookup("Testivskyi Raion")[0].location_type == "municipality"
    assert added.lookup("Some Road") == ()
    assert added.lookup("NA")[0].country == "Namibia"
    assert [c.population for c in added.lookup("Kharkiv") if c.location_type == "settlement"] == [1421125]
    assert added.lookup('Test "Quoted')[0].geoname_id == 900006
    assert added.lookup("Bryansk")


def test_add_a_csv(own: Path, tmp_path: Path) -> None:
    file = tmp_path / "villages.csv"
    file.write_text(
        "Name,Latitude,Longitude,iso3,aliases\nNewplace,13.5,24.9,SDN,Nouplace|Nyuplace\n", encoding="utf-8"
    )
    gazetteer.add(own, file, progress=False)
    found = gazetteer.open(own).lookup("Nouplace")[0]
    assert (found.name, found.country, found.source, found.match) == ("Newplace", "Sudan", "villages.csv", "alias")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name,latitude\nA,1\n", "longitude is missing"),
        ("name,latitude,longitude\nA,91,0\n", "line 2"),
        ("name,latitude,longitude\nA,north,0\n", "north"),
        ("name,latitude,longitude\n", "no place"),
        (DUMP[0].replace("47.5", "475") + "\n", "line 1"),
        (DUMP[0] + "\nbroken\n", "line 2"),
    ],
)
def test_a_bad_file_is_named_and_changes_nothing(own: Path, tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(content, encoding="utf-8")
    before = own.read_bytes()
    with pytest.raises(InputError, match=message):
        gazetteer.add(own, file, progress=False)
    assert own.read_bytes() == before


def test_missing_file_is_named(own: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.txt"):
        gazetteer.add(own, tmp_path / "nothing.txt", progress=False)


def test_default_path_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATELINE_GAZETTEER", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert gazetteer.default_path().parent == tmp_path / "dateline"
    monkeypatch.setenv("DATELINE_GAZETTEER", str(tmp_path / "mine.sqlite"))
    assert gazetteer.default_path() == tmp_path / "mine.sqlite"


def test_commands(own: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    found = run(commands, ["find", "Bryansk region", "--gazetteer", str(own)])
    assert found.exit_code == 0
    assert found.output.startswith("Bryansk Oblast (")
    assert "is not in the index" in run(commands, ["find", "Xyzzyville", "--gazetteer", str(own)]).output
    assert "Kharkiv" in run(commands, ["find", "Kharkxv", "--fuzzy", "--gazetteer", str(own)]).output
    assert "version" in run(commands, ["info", "--gazetteer", str(own)]).output
    for command in commands.commands.values():
        assert "Example: dateline gazetteer" in (command.help or "")


def test_curated_rows_are_sound() -> None:
    entries = list(tables.curated())
    assert len(entries) > 1500
    assert all(entry.source for entry in entries)
    assert len({(e.name, e.iso3, e.location_type, e.latitude, e.longitude) for e in entries}) == len(entries)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("A,,91,0,area,RGN,,,5,x", "no place on Earth"),
        ("A,,1,0,galaxy,RGN,,,5,x", "galaxy"),
        ("A,,1,0,area,RGN,XXX,,5,x", "XXX"),
        ("A,,1,0,area", "5 cells"),
    ],
)
def test_a_bad_curated_row_is_named(tmp_path: Path, row: str, message: str) -> None:
    file = tmp_path / "gazetteer.csv"
    file.write_text(",".join(tables.COLUMNS) + "\n" + row + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        list(tables.curated(file))


@given(st.text(max_size=30))
def test_keys_are_stable(name: str) -> None:
    assert key(key(name)) == key(name)
    assert key(name.upper()) == key(name.upper().lower()) or not name.isascii()
    assert variant(key(name)) == variant(key(name))


def _packed() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("AA.txt", "\n".join(DUMP) + "\n")
    return file.getvalue()


PACKED = _packed()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("AA.zip", PACKED[:40] + b"\xea\xfd" + PACKED[42:]),
        ("AA.zip", PACKED.replace(b"PK\x01\x02\x14\x03\x14\0\0", b"PK\x01\x02\x14\x03\x14\0\1")),
        ("AA.zip", PACKED[:-30]),
        ("a.csv", b"name,latitude,longitude,population\nX,1,2,inf\n"),
        ("a.csv", b"name,latitude,longitude\nX,1,2\n\xff,1,2\n"),
    ],
)
def test_a_damaged_file_gives_one_clear_error(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError, match=name):
        list(dumps.read(path))
