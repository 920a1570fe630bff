"""Online geocoders against a small server of our own on 127.0.0.1: the whole line, its pace, its failures, its repetition."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from pipeline import gazetteer, online
from pipeline.__main__ import commands
from pipeline.gazetteer import sources
from tests.test_online import LOZA, LOZA_RU, node, question

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.loopback, pytest.mark.enable_socket]

PLACES = (
    LOZA,
    LOZA_RU,
    node("Osokory", (50.2, 36.9), "Kharkiv Oblast", "ua"),
    node("Pidlisnivka", (51.1, 34.2), "Sumy Oblast", "ua", "hamlet"),
    node("Volnytsia", (50.9, 36.1), "Belgorod Oblast", "ru"),
)
ARTICLE = "published: 2023-05-23\nsource: Valley Herald\ntitle: {title}\n\n{text}\n"
TEXTS = (
    "Russian forces shelled the village of Loza in Kharkiv region of Ukraine on Sunday, killing two people, police said.",
    "A Ukrainian drone hit the village of Loza in Belgorod region of Russia on Monday, wounding a man, police said.",
    "Russian artillery shelled the village of Osokory in Kharkiv region of Ukraine on Friday, wounding four people.",
    "Russian missiles struck the village of Pidlisnivka in Sumy region of Ukraine on Thursday, killing a child.",
    "Ukrainian forces shelled the village of Volnytsia in Belgorod region of Russia on Monday, killing one woman.",
    "Gunmen kidnapped five teachers in the village of Umbertoville in Sumy region of Ukraine on May 2, police said.",
)
SAME = ("events.csv", "reports.csv", "issues.csv", "evidence.csv", "documents.csv", "events.geojson", "merges.csv")


class Server:
    """Answers searches from `PLACES`; request number i gets step i of the plan, later ones the last step's `then`."""

    def __init__(self, plan: tuple[str, ...] = (), then: str = "ok") -> None:
        self.plan = plan
        self.then = then
        self.times: list[float] = []
        self.paths: list[str] = []
        self.agents: set[str] = set()
        self.url = ""

    def step(self) -> str:
        number = len(self.times) - 1
        return self.plan[number] if number < len(self.plan) else self.then

    def search(self, path: str) -> list[dict[str, Any]]:
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        name, state = query.get("city") or query["q"], query.get("state")
        codes = query.get("countrycodes", "ua,ru").split(",")
        return [
            place
            for place in PLACES
            if place["name"] == name
            and place["address"]["country_code"] in codes
            and state in {None, place["address"]["state"]}
        ]


def handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.times.append(time.monotonic())
            server.paths.append(self.path)
            server.agents.add(self.headers["User-Agent"])
            step = server.step()
            body = json.dumps(server.search(self.path)).encode()
            if step == "drop":
                self.close_connection = True
                self.connection.close()
                return
            if step == "slow":
                time.sleep(1.6)
            if step == "html":
                body = b"<html><body>Maintenance</body></html>"
            if step == "cut":
                body = body[: len(body) // 2]
            self.send_response(int(step) if step.isdigit() else 302 if step.startswith("http") else 200)
            if step.startswith("http"):
                self.send_header("Location", step)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@contextmanager
def served(plan: tuple[str, ...] = (), then: str = "ok") -> Iterator[Server]:
    server = Server(plan, then)
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler(server))
    server.url = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


READER = online.Reader(lambda name: gazetteer.variant(gazetteer.key(name)), lambda name, _: name)


def asked(server: Server, folder: Path, *names: str, timeout: float = 10.0, interval: float = 0.0) -> online.Asked:
    settings = online.Settings(
        geocoder="nominatim", url=server.url, cache=folder / "cache.sqlite", timeout=timeout, interval=interval
    )
    questions = [question(name) for name in names]
    return online.ask(questions, online.connect(settings), settings, READER, lambda _: None)


def test_requests_reach_the_server_no_faster_than_allowed(tmp_path: Path) -> None:
    with served(("ok", "503", "drop")) as server:
        found = asked(server, tmp_path, "Loza", "Osokory", "Volnytsia", interval=0.15)
    gaps = [later - earlier for earlier, later in zip(server.times, server.times[1:], strict=False)]
    assert (len(server.times), found.requests, found.known) == (5, 5, 3)
    assert min(gaps) >= 0.15
    assert gaps[1] >= 0.3, "longer after a failure"


@pytest.mark.parametrize(
    ("step", "requests", "reason"),
    [
        ("403", 1, "HTTP status 403"),
        ("429", 3, "HTTP status 429, 3 times"),
        ("500", 3, "HTTP status 500, 3 times"),
        ("503", 3, "HTTP status 503, 3 times"),
        ("html", 1, "the answer is no valid JSON"),
        ("cut", 1, "the answer is no valid JSON"),
        ("drop", 3, "the connection failed"),
        ("http://192.0.2.1/search", 1, "it redirects to another address"),
    ],
)
def test_failures_of_a_server(tmp_path: Path, step: str, requests: int, reason: str) -> None:
    with served(then=step) as server:
        failed = asked(server, tmp_path, "Loza")
        server.then = "ok"
        again = asked(server, tmp_path, "Loza")
    assert [said.startswith(reason) for _, said in failed.failures] == [True], failed.failures
    assert (failed.requests, again.requests, again.known) == (requests, 1, 1)


def test_a_slow_server(tmp_path: Path) -> None:
    with served(("slow",)) as server:
        found = asked(server, tmp_path, "Loza", timeout=1.2)
    assert (found.requests, found.known) == (2, 1)


