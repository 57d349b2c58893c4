"""``dealwire link``: people's word on what is one and what is not."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from pipeline.cli.console import clean, out, print_line, tell
from pipeline.cli.options import ConfigOption, DbOption, FormatOption, LimitOption, opened

if TYPE_CHECKING:
    from pipeline.link.review import Doubt
    from pipeline.records import Judgement, Verdict

Kind = Literal["company", "deal"]

_KindArgument = Annotated[Kind, typer.Argument(metavar="company|deal", help="What is judged.")]
_PairArgument = Annotated[str, typer.Argument(help="Id, or for a company any of its names.")]
_BecauseOption = Annotated[str, typer.Option("--because", metavar="TEXT", help="Why, for whoever reads it later.")]
_ByOption = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Whose word it is; by default your user name.")
]

_group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(_group, name="link", help="Say what is one and what is not, and take it back.")


@_group.command(
    epilog='\b\nExamples:\n  dealwire link same company "Nippon Steel" 日本製鉄 --because "its Japanese name"\n'
    '  dealwire link same deal d0f3a9c2b1e4d5f60 d77b0c2d9e8a1f342 --because "the price was raised"'
)
def same(
    kind: _KindArgument,
    a: _PairArgument,
    b: _PairArgument,
    because: _BecauseOption,
    by: _ByOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """Say that two companies, or two deals, are one. The word outlives any rebuild, and can be taken back."""
    _judge(kind, "same", a, b, because, by, db, config)


@_group.command(
    epilog="\b\nExamples:\n  dealwire link different company name:softbank softbank-corp "
    '--because "the holding, and the telecom arm"\n'
    '  dealwire link different deal d0f3a9c2b1e4d5f60 d77b0c2d9e8a1f342 --because "two rounds"'
)
def different(
    kind: _KindArgument,
    a: _PairArgument,
    b: _PairArgument,
    because: _BecauseOption,
    by: _ByOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """Say that two companies, or two deals, are not one, whatever the score. To part one deal in two, give the ids
    that two of its reports could have: `dealwire link review` shows them."""
    _judge(kind, "different", a, b, because, by, db, config)


@_group.command(epilog="Example: dealwire link undo j4f2a9c01b7de")
def undo(
    id: Annotated[str, typer.Argument(metavar="ID", help="Id of a judgement, as `dealwire link judgements` shows it.")],
    by: _ByOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """Take a judgement back. What the program learned by itself can be taken back too, and is not learned again."""
    from pipeline.link.judging import undo as take_back

    _, store = opened(config, db)
    with store:
        undone = take_back(store, id, by=by or getpass.getuser(), at=datetime.now(UTC))
    tell(f"undone: {_sentence(undone)}")


@_group.command(
    "judgements",
    epilog="\b\nExamples:\n  dealwire link judgements\n  dealwire link judgements --format csv > judgements.csv",
)
def list_judgements(format: FormatOption = "table", db: DbOption = None, config: ConfigOption = None) -> None:
    """List all judgements, those of people and what the program learned, the oldest first."""
    from pipeline.cli.formats import keyed, write_rows
    from pipeline.link.judging import judgements

    _, store = opened(config, db)
    with store:
        found = judgements(store)
    if format != "table":
        keys = ("id", "kind", "verdict", "a", "b", "a_was", "b_was", "because", "judge", "at", "undone_at", "undone_by")
        write_rows(map(_judgement_json, found), format, keyed(*keys))
        return
    for judgement in found:
        state = f", undone by {judgement.undone_by}" if judgement.undone_at is not None else ""
        print_line(out(), clean(f"{judgement.id}  {_sentence(judgement)}"))
        print_line(out(), clean(f"    {judgement.judge}, {judgement.at:%Y-%m-%d}{state}: {judgement.because}"))
    if not found:
        tell("no judgements")


@_group.command(epilog="\b\nExamples:\n  dealwire link review\n  dealwire link review --format jsonl --limit 0")
def review(
    limit: LimitOption = 20, format: FormatOption = "table", db: DbOption = None, config: ConfigOption = None
) -> None:
    """Show the pairs that the program is least sure of, and what speaks for and against each.

    First deals held apart that may be one, then links that barely hold, then companies whose names may be one.
    """
    from pipeline.cli.formats import keyed, write_rows
    from pipeline.link.review import review as doubts

    _, store = opened(config, db)
    with store:
        found = doubts(store, limit or _ALL)
    if format != "table":
        columns = keyed("kind", "a", "b", "score", "joined", "a_label", "b_label")
        write_rows(map(_doubt_json, found), format, columns)
        return
    for doubt in found:
        _show(doubt)
    if not found:
        tell("no doubts")


_ALL = 1_000_000
"""A limit that no database reaches."""


def _judge(
    kind: Kind, verdict: Verdict, a: str, b: str, because: str, by: str | None, db: Path | None, config: Path | None
) -> None:
    from pipeline.link.judging import judge

    _, store = opened(config, db)
    with store:
        judged = judge(store, kind, verdict, a, b, because=because, judge=by or getpass.getuser(), at=datetime.now(UTC))
    tell(f"{_sentence(judged)}; to take it back: dealwire link undo {judged.id}")


def _sentence(judgement: Judgement) -> str:
    what = "are one" if judgement.verdict == "same" else "are not one"
    first, second = (f"{anchor} ({id})" for anchor, id in zip(judgement.anchors, _pair(judgement), strict=True))
    return f"{judgement.kind}: {first} and {second} {what}"


def _pair(judgement: Judgement) -> tuple[str, str]:
    return judgement.a, judgement.b


def _judgement_json(judgement: Judgement) -> dict[str, Any]:
    return {
        "id": judgement.id,
        "kind": judgement.kind,
        "verdict": judgement.verdict,
        "a": judgement.a,
        "b": judgement.b,
        "a_was": judgement.anchors[0],
        "b_was": judgement.anchors[1],
        "because": judgement.because,
        "judge": judgement.judge,
        "at": judgement.at.isoformat(),
        "undone_at": judgement.undone_at.isoformat() if judgement.undone_at else None,
        "undone_by": judgement.undone_by,
    }


def _doubt_json(doubt: Doubt) -> dict[str, Any]:
    return {
        "kind": doubt.kind,
        "a": doubt.a,
        "b": doubt.b,
        "score": round(doubt.score, 4),
        "joined": doubt.joined,
        "a_label": doubt.a_label,
        "b_label": doubt.b_label,
        "reasons": [
            {"feature": reason.feature, "weight": reason.weight, "words": reason.words} for reason in doubt.reasons
        ],
    }


def _show(doubt: Doubt) -> None:
    console = out()
    held = "held for one" if doubt.joined else "held apart"
    score = f"{doubt.score:+.2f}" if doubt.kind == "deal" else f"{doubt.score:.0%} likely one"
    console.print(clean(f"{doubt.kind}, {held}, {score}"), style="bold")
    for id, label in ((doubt.a, doubt.a_label), (doubt.b, doubt.b_label)):
        print_line(console, clean(f"  {id}  {label}"))
    for reason in doubt.reasons:
        print_line(console, clean(f"    {reason.weight:+6.2f} {reason.words}"))
    verdict = "different" if doubt.joined else "same"
    console.print(
        clean(f"  dealwire link {verdict} {doubt.kind} {doubt.a} {doubt.b} --because ..."), style="dim", soft_wrap=True
    )
    console.print()
