"""``dealwire feeds``: the list of feeds, and how each of them does."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import feed_tables
from pipeline.cli.console import progress, tell
from pipeline.cli.options import ConfigOption, DbOption, FormatOption, LangOption, Language

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.records import Feed, FeedState

_FeedArgument = Annotated[str, typer.Argument(metavar="FEED", help="Title or address of a feed in the list.")]
_FeedLang = Annotated[
    Language | None, typer.Option("--lang", help="Language of the feed; found by itself where it is left out.")
]

_group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(_group, name="feeds", help="Look at the list of feeds, check it, and change it.")


@_group.command("list", epilog="Example: dealwire feeds list --format csv > feeds.csv")
def list_feeds(
    format: FormatOption = "table", lang: LangOption = None, db: DbOption = None, config: ConfigOption = None
) -> None:
    """List the feeds with their language, interval, last news and state."""
    from pipeline.config import load_config

    settings = load_config(config)
    feed_tables.write(settings.feeds, _states(settings, db), format, lang)


@_group.command(epilog="\b\nExamples:\n  dealwire feeds check\n  dealwire feeds check https://example.org/rss.xml")
def check(
    feeds: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FEED|ADDRESS]...", help="Titles or addresses; nothing: all feeds of the list."),
    ] = None,
    format: FormatOption = "table",
    config: ConfigOption = None,
) -> None:
    """Fetch feeds and say what they hold and what is wrong with them; nothing is stored.

    The exit code is 3 where one of them cannot be fetched or read.
    """
    from pipeline.config import load_config
    from pipeline.work import check_feeds

    settings = load_config(config)
    wanted = [_listed_or_address(settings, name) for name in feeds] if feeds else list(settings.feeds)
    with progress("checking") as show:
        checks = check_feeds([(feed.url, feed.lang) for feed in wanted], settings.settings, show)
    feed_tables.write_checks(checks, format)
    for check in checks:
        for problem in check.problems:
            tell(f"{problem.level}: {problem.message}")
        if check.error is not None:
            tell(f"dealwire: {check.error}")
    if failed := [check.error for check in checks if check.error is not None]:
        raise typer.Exit(failed[0].exit_code)


@_group.command(epilog='Example: dealwire feeds add https://example.org/rss.xml --every 60 --note "press releases"')
def add(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Address of the feed.")],
    title: Annotated[
        str | None, typer.Option("--title", help="Its name in the list; by default what it calls itself.")
    ] = None,
    lang: _FeedLang = None,
    every: Annotated[int, typer.Option("--every", min=1, max=10080, help="Minutes between two polls.")] = 30,
    note: Annotated[str, typer.Option("--note", help="What it brings, for readers of the list.")] = "",
    full_text: Annotated[
        bool, typer.Option("--full-text", help="It holds whole articles, so that pages need not be fetched.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Add a feed to the list. It is fetched first, unless both title and language are given."""
    from pipeline.config import load_config
    from pipeline.config_edit import add_feed
    from pipeline.errors import InputError
    from pipeline.records import Feed
    from pipeline.work import check_feeds

    settings = load_config(config)
    if title is None or lang is None:
        (found,) = check_feeds([(address, lang)], settings.settings)
        if found.error is not None:
            raise found.error
        lang = lang or found.lang
        if lang is None:
            raise InputError(f"{address}: its language is not clear: give it with --lang fr, ja or en")
        title = title or found.title or address
    path = _writable(settings, config)
    add_feed(path, Feed(address, title, lang, every, note, full_text))
    tell(f"{path}: added {title} ({lang}); read it with: dealwire ingest {address}")


@_group.command(epilog='Example: dealwire feeds remove "Les Echos"')
def remove(feed: _FeedArgument, config: ConfigOption = None) -> None:
    """Take a feed out of the list. The articles that it brought stay."""
    from pipeline.config import load_config
    from pipeline.config_edit import remove_feed

    settings = load_config(config)
    listed = settings.feed(feed)
    path = _writable(settings, config)
    remove_feed(path, listed.url if listed else feed)
    tell(f"{path}: removed {listed.title if listed else feed}")


@_group.command("import", epilog="Example: dealwire feeds import subscriptions.opml --lang fr")
def import_feeds(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An OPML file, as other feed readers export it.")],
    lang: _FeedLang = None,
    config: ConfigOption = None,
) -> None:
    """Add the feeds of an OPML file to the list. Those that are listed already stay as they are.

    The exit code is 1 where some could not be taken over.
    """
    from pipeline.config import load_config
    from pipeline.config_edit import add_feed
    from pipeline.errors import InputError
    from pipeline.ingest.opml import from_opml

    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}: give the path of an OPML file") from None
    found = from_opml(data, str(file), lang)
    settings = load_config(config)
    path = _writable(settings, config)
    fresh = [feed for feed in found.feeds if settings.feed(feed.url) is None]
    for feed in fresh:
        add_feed(path, feed)
    for problem in found.problems:
        tell(f"{problem.level}: {problem.message}")
    listed = len(found.feeds) - len(fresh)
    tell(f"{path}: added {len(fresh)} {'feed' if len(fresh) == 1 else 'feeds'}; {listed} of the file listed already")
    if any(problem.kind != "duplicate_feed" for problem in found.problems):
        raise typer.Exit(1)


@_group.command("export", epilog="Example: dealwire feeds export > feeds.opml")
def export_feeds(config: ConfigOption = None) -> None:
    """Write the list as OPML, for other feed readers."""
    from pipeline.config import load_config
    from pipeline.ingest.opml import to_opml

    sys.stdout.write(to_opml(load_config(config).feeds).decode("utf-8"))


def _states(config: Config, db: Path | None) -> dict[str, FeedState]:
    """What is remembered of the feeds, by address; nothing where there is no database yet."""
    path = db or Path(config.settings.database)
    if not path.exists():
        return {}
    from pipeline.store import open_store

    with open_store(path, create=False) as store:
        return {state.url: state for state in store.feeds.all()}


def _listed_or_address(config: Config, name: str) -> Feed:
    from pipeline.errors import InputError
    from pipeline.records import Feed

    listed = config.feed(name)
    if listed is None and "://" not in name:
        raise InputError(f"{name}: is no feed of the list and no address: see `dealwire feeds list`")
    return listed or Feed(name, name, "en", 30)


def _writable(config: Config, named: Path | None) -> Path:
    """The file to change: the shipped list is never written to, a copy of it in this folder is."""
    from pipeline.config import FILE_NAME, packaged_path

    if named is not None or config.path != packaged_path():
        return config.path
    own = Path(FILE_NAME)
    own.write_bytes(config.path.read_bytes())
    tell(f"{own}: made here, as a copy of the list that is shipped")
    return own
