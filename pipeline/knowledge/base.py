"""Looking organisations up: by folded name, by id, by parent."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.knowledge.records import KnownCompany
from pipeline.knowledge.table import company_of, read_bytes, unpack

TABLE = Path(__file__).parent / "companies.jsonl.gz"


class Knowledge:
    """The knowledge base: read only, in memory, companies made when they are asked for."""

    def __init__(self, rows: list[list[Any]], version: str = "") -> None:
        """``rows`` are those of :func:`pipeline.knowledge.table.unpack`; ``version`` tells them from other rows."""
        self.version = version
        self._facts: list[tuple[str, str | None, str]] = []
        self._made: dict[int, KnownCompany] = {}
        self._ids: dict[str, int] = {}
        self._children: dict[str, list[int]] = defaultdict(list)
        self._names: dict[str, list[tuple[int, bool, int]]] = defaultdict(list)
        for number, (id_, parent, keys, facts) in enumerate(rows):
            self._facts.append((id_, parent, facts))
            self._ids[id_] = number
            if parent is not None:
                self._children[parent].append(number)
            listed = ":" in id_
            for key, rank in keys:
                self._names[key].append((rank, listed, number))

    def lookup(self, folded_name: str) -> tuple[KnownCompany, ...]:
        """The organisations of a name folded by :func:`pipeline.knowledge.fold.fold_name`, the likeliest first.

        The one the name stands for by default, then those that bear it today, then those that bear it with a legal
        form, then those that once did; at each step the hand list before the public lists. Empty if unknown.
        """
        return tuple(self._company(number) for _, _, number in sorted(self._names.get(folded_name, ())))

    def get(self, id: str) -> KnownCompany | None:
        """The organisation of an id, None if there is none."""
        number = self._ids.get(id)
        return None if number is None else self._company(number)

    def children(self, id: str) -> tuple[KnownCompany, ...]:
        """The organisations whose parent is ``id``, in order of id."""
        return tuple(self._company(number) for number in self._children.get(id, ()))

    def __iter__(self) -> Iterator[KnownCompany]:
        """All organisations, in order of id."""
        return (self._company(number) for number in range(len(self._facts)))

    def __len__(self) -> int:
        return len(self._facts)

    def _company(self, number: int) -> KnownCompany:
        made = self._made.get(number)
        if made is None:
            made = self._made[number] = company_of(*self._facts[number])
        return made


@lru_cache(maxsize=1)
def load_knowledge() -> Knowledge:
    """The knowledge base that ships with Dealwire, read once. Raises :class:`~pipeline.errors.InputError`."""
    table = read_bytes(TABLE)
    return Knowledge(unpack(table, str(TABLE)), hashlib.sha256(table).hexdigest()[:8])
