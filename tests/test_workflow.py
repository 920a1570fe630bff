from __future__ import annotations

import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tqdm import tqdm

from pipeline import documents, files, workflow
from pipeline.__main__ import commands
from pipeline.errors import OutputError, RunError
from pipeline.schema import Document, Event, Issue, Place
from pipeline.workflow import coding, executors, lock, stages, store, texts

SAMPLES = Path(__file__).parent.parent / "data" / "raw"
FORK = multiprocessing.get_context("fork")
TABLES = ("events.csv", "reports.csv", "evidence.csv", "issues.csv", "documents.csv", "merges.csv")
RECORDS = ("documents", "places", "coded", "reports", "events", "issues-places", "issues-reports")


@pytest.fixture(scope="module", autouse=True)
def bars() -> None:
    """A process killed at its bar would for ever keep the lock that tqdm shares with all forks."""
    tqdm.set_lock(threading.RLock())
    tqdm.monitor_interval = 0


@pytest.fixture(scope="module")
def articles() -> list[dict[str, Any]]:
    found = [record for record in documents.read(SAMPLES) if isinstance(record, Document)]
    return [{key: value for key, value in files.to_json(record).items() if key != "file"} for record in found]


def write(path: Path, articles: list[dict[str, Any]]) -> Path:
    keys = {"document_id": "id"}
    rows = [{keys.get(key, key): value for key, value in article.items()} for article in articles]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def asked(folder: Path, source: Path, **values: Any) -> workflow.Options:
    given: dict[str, Any] = {"workers": 1, "formats": ("csv",), "say": lambda _: None} | values
    return workflow.Options(source=source, out=folder / "out", maps=folder / "maps", **given)


def run(options: workflow.Options, *names: str) -> list[workflow.Outcome]:
    return [workflow.run_stage(options, name) for name in names or ("documents", "reports", "events", "outputs")]


def tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / "out" / name).read_bytes() for name in TABLES}


