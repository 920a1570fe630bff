"""The map in a real Chromium with the network refused: it draws, opens, filters, exports, and runs nobody's text."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import maps
from pipeline.schema import Document, Event, Report
from tests.maps_factory import records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
CHROMIUM, DRIVER = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.loopback,
    pytest.mark.enable_socket,
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed"),
]
ARGUMENTS = (
    "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update"
    " --window-size=1280,880 --host-resolver-rules=MAP\x00*\x00~NOTFOUND"
)
"""Every name fails to resolve: whatever the page asks the network for shows up as an error in the console."""
WATCH = "window.__ran = []; window.alert = (x) => window.__ran.push(String(x)); window.ran = window.alert;"
HOSTILE = (
    "<img src=x onerror=ran(1)>",
    "<script>ran(2)</script>",
    "</script><script>ran(3)</script>",
    "</textarea></style><svg onload=ran(4)>",
    "{{ 7*7 }} {% raw %} {# x #}",
    "{{ ''.__class__.__mro__ }}",
    "${ran(5)} `${ran(6)}` \\\\` \\",
    "javascript:ran(7)",
    "\"' onmouseover=ran(8) x='",
    "line\u2028and\u2029paragraph <!--<script>",
    "x" * 10_000,
    "قصف \u202e مدينة \u202c שלום",
    "=HYPERLINK(1) \x00 \ud800 \U0001f4a5",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    for argument in ARGUMENTS.split(" "):
        options.add_argument(argument.replace("\x00", " "))
    options.binary_location = CHROMIUM
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    yield driver
    driver.quit()


def until(driver: Any, script: str, *values: object) -> Any:
    """What `script` returns as soon as it is true; fails after ten seconds."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        found = driver.execute_script(script, *values)
        if found:
            return found
        time.sleep(0.03)
    pytest.fail(f"never true: {script}; console: {driver.get_log('browser')}")


def opened(driver: Any, path: Path, address: str = "") -> None:
    driver.get("about:blank")
    driver.get_log("browser")
    driver.get(path.as_uri() + address)
    until(driver, "return document.documentElement.dataset.ready")
    until(driver, "return document.documentElement.dataset.ground")


def quiet(driver: Any) -> bool:
    """No error in the console, nothing run, nothing asked of the network."""
    log = driver.get_log("browser")
    asked = driver.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    ran = driver.execute_script("return window.__ran")
    assert (log, ran, asked) == ([], [], [])
    return True


def click_at(driver: Any, x: float, y: float) -> None:
    actions = webdriver.ActionChains(driver)
    actions.w3c_actions.pointer_action.move_to_location(round(x), round(y)).click()
    actions.perform()


def signs(driver: Any, wanted: str) -> list[Any]:
    """Places in the window of the signs drawn for which `wanted` holds."""
    script = """
        const box = document.querySelector('.folium-map').getBoundingClientRect(), s = window.dateline.signs;
        return s.drawn.filter(({cluster}) => WANTED).map(({x, y}) => [box.left + x - s.view.pad.x, box.top + y - s.view.pad.y])
            .filter(([x, y]) => document.elementFromPoint(x, y)?.closest('.leaflet-container')
                && !document.elementFromPoint(x, y).closest('.leaflet-control'));
    """
    found: list[Any] = driver.execute_script(script.replace("WANTED", wanted))
    return found


def text_of(driver: Any, selector: str) -> str:
    found: str = until(driver, "return document.querySelector(arguments[0])?.innerText", selector)
    return found


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("maps") / "events.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.maps.data.CHUNK", 30)
        maps.write(path, *records(120, scatter=0.2), title="Sample", attribution=("A <b>source</b>",))
    assert 'id="details-2"' in path.read_text(encoding="utf-8")
    return path


def test_it_draws_with_the_network_refused(browser: Any, page: Path) -> None:
    opened(browser, page)
    painted = """const c = document.querySelectorAll('.leaflet-map-pane canvas'); return Array.from(c, (one) => {
        const d = one.getContext('2d').getImageData(0, 0, one.width, one.height).data; const seen = new Set();
        for (let i = 0; i < d.length; i += 4) if (d[i + 3]) seen.add((d[i] << 16) + (d[i + 1] << 8) + d[i + 2]);
        return seen.size; })"""
    assert min(browser.execute_script(painted)) > 5
    assert "120 of 120" in text_of(browser, "#count")
    assert "A <b>source</b>" in text_of(browser, ".leaflet-control-attribution")
    assert quiet(browser)


