"""The page to check a dataset by: its data, and the page itself in a real browser."""

from __future__ import annotations

import json
import re
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from pipeline import corrections, files, review
from pipeline.review import commands, page
from pipeline.schema import Document, Issue, Span
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Iterator

HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> ${alert(1)} {{ 7*7 }}\u2028\u202e"
ASTRAL = "🚀🚀 "
"""Two characters beyond 16 bits: offsets count them as one each."""


def article(number: int, lead: str = "", **values: Any) -> tuple[Document, Any, Any, Issue]:
    """A document with one report, its event, and one rejected mention."""
    text = f"{lead}{factories.TEXT} The minister warned of more strikes."
    start = len(lead)
    name = f"doc-{number}"
    document = Document(document_id=name, text=text, title=f"Article {number}", source="Example News")
    spans = (
        Span(field="trigger", start=start + 9, end=start + 12),
        Span(field="place", start=text.index("Bryansk region"), end=text.index("Bryansk region") + 14),
        Span(field="injuries", start=text.index("Two people"), end=text.index("Two people") + 10),
    )
    report = factories.report(
        number, document_id=name, start=start, end=start + 50, evidence=text[start : start + 50], spans=spans, **values
    )
    event = factories.event(number, event_id=report.event_id, report_ids=(report.report_id,), document_ids=(name,))
    at = text.index("strikes")
    issue = Issue(
        document_id=name,
        stage="reports",
        kind="threat",
        start=at,
        end=at + 7,
        text="strikes",
        reason="a warning, not an event",
    )
    return document, report, event, issue


def dataset(count: int = 3) -> list[tuple[Document, Any, Any, Issue]]:
    made = [article(1), article(2, lead=ASTRAL, status="disputed"), article(3, lead=HOSTILE, target=HOSTILE)]
    return made + [article(number) for number in range(4, count + 1)]


def write(path: Path, records: list[tuple[Document, Any, Any, Issue]], **options: Any) -> tuple[int, int]:
    documents, reports, events, issues = zip(*records, strict=True)
    return review.write(path, documents, reports, events, issues, **options)


def test_hostile_text_stays_data(tmp_path: Path) -> None:
    write(tmp_path / "review.html", dataset(), title="<b>")
    text = (tmp_path / "review.html").read_text(encoding="utf-8")
    assert text.count("<script") == text.count("</script>") == 2 + 3
    assert "<img" not in text
    assert "<title>&lt;b&gt;</title>" in text
    blocks = re.findall(r'<script type="application/json" id="d-(\d+)">(.*?)</script>', text)
    assert json.loads(blocks[2][1])["text"].startswith(HOSTILE)


