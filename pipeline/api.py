"""Dealwire for notebooks and programs: open a database, ask it, give it texts. ``from pipeline import Dealwire``.

    from pipeline import Dealwire

    with Dealwire("dealwire.db") as dealwire:
        for deal in dealwire.deals(company="SoftBank", since=date(2025, 1, 1), min_amount=1e9):
            print(deal.type, deal.status, deal.amount)

Records are those of :mod:`pipeline.records`: frozen, with types. Errors are those of :mod:`pipeline.errors`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypedDict, TypeVar, Unpack

from pipeline.opening import open_config_and_store
from pipeline.query.filters import Days, DealFilter
from pipeline.records import Company, Deal, DealType, Lang, Role, Status

if TYPE_CHECKING:
    from pipeline.extract.engine import Engine
    from pipeline.query.deals import Change
    from pipeline.query.export import ExportFormat
    from pipeline.query.loops import Loop, LoopOptions
    from pipeline.query.search import Found
    from pipeline.query.totals import DealTotal
    from pipeline.store.queries import TotalKey

T = TypeVar("T", bound=str)


class Wanted(TypedDict, total=False):
    """What deals must fulfil: all of it; what is left out does not matter. One value or several of them."""

    company: str | Sequence[str]
    """Names, in any script, or ids; each of them is a party."""
    group: bool
    """Whether a company stands for all companies of its group."""
    role: Role | Sequence[Role]
    """One of the companies is in one of these roles."""
    type: DealType | Sequence[DealType]
    status: Status | Sequence[Status]
    lang: Lang | Sequence[Lang]
    """Some article in one of these languages reports the deal."""
    country: str | Sequence[str]
    """Some party is from there: ISO 3166 alpha-2 codes."""
    min_amount: Decimal | float
    max_amount: Decimal | float
    """The largest figure told, in ``currency``, by the rate of each deal's day."""
    currency: str
    """ISO 4217 code; USD where it is left out."""
    min_stake: float
    max_stake: float
    """Per cent."""
    since: date
    until: date
    """Day of the first report."""
    announced_since: date
    announced_until: date
    completed_since: date
    completed_until: date
    text: str
    """Words that some article of the deal holds."""
    as_of: date
    """Asks the database as it was on the evening of that day."""
    changed_since: date
    """Some article of that day or later reports the deal."""
    stale: bool
    """Whether the deal is a rumour that nothing confirmed for a year."""


