"""``dealwire status`` and ``dealwire rebuild``."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from pipeline.cli.console import clean, out, print_table, progress, table, tell
from pipeline.cli.ingesting import processors
from pipeline.cli.options import ConfigOption, DbOption, LangOption, opened

if TYPE_CHECKING:
    from pipeline.records import Feed, FeedState, Lang
    from pipeline.store.overview import Overview

_LANGUAGES = {"fr": "French", "ja": "Japanese", "en": "English", "": "other"}


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog="\b\nExamples:\n  dealwire status\n  dealwire status --format json | jq .unread")(status)
    app.command(epilog="Example: dealwire rebuild --db dealwire.db")(rebuild)


def status(
    format: Annotated[
        Literal["table", "json"], typer.Option("--format", help="What to write: a page to look at, or JSON.")
    ] = "table",
    lang: LangOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """Say what the database holds, what is pending, and how each feed does."""
    from pipeline import __version__
    from pipeline.cli.feed_tables import feed_row, state_word
    from pipeline.cli.formats import dumps
    from pipeline.store.overview import overview

    settings, store = opened(config, db)
    with store:
        found = overview(store)
        states = {state.url: state for state in store.feeds.all()}
    if format == "json":
        feeds = {feed.url: feed_row(feed, states.get(feed.url)) for feed in settings.feeds}
        print(dumps(_overview_json(found) | {"dealwire": __version__, "feeds": feeds}))
        return
    _show(found, __version__, lang)
    words = [(feed, states.get(feed.url)) for feed in settings.feeds]
    troubled = [(f, s) for f, s in words if s is not None and state_word(f, s) not in ("ok", "off", "new")]
    odd = [(f, s) for f, s in words if s is not None and s.problems and (f, s) not in troubled]
    _show_feeds(len(settings.feeds), sum(s is None for _, s in words), troubled, odd)


def rebuild(db: DbOption = None, config: ConfigOption = None) -> None:
    """Make all that is derived from the articles again: names, amounts, reports, companies and deals.

    The result is the one that the daemon or any order of ingests leaves. Judgements are kept and hold.
    """
    from pipeline.extract.engine import load_engine
    from pipeline.work import rebuild as rebuild_all

    settings, store = opened(config, db)
    with store:
        engine = load_engine(settings.settings.tagger, processors())
        with progress("rebuilding") as show:
            count = rebuild_all(store, engine, show)
    tell(f"{count} {'article' if count == 1 else 'articles'} read again, and all deals linked anew")


def _overview_json(found: Overview) -> dict[str, Any]:
    return dataclasses.asdict(found) | {
        "articles": {lang or "other": count for lang, count in found.articles.items()},
        "first_published": found.first_published.isoformat() if found.first_published else None,
        "last_published": found.last_published.isoformat() if found.last_published else None,
    }


def _show(found: Overview, version: str, lang: Lang | None) -> None:
    from pipeline.cli.display import day_text, reader_language

    reader = reader_language(lang)
    total = sum(found.articles.values())
    by_lang = ", ".join(f"{_LANGUAGES[code]} {count:,}" for code, count in found.articles.items())
    days = f"{day_text(found.first_published, reader)} to {day_text(found.last_published, reader)}"
    deals = ", ".join(f"{count:,} {status}" for status, count in found.deals.items())
    made = table("", "")
    made.show_header = False
    made.add_row("Articles", f"{total:,}" + (f" ({by_lang}), published {days}" if total else ""))
    made.add_row("Pending", f"{found.unread:,} not read yet" + (": run dealwire ingest" if found.unread else ""))
    made.add_row("Reports", f"{found.reports:,}")
    made.add_row("Deals", f"{sum(found.deals.values()):,}" + (f" ({deals})" if deals else ""))
    made.add_row("Companies", f"{found.companies:,}")
    made.add_row("Judgements", f"{found.judgements:,}")
    made.add_row("Database", f"{found.bytes / 1e6:,.1f} MB, schema {found.schema}")
    for name, count in found.engines.items():
        made.add_row("Read by", f"{name}: {count:,} articles")
    made.add_row("Versions", f"dealwire {version}, SQLite {found.sqlite}")
    print_table(made)


def _show_feeds(
    total: int, new: int, troubled: list[tuple[Feed, FeedState]], odd: list[tuple[Feed, FeedState]]
) -> None:
    from pipeline.cli.feed_tables import state_word

    console = out()
    console.print(f"\n{total} feeds, {new} never polled, {len(troubled)} in trouble, {len(odd)} with oddities")
    for feed, state in troubled:
        console.print(clean(f"\n{state_word(feed, state)}: {feed.title}"), style="bold")
        if state.failures:
            console.print(f"  failed polls in a row: {state.failures}; next try {_moment(state)}")
        for problem in state.problems:
            console.print(clean(f"  {problem.message}"))
    for feed, state in odd:
        console.print(clean(f"\nodd: {feed.title}"), style="bold")
        for problem in state.problems:
            console.print(clean(f"  {problem.message}"))


def _moment(state: FeedState) -> str:
    return f"{state.next_poll:%Y-%m-%d %H:%M} UTC" if state.next_poll else "when asked"
