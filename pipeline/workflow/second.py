"""A geocoding service's second opinion: the documents coded, the open names asked for, the documents coded again.

places.jsonl → questions → answers → geocodes.jsonl → the place index with them → places.jsonl, coded.jsonl

The answers stand in the index as `dateline gazetteer add geocodes.jsonl` puts them there, so that a run with that
index gives the same bytes without a network.
"""

from __future__ import annotations

import dataclasses
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline import files
from pipeline.schema import Issue, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.gazetteer import Gazetteer
    from pipeline.online import Reader, Settings
    from pipeline.workflow.options import Options, Outcome


def opinion(
    options: Options,
    settings: Settings,
    outcome: Outcome,
    index: Gazetteer,
    code: Callable[[Options, str], Outcome],
) -> Outcome:
    """Ask for the names that are open, and code the documents again with the answers.

    Parameters
    ----------
    options
        The run.
    settings
        The service.
    outcome
        What coding without the service gave; its places are read from places.jsonl.
    index
        The place index.
    code
        Codes the documents with another place index, under a name for its store.
    """
    from pipeline import gazetteer, online

    server = online.connect(settings)
    asked = online.questions(_by_document(options), every=settings.first, study_area=options.study_area)
    result = online.ask(asked, server, settings, _reader(index), options.say)
    path = options.stage("geocodes")
    files.write_records(path, result.geocodes)
    if any(geocode.candidates for geocode in result.geocodes):
        wider = options.stages / "gazetteer.sqlite"
        try:
            gazetteer.add(index.path, path, into=wider, progress=False)
            outcome = code(dataclasses.replace(options, gazetteer=wider), "coded-online")
        finally:
            wider.unlink(missing_ok=True)
    doubts = [*files.read_records(options.issues("places"), Issue), *online.issues(result, server)]
    files.write_records(options.issues("places"), doubts)
    options.say(result.summary(server))
    return dataclasses.replace(outcome, unanswered=len(result.failures))


def _by_document(options: Options) -> Iterator[tuple[Place, ...]]:
    places = files.read_records(options.stage("places"), Place)
    for _, group in groupby(places, key=lambda place: place.document_id):
        yield tuple(group)


def _reader(index: Gazetteer) -> Reader:
    """Reads a service's answers with the index's spellings and its names of regions."""
    from pipeline import gazetteer, online

    def region(name: str, iso3: str | None) -> str | None:
        found = (c.admin1 for c in index.lookup(name) if c.location_type == "region" and c.iso3 == iso3)
        return next(found, None)

    return online.Reader(lambda name: gazetteer.variant(gazetteer.key(name)), region)
