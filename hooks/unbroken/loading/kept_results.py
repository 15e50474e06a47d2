"""Results that are computed once for a key and kept in a store."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from unbroken.loading.module_cache import Store

_Result = TypeVar("_Result")


def kept_or_made(
    store: Store | None,
    key: str,
    decoder: msgspec.msgpack.Decoder[_Result],
    make: Callable[[], _Result],
    may_keep: Callable[[_Result], bool] = lambda result: True,
) -> _Result:
    """Return the result that a store has for a key, or make and keep it.

    Nothing is kept where there is no store, where `may_keep` forbids it, or where a text in the
    result is not Unicode.
    """
    if store is None:
        return make()
    name = key.encode("utf-8", "surrogateescape")
    data = store.get(name)
    if data is not None:
        with suppress(*_DAMAGED):
            return decoder.decode(data)
    result = make()
    if may_keep(result):
        with suppress(*_DAMAGED):
            store.put(name, msgspec.msgpack.encode(result))
    return result


_DAMAGED = (msgspec.MsgspecError, RecursionError, UnicodeError)