def test_no_server_and_no_such_host(tmp_path: Path) -> None:
    with served() as server:
        pass
    assert "connection refused, 3 times" in asked(server, tmp_path, "Loza").failures[0][1]
    server.url = "http://nominatim.invalid"
    failed = asked(server, tmp_path, "Loza", "Osokory")
    assert (failed.failures[0][1], failed.requests) == ("no such host: nominatim.invalid", 1)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our tables without any town."""
    path = tmp_path_factory.mktemp("gazetteer") / "index.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "towns_file", lambda: path.with_name("towns.json"))
        path.with_name("towns.json").write_text("{}", encoding="utf-8")
        gazetteer.build(path, progress=False)
    return path


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    for number, text in enumerate(TEXTS):
        (folder / f"{number}.txt").write_text(ARTICLE.format(title=f"Story {number}", text=text), encoding="utf-8")
    return folder


def run(articles: Path, index: Path, out: Path, server: Server | None, *more: str) -> Any:
    arguments = ["run", str(articles), "--out", str(out), "--maps", str(out / "maps"), "--gazetteer", str(index)]
    if server is not None:
        arguments += ["--geocoder", "nominatim", "--geocoder-url", server.url]
        arguments += ["--geocode-cache", str(out.with_name(f"{out.name}.cache"))]
    return CliRunner().invoke(commands, [*arguments, *more])


def content(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in SAME}


def placed(out: Path) -> dict[str, tuple[str, int]]:
    lines = [json.loads(line) for line in (out / "stages" / "events.jsonl").read_text(encoding="utf-8").splitlines()]
    return {line["location"] + line.get("admin1", ""): (line["geocoder"], line.get("geo_precision")) for line in lines}


def test_a_run_with_a_service_then_without_it_then_with_faults(articles: Path, index: Path, tmp_path: Path) -> None:
    whole, broken, offline = tmp_path / "whole", tmp_path / "broken", tmp_path / "offline"
    with served() as server:
        done = run(articles, index, whole, server)
        assert done.exit_code == 0, done.output
        assert placed(whole) == {
            "LozaKharkiv Oblast": ("nominatim", 1),
            "LozaBelgorod Oblast": ("nominatim", 1),
            "OsokoryKharkiv Oblast": ("nominatim", 1),
            "PidlisnivkaSumy Oblast": ("nominatim", 1),
            "VolnytsiaBelgorod Oblast": ("nominatim", 1),
            "UmbertovilleSumy Oblast": ("gazetteer", 3),
        }
        requests = len(server.times)
        assert run(articles, index, whole, server).exit_code == 0
        assert len(server.times) == requests, "the second run asks nothing"
        assert all(agent.startswith("dateline/") for agent in server.agents)
        sent = " ".join(server.paths)
        assert "Umbertoville" in sent
        assert not any(word in sent for word in ("shelled", "Herald", "Story"))
        first = content(whole)
        plan = ("ok",) * (requests // 2)

    with served(plan, then="503") as server:
        stopped = run(articles, index, broken, server)
        assert stopped.exit_code == 4
        assert "incomplete: the geocoder did not answer" in stopped.output
        issues = (broken / "issues.csv").read_text(encoding="utf-8")
        assert issues.count("geocoder_failed") >= 2
        assert content(broken) != first
        before = len(server.times)
        (broken / "changes.csv").unlink()
        server.then = "ok"
        assert run(articles, index, broken, server).exit_code == 0
        assert len(server.times) - before == requests - len(plan), "the next run asks only what is missing"
    assert content(broken)["issues.csv"].decode() == first["issues.csv"].decode()
    assert content(broken) == first

    with_answers = tmp_path / "with-answers.sqlite"
    gazetteer.add(index, whole / "stages" / "geocodes.jsonl", into=with_answers, progress=False)
    assert run(articles, with_answers, offline, None).exit_code == 0
    assert content(offline) == first

    from_cache = tmp_path / "from-cache.sqlite"
    gazetteer.add(index, tmp_path / "whole.cache", into=from_cache, progress=False)
    for name in ("Loza", "Osokory", "Umbertoville"):
        assert gazetteer.open(from_cache).lookup(name) == gazetteer.open(with_answers).lookup(name)

    for out in (whole, offline):
        manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
        assert ("geocoder" in manifest["options"]) == (out == whole)
        assert manifest["attribution"] == ["© OpenStreetMap contributors (ODbL 1.0)"]
        assert "OpenStreetMap contributors (ODbL 1.0)" in (out / "maps" / "events.html").read_text(encoding="utf-8")


def test_a_run_goes_on_without_a_server(articles: Path, index: Path, tmp_path: Path) -> None:
    with served() as server:
        pass
    stopped = run(articles, index, tmp_path / "out", server)
    assert stopped.exit_code == 4, stopped.output
    assert {kind for kind, _ in placed(tmp_path / "out").values()} == {"gazetteer"}


def test_a_service_that_goes_first(articles: Path, index: Path, tmp_path: Path) -> None:
    with served() as server:
        done = run(articles, index, tmp_path / "out", server, "--geocoder-first")
    assert done.exit_code == 0, done.output
    assert placed(tmp_path / "out")["OsokoryKharkiv Oblast"] == ("nominatim", 1)


def test_options_without_a_service(articles: Path, index: Path, tmp_path: Path) -> None:
    refused = run(articles, index, tmp_path / "out", None, "--geocoder-first")
    assert "name the service too" in str(refused.exception)
