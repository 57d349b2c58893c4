"""``dealwire totals``."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from pipeline.cli.console import clean, print_table, table, tell
from pipeline.cli.filtering import takes_filter
from pipeline.cli.options import ConfigOption, DbOption, FormatOption, LangOption, LimitOption, opened
from pipeline.query.filters import DealFilter

_EXAMPLES = """\b
Examples:
  dealwire totals --by month --since 2025-01-01
  dealwire totals --by company --role acquirer --limit 10
  dealwire totals --by currency --type acquisition --format csv"""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog=_EXAMPLES)(takes_filter(totals))


def totals(
    wanted: DealFilter,
    by: Annotated[
        Literal["month", "quarter", "year", "type", "status", "company", "currency", "country", "lang"],
        typer.Option("--by", help="What to group by; times are those of the announcement, else of the first report."),
    ] = "month",
    limit: LimitOption = 0,
    format: FormatOption = "table",
    lang: LangOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """Count deals in groups, and sum what they are worth in euros and dollars.

    Deals without an amount, in a currency without a rate, or terminated are counted but in no sum. By company,
    country and language a deal is in every group that it belongs to.
    """
    from pipeline.cli.display import number_text, reader_language
    from pipeline.cli.formats import keyed, write_rows
    from pipeline.query.as_json import total_json
    from pipeline.query.totals import deal_totals

    _, store = opened(config, db)
    with store:
        found = deal_totals(store, by, wanted, limit=limit or None)
    if format != "table":
        keys = ("key", "name", "deals", "with_amount", "eur", "usd")
        write_rows(map(total_json, found), format, {**keyed(*keys), "own": lambda row: row.get("own")})
    elif found:
        reader = reader_language(lang)
        right = {"justify": "right"}
        made = table(by.capitalize(), ("Deals", right), ("In sums", right), ("EUR m", right), ("USD m", right))
        for total in found:
            made.add_row(
                clean(total.name or "unknown"),
                *(number_text(n, reader) for n in (total.deals, total.with_amount, total.eur / 1e6, total.usd / 1e6)),
            )
        print_table(made)
    if not found:
        tell("no deals")