class Dealwire:
    """An open database of deals. To be closed after use, or used in a ``with`` block; for one thread at a time."""

    def __init__(
        self, database: str | Path | None = None, *, config: str | Path | None = None, create: bool = False
    ) -> None:
        """Open a database; without a path the one that the configuration names. ``config`` is a feeds.yaml, by
        default ``./feeds.yaml`` and else the one that comes with Dealwire.

        Raises :class:`~pipeline.errors.StoreError` where the database is missing and ``create`` is false, or cannot
        be opened, and :class:`~pipeline.errors.ConfigError` for a configuration that is wrong."""
        self.config, self.store = open_config_and_store(
            Path(config) if config is not None else None,
            Path(database) if database is not None else None,
            create=create,
        )
        self._engine: Engine | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self.store.close()

    def deals(self, *, sort: str = "-last_seen", limit: int | None = None, **wanted: Unpack[Wanted]) -> Iterator[Deal]:
        """The deals that fulfil all of what is wanted, whole, those told of last first; read as they are asked for.

        ``sort`` is ``last_seen``, ``first_seen``, ``announced`` or ``amount``, with a ``-`` for the largest first.
        Raises :class:`~pipeline.errors.InputError` for a company that no article names, and for values that no deal
        can have."""
        from itertools import islice

        from pipeline.query.deals import iterate_deals

        return islice(iterate_deals(self.store, make_filter(wanted), sort=sort), limit)

    def deal(self, id: str, *, as_of: date | None = None) -> Deal | None:
        """The deal that an id leads to, now or ever, as it is or was known on a day; None where there is none."""
        from pipeline.query.deals import get_deal

        return get_deal(self.store, id, as_of)

    def count(self, **wanted: Unpack[Wanted]) -> int:
        """How many deals fulfil all of what is wanted."""
        from pipeline.query.deals import count_deals

        return count_deals(self.store, make_filter(wanted))

    def changes(self, day: date, /, **wanted: Unpack[Wanted]) -> Iterator[Change]:
        """The deals that an article of that day or later reports, each with what was known of it the day before."""
        from pipeline.query.deals import what_changed

        return what_changed(self.store, make_filter({**wanted, "changed_since": day}))

    def rows(self, *, sort: str = "-last_seen", **wanted: Unpack[Wanted]) -> Iterator[dict[str, Any]]:
        """Deals as flat rows with the columns of the exports: ``pandas.DataFrame(dealwire.rows())``."""
        from pipeline.query.export.flat import flat_row

        return map(flat_row, self.deals(sort=sort, **wanted))

    def totals(self, by: TotalKey, *, limit: int | None = None, **wanted: Unpack[Wanted]) -> list[DealTotal]:
        """Deals in groups with their sums: by ``month``, ``quarter``, ``year``, ``type``, ``status``, ``company``,
        ``currency``, ``country`` or ``lang``."""
        from pipeline.query.totals import deal_totals

        return deal_totals(self.store, by, make_filter(wanted), limit=limit)

    def companies(self, name: str) -> list[Company]:
        """The companies that a name or id stands for; several where the name is ambiguous.

        Raises :class:`~pipeline.errors.InputError`, naming the nearest names, where nobody is called so."""
        from pipeline.query.companies import get_companies

        return get_companies(self.store, name)

    def search(self, text: str, *, limit: int = 20, offset: int = 0) -> Found:
        """The articles that hold all words of a text, and the companies that bear such a name."""
        from pipeline.query.search import search

        return search(self.store, text, limit=limit, offset=offset)

    def loops(self, options: LoopOptions | None = None, *, as_of: date | None = None) -> list[Loop]:
        """The loops of money, those with the widest narrowest edge first; see docs/loops.md."""
        from pipeline.query.loops import stored_loops

        return stored_loops(self.store, options, as_of)

    def export(
        self,
        path: str | Path,
        *,
        format: ExportFormat | None = None,
        sort: str = "-last_seen",
        **wanted: Unpack[Wanted],
    ) -> int:
        """Write deals to a ``.csv``, ``.jsonl``, ``.parquet``, ``.xlsx`` or ``.sqlite`` file; how many there were."""
        from pipeline.query.export import export_deals

        return export_deals(self.store, Path(path), make_filter(wanted), format=format, sort=sort)

    def ingest(
        self,
        text: str,
        *,
        title: str = "",
        lang: Lang | None = None,
        url: str | None = None,
        published: date | None = None,
        id: str | None = None,
    ) -> list[Deal]:
        """Store an article, read it, link what it reports, and give the deals that it tells of.

        What else is waiting to be read is read as well. The language is found where it is not given; an article in
        none of the three is stored and tells of nothing. Loading the model takes some seconds the first time. Raises
        :class:`~pipeline.errors.InputError` for a text that is no article."""
        from pipeline.extract.engine import load_engine
        from pipeline.ingest.identity import article_id, given_identity
        from pipeline.work import extract_pending, ingest_inputs

        given = {"id": id, "title": title, "text": text, "lang": lang, "url": url, "published": published}
        line = json.dumps({key: value for key, value in given.items() if value}, default=str).encode()
        summary = ingest_inputs(self.store, self.config, ["-"], stdin=[line])
        if summary.errors:
            raise summary.errors[0]
        identity = given_identity(title, text, url)
        known = None if id else self.store.articles.known(identity)
        if self._engine is None:
            self._engine = load_engine(self.config.settings.tagger)
        extract_pending(self.store, self._engine)
        article = id or (known.article if known else article_id(identity))
        return self.store.deals.many(self.store.deals.of_articles([article]))


def make_filter(wanted: Wanted | Mapping[str, Any]) -> DealFilter:
    """The filter that the keywords of :class:`Dealwire` say."""
    given: dict[str, Any] = dict(wanted)

    def several(name: str) -> tuple[Any, ...]:
        value = given.pop(name, ())
        return (value,) if isinstance(value, str) else tuple(value)

    def days(prefix: str) -> Days:
        return Days(given.pop(f"{prefix}since", None), given.pop(f"{prefix}until", None))

    return DealFilter(
        companies=several("company"),
        roles=several("role"),
        types=several("type"),
        statuses=several("status"),
        langs=several("lang"),
        countries=several("country"),
        first_seen=days(""),
        announced=days("announced_"),
        completed=days("completed_"),
        **given,
    )