def test_a_click_opens_an_event_with_its_evidence(browser: Any, page: Path) -> None:
    opened(browser, page, "#map=9/48.28/37.18")
    click_at(browser, *signs(browser, "cluster.only >= 0")[0])
    shown = text_of(browser, ".leaflet-popup .details")
    assert all(word in shown for word in ("When", "Where", "Accounts"))
    assert text_of(browser, ".leaflet-popup mark") == "shelled"
    rel = browser.execute_script("return document.querySelector('.account a').rel")
    assert "noopener" in rel
    until(browser, "return location.hash.includes('event=e-')")
    assert quiet(browser)


def test_a_click_on_a_ring_zooms_until_there_is_a_list(browser: Any, page: Path) -> None:
    opened(browser, page)
    for _ in range(12):
        zoom = browser.execute_script("return window.dateline.map.getZoom()")
        rings = signs(browser, "cluster.only < 0")
        if not rings:
            return
        click_at(browser, *rings[0])
        time.sleep(0.7)
        if browser.execute_script("return !!document.querySelector('.leaflet-popup .members')"):
            return
        assert browser.execute_script("return window.dateline.map.getZoom()") > zoom
    pytest.fail("rings never came apart")


@pytest.mark.parametrize(
    ("act", "holds"),
    [
        ("document.querySelector('#types input').click()", "fields.event_type !== 'Battles'"),
        ("document.querySelectorAll('#statuses input')[0].click()", "fields.status !== 'reported'"),
        ("document.querySelectorAll('#precisions input')[3].click()", "fields.latitude !== null"),
        ("set('#text', 'KHARKIV')", "JSON.stringify(fields).includes('Kharkiv')"),
        ("set('#actor', 'wagner')", "JSON.stringify([fields.actor1, fields.actor2]).includes('Wagner')"),
        ("set('#source', 'Reuters')", "fields.source.includes('Reuters')"),
        ("set('#deaths', '8')", "fields.fatalities >= 8"),
        ("set('#from', '2024-01-01', 'change')", "fields.event_date_end >= '2024-01-01'"),
    ],
)
def test_filters_choose_what_they_say(browser: Any, page: Path, act: str, holds: str) -> None:
    if browser.current_url.split("#")[0] != page.as_uri() or browser.execute_script(
        "return window.dateline.filter.active"
    ):
        opened(browser, page)
    setter = """const set = (id, value, kind = 'input') => { const box = document.querySelector(id); box.value = value;
        box.dispatchEvent(new Event(kind)); };"""
    browser.execute_script(f"{setter} {act}")
    until(browser, "return window.dateline.filter.shown.length < 120")
    browser.execute_script("window.dateline.page.showList(true, false)")
    wrong = """const {events, filter, fields} = window.dateline; let bad = 0; for (let i = 0; i < events.count; i++) {
        const f = fields(events, i), shown = filter.mask[i] === 0; if (shown !== Boolean(((fields) => HOLDS)(f))) bad++; }
        return [bad, filter.shown.length, document.querySelectorAll('#rows tr').length]"""
    bad, shown, rows = browser.execute_script(wrong.replace("HOLDS", holds))
    assert (bad, rows) == (0, min(shown, 100))
    assert shown > 0
    browser.execute_script("document.getElementById('reset').click()")
    assert "120 of 120" in text_of(browser, "#count")
    assert quiet(browser)


def test_the_address_carries_the_view(browser: Any, page: Path) -> None:
    opened(
        browser, page, "#map=7/49.5000/36.0000&from=2023-06-01&to=2023-12-31&text=oblast&no-statuses=claimed&deaths=1"
    )
    until(browser, "return location.hash.includes('text=oblast')")
    state = browser.execute_script("const {map, filter} = window.dateline; return [map.getZoom(), filter.shown.length]")
    address = browser.execute_script("return location.hash")
    assert all(
        part in address for part in ("map=7/", "from=2023-06-01", "to=2023-12-31", "no-statuses=claimed", "deaths=1")
    )
    opened(browser, page, address)
    assert (
        browser.execute_script("const {map, filter} = window.dateline; return [map.getZoom(), filter.shown.length]")
        == state
    )


