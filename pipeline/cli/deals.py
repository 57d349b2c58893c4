"""``dealwire deals`` and ``dealwire deal``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.cli.console import clean, out, print_line, print_table, table, tell
from pipeline.cli.filtering import takes_filter
from pipeline.cli.options import (
    ConfigOption,
    DbOption,
    Format,
    FormatOption,
    LangOption,
    LimitOption,
    opened,
    parse_day,
)
from pipeline.query.filters import DealFilter

if TYPE_CHECKING:
    from pipeline.extract.money import Conversion
    from pipeline.link.explain import Explanation
    from pipeline.records import Deal, Lang
    from pipeline.store import Store

_EXAMPLES = """\b
Examples:
  dealwire deals --company SoftBank --since 2025-01-01
  dealwire deals --type acquisition --status announced --min-amount 1bn --currency EUR
  dealwire deals --text 買収 --told-in ja --lang ja
  dealwire deals --changed-since yesterday
  dealwire deals --limit 0 --format jsonl > deals.jsonl"""
_DEAL_EXAMPLES = """\b
Examples:
  dealwire deal d0f3a9c2b1e4d5f60
  dealwire deal d0f3a9c2b1e4d5f60 --why
  dealwire deal d0f3a9c2b1e4d5f60 --as-of 2025-03-01"""

_CHANGES_EXAMPLES = """\b
Examples:
  dealwire changes --changed-since yesterday
  dealwire changes --changed-since 2025-03-01 --company SoftBank --group --format jsonl"""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog=_EXAMPLES)(takes_filter(deals))
    app.command(epilog=_DEAL_EXAMPLES)(deal)
    app.command(epilog=_CHANGES_EXAMPLES)(takes_filter(changes))


def deals(
    wanted: DealFilter,
    sort: Annotated[
        str,
        typer.Option(
            "--sort", metavar="KEY", help="last_seen, first_seen, announced or amount; with a - for the largest first."
        ),
    ] = "-last_seen",
    limit: LimitOption = 50,
    after: Annotated[
        str | None,
        typer.Option("--after", metavar="PLACE", help="Go on behind this place, which the page before ended with."),
    ] = None,
    format: FormatOption = "table",
    lang: LangOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """List the deals that fulfil all of what is asked for; those told of last come first.

    JSON holds each deal whole, with its timeline, its claims and all its reports; the table shows who, what, how much.
    """
    from pipeline.query.deals import list_deals

    _, store = opened(config, db)
    with store:
        page = list_deals(store, wanted, sort=sort, limit=limit, after=after, reports=format != "table")
        write_deals(page.deals, format, lang)
    if not page.deals:
        tell("no deals")
    if page.next is not None:
        tell(f"more: --after '{page.next}'")


def deal(
    id: Annotated[str, typer.Argument(metavar="ID", help="Id of a deal, now or ever shown.")],
    why: Annotated[bool, typer.Option("--why", help="Also say why each report belongs to it.")] = False,
    as_of: Annotated[
        date | None,
        typer.Option("--as-of", metavar="DAY", help="As the database knew it on that evening.", parser=parse_day),
    ] = None,
    format: Annotated[
        Literal["table", "json"], typer.Option("--format", help="What to write: a page to read or to mail, or JSON.")
    ] = "table",
    lang: LangOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """Show one deal in full: its timeline, and every value with the article, the sentence and the words that say so."""
    from pipeline.errors import InputError
    from pipeline.query.converted import converted
    from pipeline.query.deals import get_deal

    settings, store = opened(config, db)
    with store:
        found = get_deal(store, id, as_of)
        if found is None:
            when = f" as of {as_of}" if as_of is not None else ""
            raise InputError(f"{id}: no deal has this id{when}: see `dealwire deals` for those there are")
        if found.id != id:
            tell(f"{id} is part of {found.id} now")
        explained = _explained(store, found.id) if why else []
        conversions = converted(found, settings.settings.reference_currencies)
        if format == "json":
            _write_json(found, conversions, explained)
        else:
            _write_page(store, found, conversions, explained, lang)


def changes(
    wanted: DealFilter,
    format: FormatOption = "table",
    lang: LangOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """Show what changed since a day, which --changed-since gives: new deals, and what was known before of the others.

    JSON holds each deal as it is, and under "before" as it was known on the day before.
    """
    from pipeline.cli.formats import write_rows
    from pipeline.query.as_json import change_json
    from pipeline.query.deals import what_changed

    _, store = opened(config, db)
    with store:
        found = list(what_changed(store, wanted))
    if format == "table":
        _write_table((change.deal for change in found), lang, {change.deal.id: change.before for change in found})
    elif format == "csv":
        write_deals((change.deal for change in found), format, lang)
    else:
        write_rows(map(change_json, found), format, {})
    if not found:
        tell("nothing changed")


def write_deals(deals: Iterable[Deal], format: Format, lang: Lang | None) -> None:
    """Write deals as a table, or as data."""
    from pipeline.cli.formats import keyed, write_csv, write_rows
    from pipeline.jsonable import deal_json

    if format == "table":
        _write_table(deals, lang)
    elif format == "csv":
        from pipeline.query.export.flat import COLUMNS, flat_row

        write_csv(map(flat_row, deals), keyed(*(column.name for column in COLUMNS)))
    else:
        write_rows(map(deal_json, deals), format, {})


def _write_table(deals: Iterable[Deal], lang: Lang | None, before: Mapping[str, Deal | None] | None = None) -> None:
    """A table of deals; with what was known ``before`` of each, where that is asked for."""
    from pipeline.cli.deal_text import parties_text
    from pipeline.cli.display import day_text, reader_language

    reader = reader_language(lang)
    made = table(("Deal", {"min_width": 17}), "Type", "Who", "Amount")
    for deal in deals:
        status = f"{deal.status}{' (stale)' if deal.stale else ''}"
        figures = _figures(deal, reader)
        if before is not None:
            known = before.get(deal.id)
            if known is None:
                status = f"new: {status}"
            elif known.status != deal.status:
                status = f"{known.status} → {status}"
            if known is not None and (was := _figures(known, reader)) != figures:
                figures = f"{figures}\nbefore: {was}"
        made.add_row(
            f"{deal.id}\n{day_text(deal.last_seen, reader)}",
            f"{deal.type}\n{status}",
            clean(parties_text(deal.type, ((party.role, party.name) for party in deal.parties), most=3)),
            clean(figures),
        )
    if made.row_count:
        print_table(made)


def _figures(deal: Deal, lang: Lang) -> str:
    from pipeline.cli.display import UNKNOWN, money_text

    figures = [money_text(deal.amount, lang)] if deal.amount is not None else []
    if deal.valuation is not None:
        figures.append(f"valued at {money_text(deal.valuation, lang)}")
    if deal.stake is not None:
        figures.append(f"{deal.stake:g} %")
    return "\n".join(figures) or UNKNOWN


def _explained(store: Store, deal: str) -> list[Explanation]:
    from pipeline.link.explain import explain

    return explain(store, deal)


def _write_json(deal: Deal, conversions: Sequence[Conversion], explained: Sequence[Explanation]) -> None:
    from pipeline.cli.formats import dumps
    from pipeline.jsonable import deal_json
    from pipeline.query.as_json import conversion_json

    why = [
        {
            "report": one.report,
            "article": one.article,
            "linked_to": one.linked_to,
            "linked_article": one.linked_article,
            "score": one.score,
            "judged": one.judged,
            "reasons": [{"feature": r.feature, "weight": r.weight, "words": r.words} for r in one.reasons],
        }
        for one in explained
    ]
    other = [conversion_json(conversion) for conversion in conversions]
    print(dumps(deal_json(deal) | {"converted": other} | ({"why": why} if explained else {})))


def _write_page(
    store: Store,
    deal: Deal,
    conversions: Sequence[Conversion],
    explained: Sequence[Explanation],
    lang: Lang | None,
) -> None:
    from pipeline.cli.deal_page import DealPage
    from pipeline.cli.display import reader_language

    console = out()
    bodies = store.extractions.bodies([linked.article for linked in deal.reports])
    companies = (store.companies.get(party.company) for party in deal.parties)
    names = {company.id: [name.text for name in company.names] for company in companies if company is not None}
    page = DealPage(deal, bodies, names, reader_language(lang), conversions, explained)
    for number, line in enumerate(page.lines()):
        print_line(console, clean(line), "bold" if number == 0 or line.strip().isupper() else None)
