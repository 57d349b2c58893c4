"""``dealwire loops``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.cli.console import clean, out, print_line, tell
from pipeline.cli.options import (
    ConfigOption,
    DbOption,
    LangOption,
    LimitOption,
    opened,
    parse_day,
)

if TYPE_CHECKING:
    from pipeline.query.loops import Loop, LoopEdge
    from pipeline.query.loops.graph import Total
    from pipeline.records import Lang

_EXAMPLES = """\b
Examples:
  dealwire loops
  dealwire loops --company SoftBank --window 730 --tier signed
  dealwire loops --group --format jsonl
  dealwire loops --company OpenAI --format svg > loop.svg"""
_WEAK = {
    "owners_share": "the owners' share of what a venture earns",
    "owners_not_named": "the venture's owners are not named in this deal",
    "supplier_not_named": "the supplier is not named; it may be the venture",
}
"""Why money may take a way that no report tells, for people."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog=_EXAMPLES)(loops)


def loops(
    company: Annotated[
        str | None, typer.Option("--company", metavar="NAME", help="Only loops with this company, by any of its names.")
    ] = None,
    window: Annotated[
        int, typer.Option("--window", min=0, metavar="DAYS", help="The deals of a loop lie this close; 0 for any time.")
    ] = 365,
    tier: Annotated[
        Literal["reported", "signed", "moved"],
        typer.Option("--tier", help="Count rumours too, only what is agreed, or only money told to have moved."),
    ] = "reported",
    group: Annotated[bool, typer.Option("--group", help="Take companies together with their parents.")] = False,
    shares: Annotated[
        bool,
        typer.Option("--shares/--no-shares", help="Whether the owners' share of what a venture earns closes loops."),
    ] = True,
    longest: Annotated[int, typer.Option("--longest", min=2, max=5, metavar="N", help="Most companies of a loop.")] = 5,
    as_of: Annotated[
        date | None,
        typer.Option("--as-of", metavar="DAY", help="As the database knew it on that evening.", parser=parse_day),
    ] = None,
    id: Annotated[
        str | None, typer.Option("--id", metavar="LOOP", help="Only the loop of this id, as the list shows it.")
    ] = None,
    limit: LimitOption = 50,
    format: Annotated[
        Literal["table", "json", "jsonl", "csv", "svg"],
        typer.Option("--format", help="What to write: a list to look at, data, or the first loop as a picture."),
    ] = "table",
    lang: LangOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """Find where money goes round: cycles of companies of which each pays the next, the widest narrowest edge first.

    A loop shows that money can come back, not that it does: docs/loops.md says what counts, and what a loop does not
    prove.
    """
    from pipeline.cli.formats import write_rows
    from pipeline.query.as_json import loop_json
    from pipeline.query.companies import company_ids
    from pipeline.query.loops import LoopOptions, stored_loops, undated_deals

    _, store = opened(config, db)
    with store:
        wanted = LoopOptions(
            window=window or None,
            tier=tier,
            roll_up=group,
            shares=shares,
            company=tuple(company_ids(store, company)) if company is not None else None,
            longest=longest,
            limit=limit or None if id is None else None,
        )
        found = [loop for loop in stored_loops(store, wanted, as_of) if id in (None, loop.id)]
        undated = undated_deals(store, as_of) if window and not found else 0
    if format == "table":
        _show(found, lang)
    elif format == "svg":
        _draw(found, lang)
    elif format == "csv":
        write_rows(found, format, _COLUMNS)
    else:
        write_rows(map(loop_json, found), format, {})
    if not found:
        left_out = f"; {undated} deals without a day are in no window: --window 0 asks for any time" if undated else ""
        tell(f"no loops{left_out}")


def _draw(found: Sequence[Loop], lang: Lang | None) -> None:
    from pipeline.cli.display import reader_language
    from pipeline.query.pictures import loop_svg

    if found:
        print(loop_svg(found[0], reader_language(lang)))
    if len(found) > 1:
        tell(f"the first of {len(found)} loops is drawn; name another with --id")


def _value(loop: Loop) -> float | None:
    return loop.levels[0].value


_COLUMNS = {
    "id": lambda loop: loop.id,
    "companies": lambda loop: " → ".join((*loop.names, loop.names[0])),
    "tier": lambda loop: loop.tier,
    "weak": lambda loop: loop.weak,
    "narrowest_usd": _value,
    "first": lambda loop: loop.levels[0].first,
    "last": lambda loop: loop.levels[0].last,
    "deals": lambda loop: " ".join(loop.deals),
}


def _show(found: Sequence[Loop], lang: Lang | None) -> None:
    from pipeline.cli.display import reader_language

    console = out()
    for number, loop in enumerate(found, start=1):
        for line, text in enumerate(_lines(number, loop, reader_language(lang))):
            print_line(console, clean(text), "bold" if line == 0 else None)
        console.print()


def _lines(number: int, loop: Loop, lang: Lang) -> Iterator[str]:
    from pipeline.cli.display import day_text
    from pipeline.query.pictures.words import dollars

    yield f"{number}. {' → '.join((*loop.names, loop.names[0]))}"
    weak = ", and by a way that no report tells" if loop.weak else ""
    yield f"   loop {loop.id}, closed by what is {loop.tier}{weak}"
    for level in loop.levels:
        days = f"{day_text(level.first, lang)} to {day_text(level.last, lang)}" if level.first else "no day is told"
        if level.narrowest is None:
            told = any(flow.amount is not None for edge in loop.edges for flow in edge.flows)
            narrow = "no amount is told in dollars, or on a day with a rate" if told else "no amount is told"
        else:
            edge = loop.edges[level.narrowest]
            narrow = f"narrowest {edge.payer_name} → {edge.receiver_name}, {dollars(level.value or 0.0, lang)}"
        untold = f", {level.untold} without an amount" if level.untold and level.narrowest is not None else ""
        yield f"   {level.tier}: {days}; {narrow}{untold}"
    for edge in loop.edges:
        yield from _edge_lines(edge, lang)


def _edge_lines(edge: LoopEdge, lang: Lang) -> Iterator[str]:
    from pipeline.cli.display import day_text, money_text

    totals = ", ".join(
        f"{total.kind} {'at most ' if total.at_most else ''}{_dollars(total, edge, lang)}" for total in edge.totals
    )
    yield f"   {edge.payer_name} → {edge.receiver_name}: {totals}"
    for flow in edge.flows:
        amount = f", {money_text(flow.amount, lang)}" if flow.amount is not None else ""
        weak = f" ({_WEAK[flow.weak]})" if flow.weak is not None else ""
        yield f"      {flow.deal} {flow.type}, {flow.status}, {day_text(flow.day, lang)}{amount}{weak}"


def _dollars(total: Total, edge: LoopEdge, lang: Lang) -> str:
    from pipeline.query.pictures.words import dollars

    if total.value is not None:
        return dollars(total.value, lang)
    told = any(flow.kind == total.kind and flow.amount is not None for flow in edge.flows)
    return "amount without a rate" if told else "amount not told"
