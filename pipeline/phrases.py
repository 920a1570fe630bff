"""Finds the word patterns of a lexicon in a list of words, in one pass whatever the number of patterns.

A pattern is a row of elements separated by spaces: a word (`airstrike`), a choice (`(missile|rocket)`, an empty
choice makes it optional: `(the|)`), all forms of a verb of `lexicons/verbs.csv` (`<open> fire`), one form of it
(`<shell:ing>`), or a gap of up to four words (`~`; `~7`: up to seven). Words are compared in small letters. A verb's
forms: base, s, ing, past, participle.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from pipeline import lexicon
from pipeline.errors import LexiconError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

T = TypeVar("T")
GAP = 4
_STOPS = frozenset((".", ";", ":"))
"""Marks that no gap crosses."""
_BETWEEN_GAPS = re.compile(r"~\d*\s+(?:\([^)]*\|\)\s+)+~")
_ELEMENT = re.compile(r"\(([^)]*)\)|<([^>:]+)(?::(\w+))?>|~(\d*)|(\S+)")


@cache
def verb_forms() -> dict[str, dict[str, tuple[str, ...]]]:
    """Lemma to its forms by kind."""
    columns = ("lemma", "s", "ing", "past", "participle")
    return {
        row["lemma"]: {"base": (row["lemma"],), **{kind: lexicon.values(row[kind]) for kind in columns[1:]}}
        for row in lexicon.table("verbs", columns)
    }


def inflect(lemma: str, kind: str = "") -> tuple[str, ...]:
    """All forms of a verb, or those of one kind.

    Raises
    ------
    LexiconError
        The verb is not in `lexicons/verbs.csv`.
    """
    forms = verb_forms().get(lemma)
    if forms is None:
        raise LexiconError(f"<{lemma}> is not in lexicons/verbs.csv; add a row with its forms")
    if kind and kind not in forms:
        raise LexiconError(f"<{lemma}:{kind}>: a verb form is one of {', '.join(forms)}")
    return forms[kind] if kind else tuple(dict.fromkeys(form for group in forms.values() for form in group))


@cache
def forms(*kinds: str) -> frozenset[str]:
    """The forms of some kinds of all verbs: base, s, ing, past, participle."""
    return frozenset(form for lemma in verb_forms() for kind in kinds for form in inflect(lemma, kind))


class Match(NamedTuple, Generic[T]):
    """Words `first` to `last` (inclusive) match the pattern that carries `value`."""

    first: int
    last: int
    value: T


class _Node(Generic[T]):
    """A point in the tree of patterns; `ends` are the values of those that may end here, once all are in."""

    __slots__ = ("ends", "gaps", "next", "values")

    def __init__(self) -> None:
        self.next: dict[str, _Node[T]] = {}
        self.gaps: dict[int, _Node[T]] = {}
        self.values: list[T] = []
        self.ends: tuple[T, ...] = ()

    def child(self, word: str) -> _Node[T]:
        return self.next.setdefault(word, _Node())

    def close(self) -> None:
        """Set the ends of this point and of those after it."""
        behind = [value for after in self.gaps.values() for value in after.values]
        self.ends = tuple(dict.fromkeys([*self.values, *behind]))
        for after in (*self.next.values(), *self.gaps.values()):
            after.close()


def _grow(nodes: list[_Node[T]], choices: Iterable[str]) -> list[_Node[T]]:
    grown: list[_Node[T]] = []
    for node in nodes:
        for choice in choices:
            reached = node
            for word in choice.split():
                reached = reached.child(word)
            grown.append(reached)
    return grown


class Phrases(Generic[T]):
    """The patterns of a lexicon, compiled once."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._root: _Node[T] = _Node()
        for pattern, value in entries:
            for node in self._compile(pattern):
                node.values.append(value)
        self._root.close()
        self.first_words = frozenset(self._root.next)

    def _compile(self, pattern: str) -> list[_Node[T]]:
        if _BETWEEN_GAPS.search(pattern):
            raise LexiconError(
                f"pattern {pattern!r} has nothing but words to leave out between two gaps; write one gap"
            )
        nodes = [self._root]
        for match in _ELEMENT.finditer(pattern):
            choice, lemma, kind, gap, word = match.groups()
            if choice is not None:
                nodes = _grow(nodes, choice.split("|"))
            elif lemma is not None:
                nodes = _grow(nodes, inflect(lemma, kind or ""))
            elif word is not None:
                nodes = _grow(nodes, (word,))
            elif re.search(r"~\d*\s*$", pattern[: match.start()]):
                raise LexiconError(f"pattern {pattern!r} has two gaps beside each other; write one, such as ~8")
            else:
                nodes = [node.gaps.setdefault(int(gap or GAP), _Node()) for node in nodes]
        if any(node is self._root for node in nodes):
            raise LexiconError(f"pattern {pattern!r} can match nothing; give it a word")
        return nodes

    def find(self, words: Sequence[str]) -> Iterator[Match[T]]:
        """Matches in a list of words in small letters: for each first word the longest one of each value."""
        if self.first_words.isdisjoint(words):
            return
        starts = self._root.next
        for first in [at for at, word in enumerate(words) if word in starts]:
            node = starts[words[first]]
            if not node.gaps and (first + 1 == len(words) or words[first + 1] not in node.next):
                for value in node.ends:
                    yield Match(first, first, value)
                continue
            best: dict[T, int] = {}
            self._walk(node, words, first, best)
            for value, last in best.items():
                yield Match(first, last, value)

    def _walk(self, node: _Node[T], words: Sequence[str], at: int, best: dict[T, int]) -> None:
        for value in node.ends:
            if best.get(value, -1) < at:
                best[value] = at
        following = at + 1
        if following >= len(words):
            return
        found = node.next.get(words[following])
        if found is not None:
            self._walk(found, words, following, best)
        for length, after in node.gaps.items():
            for where in range(following, min(following + length + 1, len(words))):
                target = after.next.get(words[where])
                if target is not None:
                    self._walk(target, words, where, best)
                if words[where] in _STOPS:
                    break
