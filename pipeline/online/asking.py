"""Questions → answers: from the cache, else from the service, until all are answered or the service gives up."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.errors import OptionError
from pipeline.online.cache import Cache, default_path
from pipeline.online.pace import Pace
from pipeline.online.queries import Query, queries
from pipeline.online.service import Service, ServiceError
from pipeline.schema import Candidate, Geocode, Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.online.questions import Question
    from pipeline.online.reader import Reader
    from pipeline.online.server import Server, Settings

IN_A_ROW = 3
"""So many names that fail one after another, and the service is not asked further in this run."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of the questions: an answer for each name, failures with their reason, and counts."""

    geocodes: tuple[Geocode, ...] = ()
    failures: tuple[tuple[Question, str], ...] = ()
    requests: int = 0
    known: int = 0
    unknown: int = 0
    cached: int = 0

    def summary(self, server: Server) -> str:
        """One line for the user."""
        text = (
            f"{server.label}: {_names(self.known)} found, {self.unknown:,} unknown there, {self.cached:,} of them from the"
            f" cache; requests: {self.requests:,}"
        )
        if not self.failures:
            return text
        reasons = dict.fromkeys(reason for _, reason in self.failures)
        more = f" and {len(reasons) - 3} other reasons" if len(reasons) > 3 else ""
        return (
            f"{text}; INCOMPLETE, {_names(len(self.failures))} without an answer: {'; '.join(list(reasons)[:3])}{more}."
            " Run the same command again: it asks only for these"
        )


def ask(
    asked: Sequence[Question],
    server: Server,
    settings: Settings,
    reader: Reader,
    say: Callable[[str], None] = print,
    *,
    pace: Pace | None = None,
) -> Asked:
    """Ask for names.

    Parameters
    ----------
    asked
        The questions; see `questions`.
    server, settings, reader
        Whom to ask, what the user wants, how answers are read.
    say
        Takes lines for the user.
    pace
        Keeps requests apart; by default as the server demands.

    Raises
    ------
    OptionError
        A public server would be asked for too many names without the user's consent.
    """
    cache = Cache(settings.cache or default_path())
    try:
        run = _Run(Service(server, pace or Pace(server.interval)), cache, reader)
        missing = [question for question in asked if run.cached(question) is None]
        if missing:
            _consent(server, len(missing), yes=settings.yes)
            say(f"{server.label}: asking for {_names(len(missing))}{_time(server, missing)}")
            run.ask(missing)
        return run.result(asked, first=settings.first)
    finally:
        cache.close()


def _names(count: int) -> str:
    return f"{count:,} name" if count == 1 else f"{count:,} names"


def _time(server: Server, missing: Sequence[Question]) -> str:
    """How long the requests take by the server's pace alone."""
    if not server.interval:
        return ""
    return ", " + duration(len(missing) * server.interval, 1 + any(question.region for question in missing))


def duration(seconds: float, times: int = 1) -> str:
    """A time in words, with the longest that it may take where names are asked for more than once."""
    text = _words(seconds)
    return f"{text} to {_words(seconds * times)}" if times > 1 and _words(seconds * times) != text else f"about {text}"


def _words(seconds: float) -> str:
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def _consent(server: Server, count: int, *, yes: bool) -> None:
    if server.most is None or count <= server.most or yes:
        return
    raise OptionError(
        f"{count:,} names are to be asked of {server.host}, a public server with one request in {server.interval:g} s:"
        f" this takes {duration(count * server.interval, 2)}, and its operators may not like it ({server.terms}). Nothing has been sent."
        " Add a country dump to the gazetteer first (`dateline gazetteer add UA.zip`), use a server of your own"
        " (--geocoder-url), or say --yes"
    )


@dataclass(slots=True)
class _Run:
    """The state of one run of questions."""

    service: Service
    cache: Cache
    reader: Reader
    failures: dict[Question, str] = field(default_factory=dict)
    fresh: set[Question] = field(default_factory=set)

    def cached(self, question: Question) -> Geocode | None:
        """The answer that the cache has; `None` where one of the queries has still to be asked."""
        for query in queries(self.service.server.geocoder, question):
            known = self.cache.get(self.service.server.label, query.key)
            if known is None:
                return None
            if known.candidates:
                return known
        return known

    def ask(self, missing: Sequence[Question]) -> None:
        """Ask until all is answered, or until the service gives up."""
        from tqdm import tqdm

        failed = 0
        over = ""
        for question in tqdm(missing, desc=self.service.server.label, unit=" names", disable=None, mininterval=0.5):
            if over:
                self.failures[question] = f"not asked, for the service had failed: {over}"
                continue
            try:
                self._ask(question)
                self.fresh.add(question)
                failed = 0
            except ServiceError as error:
                self.failures[question] = str(error)
                failed += 1
                if error.over or failed >= IN_A_ROW:
                    over = str(error)

    def _ask(self, question: Question) -> None:
        server = self.service.server
        for query in queries(server.geocoder, question):
            known = self.cache.get(server.label, query.key)
            if known is None:
                known = self._answer(question, query)
                self.cache.put(server.label, query.key, known, datetime.now(UTC))
            if known.candidates:
                return

    def _answer(self, question: Question, query: Query) -> Geocode:
        server = self.service.server
        answers = self.service.ask(query)
        try:
            candidates = self.reader.read(server, question.name, answers)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise ServiceError("the answer has not the shape of a geocoder's") from error
        raw = answers[0].raw if answers else {}
        licence = str(raw.get("licence") or "") if isinstance(raw, dict) else ""
        return Geocode(
            asked=question.name, geocoder=server.name, server=server.host, licence=licence[:300] or server.licence,
            candidates=candidates,
        )  # fmt: skip

    def result(self, asked: Sequence[Question], *, first: bool) -> Asked:
        """All answers, joined by name."""
        found: dict[str, dict[Candidate, None]] = {}
        facts: dict[str, Geocode] = {}
        known = cached = answered = 0
        for question in asked:
            geocode = None if question in self.failures else self.cached(question)
            if geocode is None:
                continue
            answered += 1
            known += bool(geocode.candidates)
            cached += question not in self.fresh
            facts.setdefault(question.name, geocode)
            found.setdefault(question.name, {}).update(dict.fromkeys(geocode.candidates))
        geocodes = tuple(
            dataclasses.replace(facts[name], first=first, candidates=tuple(sorted(found[name], key=repr)))
            for name in sorted(found)
        )
        return Asked(geocodes, tuple(self.failures.items()), self.service.requests, known, answered - known, cached)


def issues(asked: Asked, server: Server) -> tuple[Issue, ...]:
    """An issue for each place of a name on which the service failed."""
    found = [
        Issue(
            document_id=document_id,
            stage="places",
            kind="geocoder_failed",
            start=start,
            end=end,
            text=question.name,
            reason=f"{server.label} failed: {reason}; this says nothing about the place: run again",
        )
        for question, reason in asked.failures
        for document_id, start, end in question.used
    ]
    return tuple(sorted(found, key=lambda issue: (issue.document_id or "", issue.start or 0, issue.text or "")))