@pytest.mark.parametrize(
    "address", ["#map=x/y/z&from=never&deaths=-1&no-subs=%00&event=<b>", "#%E0%A4%A", "#=&&=", "#map=99/999/9999"]
)
def test_nonsense_in_the_address_does_no_harm(browser: Any, page: Path, address: str) -> None:
    opened(browser, page, address)
    assert "120 of 120" in text_of(browser, "#count")
    assert quiet(browser)


def test_the_keyboard_reaches_every_event(browser: Any, page: Path) -> None:
    opened(browser, page)
    browser.execute_script("document.getElementById('show-unplaced').focus()")
    browser.switch_to.active_element.send_keys("\ue007")
    browser.execute_script("document.querySelector('#rows .open').focus()")
    browser.switch_to.active_element.send_keys("\ue007")
    assert "not on the map" in text_of(browser, "#dialog[open] .details")
    browser.switch_to.active_element.send_keys("\ue00c")
    until(browser, "return document.activeElement.classList.contains('open')")
    assert quiet(browser)


def exported(browser: Any, kind: str) -> str:
    script = f"const done = arguments[0], d = window.dateline; d.{kind}(d.events, d.filter.shown).then(b => b.text()).then(done)"
    found: str = browser.execute_async_script(script)
    return found


def test_exports_hold_what_is_shown(browser: Any, page: Path) -> None:
    import csv

    opened(browser, page, "#text=kharkiv")
    shown = browser.execute_script("return window.dateline.filter.shown.length")
    rows = list(csv.DictReader(exported(browser, "asCsv").splitlines()))
    events = {event.event_id: event for event in records(120, scatter=0.2)[0]}
    assert len(rows) == shown
    for row in rows:
        event = events[row["event_id"]]
        assert (
            (float(row["latitude"]), float(row["longitude"])) == (event.latitude, event.longitude)
            if row["latitude"]
            else True
        )
        assert row["event_date"] == (event.event_date.isoformat() if event.event_date else "")
        assert row["actor1"] == "; ".join(event.actor1)
    features = json.loads(exported(browser, "asGeoJson"))["features"]
    assert [feature["properties"]["event_id"] for feature in features] == [row["event_id"] for row in rows]


def hostile() -> tuple[list[Event], list[Report], dict[str, Document]]:
    """One event for each hostile text, in every field that can hold it."""
    events, reports, documents = records(len(HOSTILE))
    strange = dict(zip([event.event_id for event in events], HOSTILE, strict=True))

    def spoil(event: Event) -> Event:
        text = strange[event.event_id]
        texts: dict[str, Any] = dict.fromkeys(
            ("weapon", "target", "location", "location_text", "admin1", "admin2", "country", "notes", "geocoder"), text
        )
        lists: dict[str, Any] = dict.fromkeys(
            (
                "actor1",
                "actor1_type",
                "actor2",
                "actor2_type",
                "claimed_by",
                "denied_by",
                "source",
                "document_ids",
                "corrected",
            ),
            (text, text),
        )
        return replace(event, **texts, **lists, latitude=50.0, longitude=30.0, geo_precision=1)

    def spoil_report(report: Report) -> Report:
        text = strange[report.event_id or ""]
        values: dict[str, Any] = {"claimed_by": (text,), "denied_by": (text,)}
        return replace(
            report,
            evidence=text,
            time_text=text,
            location_text=text,
            spans=(),
            document_id=text,
            end=100 + len(text),
            **values,
        )

    papers = {text: Document(document_id=text, text="", source=text, title=text, url=text) for text in HOSTILE}
    return list(map(spoil, events)), list(map(spoil_report, reports)), documents | papers


