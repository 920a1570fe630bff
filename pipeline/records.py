"""Records that are made by the thousand for each article, and by the million for a dataset."""

from __future__ import annotations

import dataclasses
import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar, dataclass_transform, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


@overload
def readonly(cls: type[T], /) -> type[T]: ...


@overload
def readonly(*, kw_only: bool = ..., eq: bool = ...) -> Callable[[type[T]], type[T]]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def readonly(
    cls: type[T] | None = None, /, *, kw_only: bool = False, eq: bool = True
) -> type[T] | Callable[[type[T]], type[T]]:
    """A dataclass with slots whose fields nobody sets: the type checker holds this, not the interpreter.

    A frozen dataclass takes four times as long to make.
    """

    def make(plain: type[T]) -> type[T]:
        return dataclasses.dataclass(
            slots=True, kw_only=kw_only, eq=eq, unsafe_hash=eq and "__hash__" not in vars(plain)
        )(plain)

    return make if cls is None else make(cls)


@contextmanager
def without_collection() -> Iterator[None]:
    """No search for cycles among records, which have few: it would look at all of them again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
