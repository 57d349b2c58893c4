"""The options that say which deals are meant, shared by all commands that ask for deals."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, cast, get_type_hints

import typer

from pipeline.cli.options import parse_day
from pipeline.errors import InputError
from pipeline.query.filters import ALL_ROLES, Days, DealFilter
from pipeline.records import DEAL_TYPES, LANGS, STATUSES

_AMOUNT = re.compile(r"(\d[\d_,]*(?:\.\d+)?(?:e\d+)?)\s*(k|m|bn|b|tn|t)?", re.IGNORECASE)
_SCALE = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9, "t": 1e12, "tn": 1e12}


def parse_amount(text: str) -> float:
    """An amount of money given by hand: 2500000, 2.5m, 1bn, 1e9."""
    hit = _AMOUNT.fullmatch(text.strip())
    if hit is None:
        raise typer.BadParameter(f"{text!r} is no amount: write it as 2500000, 2.5m or 1bn")
    return float(re.sub("[_,]", "", hit[1])) * _SCALE[(hit[2] or "").lower()]


def _named(option: str, metavar: str, help: str, values: tuple[str, ...] = ()) -> Any:
    """An option that may be given several times."""
    complete = (lambda incomplete: [v for v in values if v.startswith(incomplete)]) if values else None
    return typer.Option(option, metavar=metavar, help=help, autocompletion=complete)


def _day(option: str, help: str) -> Any:
    return typer.Option(option, metavar="DAY", help=help, parser=parse_day)


def deal_filter(
    company: Annotated[
        list[str] | None,
        _named("--company", "NAME", "A party, by any of its names or its id. Several: all of them are parties."),
    ] = None,
    group: Annotated[bool, typer.Option("--group", help="A company stands for all companies of its group.")] = False,
    role: Annotated[
        list[str] | None,
        _named("--role", "ROLE", f"Its role; without a company, anybody's: {', '.join(ALL_ROLES)}.", ALL_ROLES),
    ] = None,
    type: Annotated[
        list[str] | None, _named("--type", "TYPE", f"One of {', '.join(DEAL_TYPES)}; several: any of them.", DEAL_TYPES)
    ] = None,
    status: Annotated[
        list[str] | None, _named("--status", "STATUS", f"One of {', '.join(STATUSES)}; several: any of them.", STATUSES)
    ] = None,
    told_in: Annotated[
        list[str] | None,
        _named("--told-in", "LANG", "Some article in this language tells it: fr, ja, en; several: any.", LANGS),
    ] = None,
    country: Annotated[
        list[str] | None, _named("--country", "CODE", "Some party is from there: FR, JP, US ...; several: any of them.")
    ] = None,
    since: Annotated[date | None, _day("--since", "First told of on this day or later.")] = None,
    until: Annotated[date | None, _day("--until", "First told of on this day or earlier.")] = None,
    announced_since: Annotated[date | None, _day("--announced-since", "Announced on this day or later.")] = None,
    announced_until: Annotated[date | None, _day("--announced-until", "Announced on this day or earlier.")] = None,
    completed_since: Annotated[date | None, _day("--completed-since", "Completed on this day or later.")] = None,
    completed_until: Annotated[date | None, _day("--completed-until", "Completed on this day or earlier.")] = None,
    min_amount: Annotated[
        float | None,
        typer.Option("--min-amount", metavar="AMOUNT", help="Worth at least this: 500m, 1.5bn.", parser=parse_amount),
    ] = None,
    max_amount: Annotated[
        float | None,
        typer.Option("--max-amount", metavar="AMOUNT", help="Worth at most this.", parser=parse_amount),
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option(
            "--currency",
            metavar="CODE",
            help="Currency of these amounts, USD where left out; others count at the rate of their day.",
        ),
    ] = None,
    min_stake: Annotated[
        float | None, typer.Option("--min-stake", metavar="PERCENT", help="At least this share changes hands.")
    ] = None,
    max_stake: Annotated[
        float | None, typer.Option("--max-stake", metavar="PERCENT", help="At most this share changes hands.")
    ] = None,
    text: Annotated[
        str | None,
        typer.Option("--text", metavar="WORDS", help='Some article holds all these words; "in a row", -not, begun*.'),
    ] = None,
    stale: Annotated[
        bool | None,
        typer.Option("--stale/--no-stale", help="Only, or no, rumours that nothing confirmed for a year."),
    ] = None,
    as_of: Annotated[
        date | None, _day("--as-of", "As the database knew it on that evening: by reports seen until then.")
    ] = None,
    changed_since: Annotated[
        date | None, _day("--changed-since", "Some article of this day or later tells it: 2025-03-01, yesterday.")
    ] = None,
) -> DealFilter:
    """The filter that the options ask for. Raises InputError for values that no deal can have."""
    if currency is not None and min_amount is None and max_amount is None:
        raise InputError(f"--currency {currency}: it is that of --min-amount and --max-amount: give one of them too")
    names: dict[str, Any] = {
        "roles": role,
        "types": type,
        "statuses": status,
        "langs": told_in,
        "countries": [code.upper() for code in country or ()],
    }
    return DealFilter(
        companies=tuple(company or ()),
        group=group,
        **{key: tuple(values or ()) for key, values in names.items()},
        min_amount=min_amount,
        max_amount=max_amount,
        currency=(currency or "USD").upper(),
        min_stake=min_stake,
        max_stake=max_stake,
        announced=Days(announced_since, announced_until),
        completed=Days(completed_since, completed_until),
        first_seen=Days(since, until),
        text=text,
        stale=stale,
        as_of=as_of,
        changed_since=changed_since,
    )


def takes_filter(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command, whose first argument is a filter, the options that make it, before its own options."""
    making = inspect.signature(deal_filter, eval_str=True).parameters
    own = list(inspect.signature(command).parameters.values())[1:]
    hints = get_type_hints(command, include_extras=True)

    @functools.wraps(command)
    def run(**given: Any) -> None:
        wanted = deal_filter(**{name: given.pop(name) for name in making})
        command(wanted, **given)

    parameters = [
        *(p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in making.values()),
        *(p.replace(annotation=hints[p.name], kind=inspect.Parameter.KEYWORD_ONLY) for p in own),
    ]
    told = cast(Any, run)
    told.__signature__ = inspect.Signature(parameters)
    told.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    del told.__wrapped__
    return run