def test_hostile_text_shows_as_text(browser: Any, tmp_path: Path) -> None:
    events, reports, documents = hostile()
    maps.write(tmp_path / "h.html", events, reports, documents, title=HOSTILE[2] + HOSTILE[4], attribution=HOSTILE)
    opened(browser, tmp_path / "h.html", "#map=9/50/30")
    assert text_of(browser, "h1") == HOSTILE[2] + HOSTILE[4]
    click_at(browser, *signs(browser, "true")[0])
    listed = until(browser, "return document.querySelector('.members')?.textContent")
    assert listed
    browser.execute_script("window.dateline.map.closePopup(); document.getElementById('show-list').click()")
    assert browser.execute_script("return document.querySelectorAll('#rows tr').length") == len(HOSTILE)
    show: Callable[[int], Any] = lambda number: browser.execute_script(  # noqa: E731
        "window.dateline.page.open(arguments[0], document.body)", number
    )
    seen = ""
    for number in range(len(HOSTILE)):
        browser.execute_script("document.getElementById('dialog').close()")
        show(number)
        seen += until(browser, "return document.querySelector('#dialog[open] .details')?.textContent")
    for text in HOSTILE:
        assert text.encode("utf-8", "replace").decode()[:40] in seen
    assert (
        browser.execute_script(
            "return document.querySelectorAll('main img, .details img, .details svg, .details script').length"
        )
        == 0
    )
    links = browser.execute_script("return Array.from(document.querySelectorAll('.details a'), a => a.protocol)")
    assert set(links) <= {"http:", "https:"}
    assert "=HYPERLINK" not in [line[:10] for line in exported(browser, "asCsv").splitlines()]
    assert quiet(browser)


def test_a_phone_and_the_dark(browser: Any, page: Path) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 390, "height": 800, "deviceScaleFactor": 2, "mobile": True}
    )
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    )
    try:
        opened(browser, page)
        wide, dark = browser.execute_script(
            "return [document.documentElement.scrollWidth, getComputedStyle(document.body).backgroundColor]"
        )
        assert wide <= 390
        assert dark == "rgb(24, 29, 33)"
        browser.execute_script("window.dateline.map.setView([48.28, 37.18], 9, {animate: false})")
        click_at(browser, *signs(browser, "cluster.only >= 0")[0])
        assert "Accounts" in text_of(browser, "#dialog[open] .details")
        browser.execute_script("document.getElementById('dialog').close()")
        browser.find_element("id", "show-filters").click()
        assert browser.find_element("id", "text").is_displayed()
        assert quiet(browser)
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@pytest.mark.parametrize("kind", ["none", "one", "unplaced and undated"])
def test_small_sets_open(browser: Any, tmp_path: Path, kind: str) -> None:
    events, reports, documents = records({"none": 0, "one": 1}.get(kind, 3))
    if kind.startswith("unplaced"):
        events = [
            replace(event, latitude=None, longitude=None, event_date=None, event_date_end=None) for event in events
        ]
    maps.write(tmp_path / "m.html", events, reports, documents)
    opened(browser, tmp_path / "m.html")
    assert text_of(browser, "#count").startswith(f"{len(events)} of {len(events)}")
    browser.execute_script("window.dateline.page.showList(true, false)")
    assert browser.execute_script("return document.querySelectorAll('#rows tr').length") == len(events)
    assert quiet(browser)


def test_the_time_line_is_dragged_and_played(browser: Any, page: Path) -> None:
    opened(browser, page)
    box = browser.find_element("id", "histogram").rect
    actions = webdriver.ActionChains(browser)
    pointer = actions.w3c_actions.pointer_action
    middle = round(box["y"] + 30)
    pointer.move_to_location(round(box["x"] + box["width"] * 0.25), middle).pointer_down()
    pointer.move_to_location(round(box["x"] + box["width"] * 0.5), middle).pointer_up()
    actions.perform()
    shown = until(browser, "const n = window.dateline.filter.shown.length; return n < 120 && n")
    first = browser.execute_script("return window.dateline.filter.values.from")
    browser.find_element("id", "play").click()
    until(browser, "return window.dateline.filter.values.from > arguments[0]", first)
    browser.find_element("id", "play").click()
    browser.find_element("id", "all-time").click()
    assert 0 < shown < 120
    assert "120 of 120" in text_of(browser, "#count")
    assert quiet(browser)
