"""Companies by any of their names."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import InputError
from pipeline.knowledge.fold import fold_name
from pipeline.link.legal_forms import split_name
from pipeline.records import Company
from pipeline.store import Store
from pipeline.store.queries import CompanyReader


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """Companies with the number of their deals, those with most first."""

    companies: tuple[tuple[Company, int], ...]
    next: str | None
    """Where the next page begins; None behind the last one."""


def company_ids(store: Store, name: str) -> list[str]:
    """Ids of the companies that a name or id stands for; several where the name is ambiguous.

    A name is met in any script, without regard to case, accents and width; one that no company has as it stands, is
    looked for without its legal form. Raises InputError, naming the nearest names, where nobody is called so."""
    found = store.companies.resolve(name)
    if found is not None:
        return [found]
    parts = split_name(name)
    for folded in dict.fromkeys((fold_name(name), parts.folded, parts.stem)):
        if ids := store.companies.named([folded]):
            return ids
    nodes = [node for _, node in store.links.buckets([f"core|{parts.core}"])]
    if ids := sorted({company for _, company in store.links.companies(nodes)}):
        return ids
    near = CompanyReader(store.connection).near(fold_name(name)[:3], 3)
    remedy = f"did you mean {' or '.join(near)}?" if near else "see `dealwire companies` for all"
    raise InputError(f"{name}: no company of the database is called so: {remedy}")


def get_companies(store: Store, name: str) -> list[Company]:
    """The companies that a name or id stands for; see :func:`company_ids`."""
    found = (store.companies.get(id) for id in company_ids(store, name))
    return [company for company in found if company is not None]


def group_ids(store: Store, ids: list[str]) -> set[str]:
    """Companies with all those that belong to them."""
    return CompanyReader(store.connection).group(ids)


def list_companies(store: Store, text: str = "", limit: int = 50, after: str | None = None) -> CompanyPage:
    """Companies with a name that holds ``text``; all where it is empty. ``limit`` 0 is for all.

    Raises InputError for a place to begin that :class:`CompanyPage` did not give."""
    place = None
    if after is not None:
        deals, _, id = after.partition("|")
        if not deals.isdigit() or not id:
            raise InputError(f"{after!r} is no place in a list of companies: give the one that a page ended with")
        place = int(deals), id
    rows = CompanyReader(store.connection).page(
        fold_name(text) if text.strip() else "", limit + 1 if limit else -1, place
    )
    shown = rows[:limit] if limit else rows
    more = len(rows) > len(shown)
    return CompanyPage(
        tuple((company, deals) for deals, company in shown), f"{shown[-1][0]}|{shown[-1][1].id}" if more else None
    )
