"""From clusters to finished deals and companies: what a batch changed is written out, and what refers to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.extract.money.conversion import convert
from pipeline.link.companies import ancestors, make_company
from pipeline.link.deals import make_deal
from pipeline.link.linker import Linker
from pipeline.link.profiles import euros
from pipeline.records import Company, Deal, LinkedReport


@dataclass(frozen=True, slots=True)
class Worth:
    """The largest figure of a deal's amount in euros and dollars, and the day of the rate."""

    eur: float | None = None
    usd: float | None = None
    rate_day: date | None = None


def assemble_deals(
    linker: Linker, deals: Mapping[str, Sequence[str]], reports: Mapping[str, LinkedReport]
) -> list[Deal]:
    """The deals of clusters, each a sequence of report ids in order of time, without their lineage."""
    entries = linker.state.entries({report for held in deals.values() for report in held})
    nodes = {mention.node for entry in entries.values() for mention in entry.mentions}
    companies = linker.state.companies(nodes)
    mentions = {report: entry.mentions for report, entry in entries.items()}
    return [make_deal([reports[r] for r in held], mentions, companies, known_name(linker)) for held in deals.values()]


def known_name(linker: Linker) -> Callable[[str], str | None]:
    """Names of companies as the knowledge base shows them."""

    def name(company: str) -> str | None:
        known = linker.knowledge.get(company)
        return known.name if known else None

    return name


def assemble_companies(linker: Linker, ids: Collection[str]) -> dict[str, tuple[Company, tuple[str, ...]]]:
    """Companies by id, each with its heads: itself and its parents. Those without a node are left out."""
    found = {}
    for id, nodes in sorted(linker.state.nodes_of(ids).items()):
        names = linker.state.names(nodes)
        if names:
            learned = {
                node
                for a, b, kind in linker.state.ties(nodes)
                if kind == "learned"
                for node in (a, b)
                if node in nodes and node != id
            }
            found[id] = (make_company(id, names, linker.knowledge, learned), ancestors(id, linker.knowledge))
    return found


def worth(deal: Deal) -> Worth:
    """A deal's amount by the rate of the day on which it was first told; of the next report where that has none. An
    amount in euros or dollars is worth itself, without a day too."""
    if deal.amount is None:
        return Worth()
    for day in sorted({r.published for r in deal.reports if r.published and r.report.amount}):
        eur = euros(deal.amount, day)
        if eur is not None:
            told = convert(deal.amount, day, "USD")
            usd = told.high if told.high is not None else told.low
            return Worth(eur, None if usd is None else float(usd), told.rate_date)
    return Worth(euros(deal.amount, None), float(deal.amount.top) if deal.amount.currency == "USD" else None)