@pytest.fixture(scope="module")
def expected(articles: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("expected")
    run(asked(folder, write(folder / "a.jsonl", articles)))
    return tables(folder)


def test_two_processes_give_the_same_bytes(
    articles: list[dict[str, Any]], expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coding, "FEW", 0)
    monkeypatch.setattr(coding, "SHARD", 2000)
    run(asked(tmp_path, write(tmp_path / "a.jsonl", articles), workers=2))
    assert tables(tmp_path) == expected


def test_the_order_of_the_articles_changes_no_event(
    articles: list[dict[str, Any]], expected: dict[str, bytes], tmp_path: Path
) -> None:
    shuffled = random.Random(3).sample(articles, len(articles))
    run(asked(tmp_path, write(tmp_path / "a.jsonl", shuffled)))
    same = ("events.csv", "reports.csv", "evidence.csv", "merges.csv")
    assert {name: tables(tmp_path)[name] for name in same} == {name: expected[name] for name in same}


def test_only_what_changed_is_coded_again_and_the_result_is_that_of_a_fresh_run(
    articles: list[dict[str, Any]], expected: dict[str, bytes], tmp_path: Path
) -> None:
    source = tmp_path / "a.jsonl"
    other = {**articles[3], "source": "Another Outlet"}
    changed = {**articles[4], "text": articles[4]["text"].replace(".", "!", 1)}
    write(source, [*articles[:3], other, {**changed, "document_id": "gone"}, *articles[5:]])
    run(asked(tmp_path, source))
    write(source, articles)
    _, coded, *_ = run(asked(tmp_path, source))
    assert coded.counts["documents coded now"] == 2
    assert tables(tmp_path) == expected
    moved = write(tmp_path / "another name.jsonl", articles)
    _, coded, *_ = run(asked(tmp_path, moved))
    assert coded.counts["documents coded now"] == 0
    _, coded, *_ = run(asked(tmp_path, source, fresh=True))
    assert coded.counts["documents coded now"] == len(articles)
    assert tables(tmp_path) == expected


def test_another_coder_study_area_or_correction_codes_again(
    articles: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / "a.jsonl", articles[:3])

    def coded(**values: Any) -> int:
        run(asked(tmp_path, source, **values), "documents")
        return workflow.code_documents(asked(tmp_path, source, **values)).counts["documents coded now"]

    table = tmp_path / "corrections.csv"
    table.write_text(f'action,id,field,value\nplace,{articles[0]["document_id"]},Nowhere,"1, 2"\n', encoding="utf-8")
    assert [coded(), coded(), coded(study_area=("UKR",)), coded(), coded(corrected=table)] == [3, 0, 3, 3, 1]
    monkeypatch.setattr(coding, "version", lambda: "next")
    assert coded() == 3


def test_a_store_that_is_damaged_is_made_anew(articles: list[dict[str, Any]], tmp_path: Path) -> None:
    options = asked(tmp_path, write(tmp_path / "a.jsonl", articles[:2]))
    options.stages.mkdir(parents=True)
    (options.stages / "coded.sqlite").write_bytes(b"no database at all" * 300)
    assert run(options, "reports")[0].counts["documents coded now"] == 2


def test_the_store_keeps_what_it_is_told(tmp_path: Path) -> None:
    with store.opened(tmp_path / "s.sqlite") as kept:
        kept.add([(b"a", b"1"), (b"b", b"2")])
    with store.opened(tmp_path / "s.sqlite") as kept:
        kept.keep([b"b"])
        assert (b"a" in kept, kept.get(b"b"), len(kept)) == (False, b"2", 1)


def hold(folder: Path, ready: Any) -> None:
    with lock.locked(folder):
        ready.set()
        time.sleep(60)


def test_a_second_run_says_so_and_stops_and_a_stale_lock_does_not_matter(tmp_path: Path) -> None:
    ready = FORK.Event()
    other = FORK.Process(target=hold, args=(tmp_path, ready))
    other.start()
    try:
        assert ready.wait(20)
        with pytest.raises(RunError, match=f"another run .process {other.pid}. is at work"), lock.locked(tmp_path):
            pass
    finally:
        other.kill()
        other.join()
    (tmp_path / ".events.csv.1.part").write_text("half")
    with lock.locked(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == ["stages"]


def killed(options: workflow.Options, seconds: float) -> bool:
    """Whether a run in another process was killed after so many seconds, or had ended before."""
    other = FORK.Process(target=run, args=(options,))
    other.start()
    other.join(seconds)
    if other.pid is not None and other.is_alive():
        os.kill(other.pid, signal.SIGKILL)
    other.join()
    return other.exitcode == -signal.SIGKILL


def kill_and_go_on(folder: Path, articles: list[dict[str, Any]], part: float) -> dict[str, bytes]:
    """The tables after a run over former ones was killed at a part of its time and another one went on."""
    source = write(folder / "a.jsonl", articles[:4])
    run(asked(folder, source))
    former = tables(folder)
    began = time.monotonic()
    shutil.copytree(folder, folder / "timed")
    run(asked(folder / "timed", write(folder / "timed" / "a.jsonl", articles)))
    lasted = time.monotonic() - began
    write(source, articles)
    if killed(asked(folder, source), part * lasted) and part < 0.1:
        assert tables(folder) == former
    run(asked(folder, source))
    return tables(folder)


@pytest.mark.parametrize("part", [0.05, 0.4, 0.8])
def test_a_killed_run_is_taken_up_by_the_next(
    articles: list[dict[str, Any]], expected: dict[str, bytes], tmp_path: Path, part: float
) -> None:
    assert kill_and_go_on(tmp_path, articles, part) == expected


@pytest.mark.soak
@pytest.mark.parametrize("number", range(20))
def test_a_run_killed_at_any_moment_is_taken_up_by_the_next(
    articles: list[dict[str, Any]], expected: dict[str, bytes], tmp_path: Path, number: int
) -> None:
    assert kill_and_go_on(tmp_path, articles, random.Random(number).random()) == expected


def die_at_rename(options: workflow.Options, number: int) -> None:
    """Run, and die by the signal that nothing can catch when so many files have been moved into place."""
    left = [number]
    move = Path.replace

    def dying(self: Path, target: Path) -> Path:
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        return move(self, target)

    Path.replace = dying  # type: ignore[method-assign, assignment]
    run(options)


@pytest.mark.parametrize("number", [1, 4, 8, 15, 21])
def test_a_run_killed_between_two_files_is_taken_up_by_the_next(
    articles: list[dict[str, Any]], expected: dict[str, bytes], tmp_path: Path, number: int
) -> None:
    options = asked(tmp_path, write(tmp_path / "a.jsonl", articles))
    other = FORK.Process(target=die_at_rename, args=(options, number))
    other.start()
    other.join()
    assert other.exitcode == -signal.SIGKILL
    run(options)
    assert tables(tmp_path) == expected
    assert not list(tmp_path.rglob(".*.part"))


def test_changes_are_those_against_the_last_whole_run(articles: list[dict[str, Any]], tmp_path: Path) -> None:
    """A run killed after it moved the tables, but before changes.csv: the next one still says what is new."""
    source = write(tmp_path / "a.jsonl", articles[:4])
    run(asked(tmp_path, source))
    shutil.copytree(tmp_path, tmp_path / "whole")
    write(source, articles)
    run(asked(tmp_path / "whole", source))
    run(asked(tmp_path, source), "documents", "reports", "events")
    stages._former(asked(tmp_path, source))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.compare.write_changes", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(asked(tmp_path, source), "outputs")
    run(asked(tmp_path, source), "outputs")
    changes = (tmp_path / "out" / "changes.csv").read_bytes()
    assert changes == (tmp_path / "whole" / "out" / "changes.csv").read_bytes()
    assert changes.count(b"added") > 1


def limited(options: workflow.Options, size: int, said: Any) -> None:
    """Run where no file may grow beyond a size, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    try:
        run(options)
    except OutputError as error:
        said.put(str(error))


@pytest.mark.parametrize("size", [3_000, 20_000, 60_000])
def test_a_full_disk_gives_one_line_and_leaves_the_former_tables(
    articles: list[dict[str, Any]], expected: dict[str, bytes], tmp_path: Path, size: int
) -> None:
    source = write(tmp_path / "a.jsonl", articles[:1])
    run(asked(tmp_path, source))
    former = tables(tmp_path)
    write(source, articles)
    said = FORK.Queue()
    other = FORK.Process(target=limited, args=(asked(tmp_path, source), size, said))
    other.start()
    line = said.get(timeout=60)
    other.join()
    assert "cannot be written" in line
    assert "\n" not in line
    assert tables(tmp_path) == former
    run(asked(tmp_path, source))
    assert tables(tmp_path) == expected


def test_a_dead_worker_gives_one_line() -> None:
    with pytest.raises(RunError, match="a worker died"), executors.executor(2, None) as (pool, _):
        pool.submit(os._exit, 9).result()


def test_a_document_on_which_the_coder_breaks_down_is_an_issue(
    articles: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(document: Document, places: tuple[Place, ...]) -> None:
        raise RecursionError(f"{document.document_id}, {len(places)} places")

    monkeypatch.setattr("pipeline.reports.code", fail)
    options = asked(tmp_path, write(tmp_path / "a.jsonl", articles[:3]))
    (outcome,) = run(options, "reports")
    assert outcome.faults == 3
    found = list(files.read_records(options.issues("reports"), Issue))
    assert {issue.kind for issue in found} == {"coder_failed"}
    assert "RecursionError" in (found[0].reason or "")


def test_a_worker_of_another_version_or_with_another_index_is_refused() -> None:
    with pytest.raises(RunError, match="another version"):
        coding.code_lines(coding.Coder(version="other", gazetteer=None, content=""), [])


def test_stages_before_run_first_where_they_are_missing_or_out_of_date(
    articles: list[dict[str, Any]], tmp_path: Path
) -> None:
    said: list[str] = []
    source = write(tmp_path / "a.jsonl", articles[:2])
    options = asked(tmp_path, source, say=said.append)
    workflow.run_stage(options, "outputs")
    assert [line.split(":")[0] for line in said if "running it first" in line] == ["documents", "reports", "events"]
    said.clear()
    write(source, articles)
    run(options, "documents", "places", "outputs")
    assert [line.split(":")[0] for line in said if "running it first" in line] == ["events"]
    assert len(list(files.read_records(options.stage("events"), Event))) > 2


def test_documents_are_loaded_one_by_one(articles: list[dict[str, Any]], tmp_path: Path) -> None:
    records = [files.from_json(Document, article) for article in articles]
    odd = Document(document_id='a "quoted" \\ id, \u00e9', text="words")
    files.write_records(tmp_path / "d.jsonl", [*records, odd])
    found = texts.Documents(tmp_path / "d.jsonl")
    assert dict(found) == {record.document_id: record for record in [*records, odd]}
    assert found.get("nothing") is None


@pytest.mark.parametrize("name", ["documents", "places", "reports", "events", "outputs", "maps"])
def test_every_stage_is_a_command_with_the_same_options(name: str) -> None:
    said = CliRunner().invoke(commands, [name, "--help"]).output
    assert all(option in said for option in ("[SOURCE]", "--out", "--maps", "--workers", "--corrections", "--fresh"))


def test_a_folder_that_cannot_be_written_gives_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OutputError, match="cannot be written"):
        run(workflow.Options(source=SAMPLES, out=tmp_path / "file" / "out"), "documents")


@pytest.mark.soak
@pytest.mark.loopback
@pytest.mark.enable_socket
def test_a_dask_cluster_gives_the_same_bytes(
    articles: list[dict[str, Any]], expected: dict[str, bytes], tmp_path: Path
) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        source = write(tmp_path / "a.jsonl", articles)
        run(asked(tmp_path, source, scheduler=cluster.scheduler_address))
    assert tables(tmp_path) == expected


@pytest.mark.loopback
@pytest.mark.enable_socket
def test_a_scheduler_that_does_not_answer_gives_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(executors, "WAIT", 1)
    with pytest.raises(RunError, match="no Dask scheduler answers"), executors.executor(1, "tcp://127.0.0.1:9"):
        pass
