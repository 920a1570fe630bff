"""The map page against folium's FastMarkerCluster page of the same points, in the same Chromium.

Both pages carry their libraries and open with the network refused. Leaflet.markercluster, which only the peer needs, is
fetched by npm for the run; without npm the peer is left out. Ready is the first frame in which signs are drawn.
"""

from __future__ import annotations

import html
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from selenium import webdriver

from pipeline import maps
from pipeline.maps import page
from tests.maps_factory import records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.schema import Document, Event, Report

COUNTS = (10_000, 100_000)
PEER = "leaflet.markercluster@1.1.0"
READY = """(() => { const look = () => {
    if (document.documentElement?.dataset.ready || document.querySelector('.marker-cluster'))
        requestAnimationFrame(() => { window.__ready = performance.now(); });
    else requestAnimationFrame(look); }; requestAnimationFrame(look); })()"""
ANSWERS = """const done = arguments[0], {map, filter} = window.dateline, answers = {};
    const frames = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
    const timed = async (name, act) => { await frames(); const from = performance.now(); act(); await frames();
        answers[name] = Math.round(performance.now() - from); };
    (async () => { for (const turn of [1, 2, 3]) {
        await timed(`pan ${turn}`, () => map.panBy([260 * (turn - 2), 120], {animate: false}));
        await timed(`days ${turn}`, () => filter.set({from: 19400 + turn, to: 19700}));
        await timed(`text ${turn}`, () => filter.set({text: 'kharkiv guards'.slice(0, 7 + turn)}));
        await timed(`type ${turn}`, () => filter.set({subs: new Set([turn, turn + 1])}));
        await timed(`reset ${turn}`, () => filter.set({from: null, to: null, text: '', subs: new Set()})); }
    done(answers); })()"""


def chromium() -> Any:
    """A Chromium for which no name resolves."""
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"):
        options.add_argument(argument)
    options.binary_location = shutil.which("chromium") or ""
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": READY})
    return driver


def ready(driver: Any, path: Path, turns: int = 3) -> float:
    """Median seconds from the start of navigation to the first frame with signs."""
    seconds = []
    for _ in range(turns):
        driver.get("about:blank")
        driver.get(path.as_uri())
        end = time.monotonic() + 120
        while not (found := driver.execute_script("return window.__ready")):
            if time.monotonic() > end:
                sys.exit(f"{path.name} never drew: {driver.get_log('browser')}")
            time.sleep(0.05)
        seconds.append(float(found) / 1000)
    return sorted(seconds)[turns // 2]


def plugin(folder: Path) -> tuple[str, str] | None:
    """Script and style of Leaflet.markercluster from npm."""
    if not shutil.which("npm"):
        return None
    subprocess.run(["npm", "pack", "--silent", PEER], cwd=folder, check=True, capture_output=True)  # noqa: S607
    shutil.unpack_archive(next(folder.glob("*.tgz")), folder)
    dist = folder / "package" / "dist"
    return (dist / "leaflet.markercluster.js").read_text("utf-8"), (dist / "MarkerCluster.Default.css").read_text(
        "utf-8"
    )


def write_peer(path: Path, events: Sequence[Event], reports: Sequence[Report], extra: tuple[str, str]) -> None:
    """FastMarkerCluster with a circle, a popup of about 250 characters and a tooltip an event."""
    import folium
    from folium import plugins

    told = {report.event_id: report for report in reports}
    rows = [
        [event.latitude, event.longitude, "#d55e00", peer_popup(event, told[event.event_id]), event.location]
        for event in events
        if event.latitude is not None
    ]
    drawn = folium.Map([49, 34], zoom_start=6, maxZoom=18, tiles=None)
    plugins.FastMarkerCluster(  # type: ignore[no-untyped-call]
        rows,
        callback="function (r) { var k = L.circleMarker([r[0], r[1]], {radius: 5, color: r[2]});"
        " k.bindPopup(r[3]); k.bindTooltip(r[4]); return k; }",
    ).add_to(drawn)
    text = re.sub(r'<script src=.*?</script>|<link rel="stylesheet".*?/>', "", drawn.get_root().render())
    library = f"<script>{page.leaflet('leaflet.js')}</script><script>{extra[0]}</script>"
    style = f"<style>{page.leaflet('leaflet.css')}{extra[1]}</style>"
    path.write_text(text.replace("</head>", f"{library}{style}</head>", 1), encoding="utf-8")


def peer_popup(event: Event, report: Report) -> str:
    """What a plain popup says of an event."""
    facts = (event.sub_event_type, str(event.event_date), event.location or "", report.evidence)
    return "<br>".join(map(html.escape, facts))


def timed(act: Any) -> tuple[float, float]:
    """Seconds by the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - clock, time.process_time() - processor


def measure(folder: Path, count: int, frame: int, extra: tuple[str, str] | None) -> None:
    """Write, open and use one map, and its peer."""
    events, reports, documents = records(count, scatter=0.3)
    random.Random(1).shuffle(events)  # noqa: S311
    ours, theirs = folder / "ours.html", folder / "theirs.html"
    wall, processor = timed(lambda: maps.write(ours, events, reports, documents))
    size = ours.stat().st_size
    driver = chromium()
    took = ready(driver, ours)
    driver.execute_script("window.dateline.map.setZoom(6, {animate: false})")
    answers: dict[str, int] = driver.execute_async_script(ANSWERS)
    print(f"{count:,} events: written in {wall:.1f} s (processor {processor:.1f} s), {size / 1e6:.1f} MB")
    print(f"  of which beyond the frame {(size - frame) / 1e6:.1f} MB; ready in {took:.2f} s")
    for kind in ("pan", "days", "text", "type", "reset"):
        three = sorted(milliseconds for name, milliseconds in answers.items() if name.startswith(kind))
        print(f"  {kind}: median {three[1]} ms, slowest {three[2]} ms")
    if extra:
        wall_peer, processor_peer = timed(lambda: write_peer(theirs, events, reports, extra))
        took_peer = ready(driver, theirs)
        print(f"  FastMarkerCluster: written in {wall_peer:.1f} s ({processor_peer:.1f} s), {theirs.stat().st_size / 1e6:.1f} MB,"
              f" ready in {took_peer:.2f} s; ours / theirs: ready {took / took_peer:.2f}")  # fmt: skip
    driver.quit()


def main() -> None:
    """Measure every count."""
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        sys.exit("chromium and chromedriver are needed: apt-get install chromium chromium-driver")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        extra = plugin(folder)
        maps.write(folder / "frame.html", *_nothing())
        frame = (folder / "frame.html").stat().st_size
        print(f"frame with no events: {frame / 1e6:.2f} MB")
        for count in COUNTS:
            measure(folder, count, frame, extra)


def _nothing() -> tuple[list[Event], list[Report], dict[str, Document]]:
    return records(0)


if __name__ == "__main__":
    main()