def test_no_network_and_no_inline_code_but_ours(tmp_path: Path) -> None:
    write(tmp_path / "review.html", dataset())
    text = (tmp_path / "review.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert policy.group(1).startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy.group(1)
    assert "innerHTML" not in text


def test_half_characters_and_order(tmp_path: Path) -> None:
    one = article(1, lead="\ud800 ")
    for name, records in (("a", [one, article(2)]), ("b", [one, article(2)])):
        write(tmp_path / name, records)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert "\ufffd" in (tmp_path / "a").read_text(encoding="utf-8")


def test_more_articles_than_asked_for(tmp_path: Path) -> None:
    assert write(tmp_path / "review.html", dataset(5), limit=4) == (4, 1)


def test_command(tmp_path: Path) -> None:
    documents, reports, events, issues = zip(*dataset(), strict=True)
    stages = tmp_path / "stages"
    for name, records in (
        ("documents", documents),
        ("reports", reports),
        ("events", events),
        ("issues-reports", issues),
    ):
        files.write_records(stages / f"{name}.jsonl", records)
    result = CliRunner().invoke(commands.review, [str(tmp_path), "--out", str(tmp_path / "review.html")])
    assert result.exit_code == 0, result.output
    assert "3 articles" in result.output


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Chromium without a network, with a folder for what it saves."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("chromium or chromedriver is not installed")
    from selenium.webdriver.chrome.service import Service

    folder = tmp_path_factory.mktemp("saved")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1500,900"):
        options.add_argument(argument)
    options.add_argument("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1")
    options.add_experimental_option("prefs", {"download.default_directory": str(folder)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    session = webdriver.Chrome(options=options, service=Service(driver))
    session.saved = folder
    yield session
    session.quit()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Any:
    write(tmp_path / "review.html", dataset(60))
    browser.get((tmp_path / "review.html").as_uri())
    assert browser.find_element("tag name", "body").get_attribute("data-ready") == "true"
    yield browser
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def one(session: Any, selector: str) -> Any:
    return session.find_element("css selector", selector)


def lit(session: Any) -> list[str]:
    return [node.text for node in session.find_elements("css selector", "mark.lit")]


pytestmark = [pytest.mark.enable_socket]


@pytest.mark.browser
def test_click_both_ways(opened: Any) -> None:
    one(opened, "#text mark.place").click()
    assert lit(opened) == ["Bryansk region"]
    assert one(opened, ".record").get_attribute("aria-current") == "true"
    buttons = {node.text: node for node in opened.find_elements("css selector", ".record dd button")}
    buttons["2"].click()
    assert lit(opened) == ["Two people"]
    one(opened, "#text mark.rejection").click()
    assert one(opened, "#rejections li").get_attribute("aria-current") == "true"
    assert "a warning, not an event" in one(opened, "#rejections li").text


@pytest.mark.browser
def test_offsets_beyond_16_bits_and_hostile_markup(opened: Any) -> None:
    for number in (1, 2):
        opened.find_elements("css selector", "#list li")[number].click()
        assert one(opened, "#text mark.event").text == "hit"
        assert one(opened, "#text mark.place").text == "Bryansk region"
    assert opened.title == "Review"
    assert "document.title='owned'" in one(opened, "#text").text
    assert "\u202e" not in one(opened, "body").text
    assert not opened.find_elements("css selector", "#text img, #records img, #text script")


@pytest.mark.browser
def test_filters_and_pages(opened: Any) -> None:
    assert one(opened, "#count").text == "60 of 60 articles"
    assert len(opened.find_elements("css selector", "#list li")) == 50
    opened.execute_script("arguments[0].click()", one(opened, "#next"))
    assert len(opened.find_elements("css selector", "#list li")) == 10
    one(opened, "#status").send_keys("disputed")
    assert one(opened, "#count").text == "1 of 60 articles"
    assert one(opened, "#headline").text == "Article 2"
    one(opened, "#clear").click()
    one(opened, "#find").send_keys("article 33")
    assert one(opened, "#count").text == "1 of 60 articles"


@pytest.mark.browser
def test_keyboard_correction_and_export(opened: Any, tmp_path: Path) -> None:
    body = one(opened, "body")
    body.send_keys("jkn")
    assert one(opened, "#headline").text == "Article 1"
    assert one(opened, ".record").get_attribute("aria-current") == "true"
    one(opened, "#who").send_keys("=A. Researcher")
    body.send_keys("c")
    one(opened, ".edit select").send_keys("injuries")
    value = one(opened, ".edit input")
    value.clear()
    value.send_keys("many")
    one(opened, ".edit button").click()
    assert one(opened, ".edit .error").text == "give a whole number"
    value.clear()
    value.send_keys("3")
    one(opened, ".edit button").click()
    opened.find_elements("css selector", ".tools button")[1].click()
    body.send_keys("e")
    saved = Path(opened.saved) / "corrections.csv"
    for _ in range(50):
        if saved.is_file():
            break
        time.sleep(0.1)
    good, refused = corrections.read(saved)
    saved.unlink()
    assert not refused
    assert [(row.action, row.id, row.field, row.value, row.was) for row in good] == [
        ("set", "r-000000000001", "injuries", "3", "2"),
        ("drop", "r-000000000001", "", "", ""),
    ]
    assert good[0].who == "=A. Researcher"


def test_every_script_is_there() -> None:
    assert all(page._asset(name).strip() for name in page.SCRIPTS)
