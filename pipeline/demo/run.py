"""Running the demonstration: serve, ingest, read, and show what came of it."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from itertools import takewhile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from pipeline.cli.console import clean, out, progress
from pipeline.config import Config, packaged_path
from pipeline.demo.configuration import demo_config, is_demo_feed
from pipeline.demo.server import serving
from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.records import Deal
    from pipeline.store import Store

DATABASE = Path("dealwire-demo.db")
"""Where the demonstration keeps its database by default: in the folder where it runs."""
_SHOWN = 15
"""Deals in the table."""
_PAPERS = {"fr": "French", "ja": "Japanese", "en": "English"}


def run_demo(db: Path = DATABASE) -> None:
    """Ingest the bundled site over HTTP into a new database at ``db``, and print what is in it.

    A database of an earlier run is replaced; raises :class:`~pipeline.errors.InputError` where ``db`` holds anything
    else.
    """
    from pipeline.store import open_store

    make_room(db)
    started = perf_counter()
    with open_store(db) as store:
        with serving() as origin:
            _ingest(store, demo_config(origin), origin)
        _read(store)
        _say(f"That took {perf_counter() - started:.0f} seconds. The database is {db}.")
        _show_deals(store, db)
        _show_timeline(store, db)
    _show_loop(db)
    _say_what_next(db)


def make_room(db: Path) -> None:
    """Remove the database of an earlier run at ``db``; raises :class:`~pipeline.errors.InputError` where it holds
    anything else."""
    from pipeline.store import open_store

    if not db.exists():
        return
    with open_store(db, create=False) as store:
        foreign = next((a for a in store.articles.all_latest() if not is_demo_feed(a.feed)), None)
    if foreign is not None:
        raise InputError(f"{db}: holds articles that are not the demo's: name another place with --db")
    for end in ("", "-wal", "-shm"):
        Path(f"{db}{end}").unlink(missing_ok=True)


def _ingest(store: Store, config: Config, origin: str) -> None:
    from pipeline.work import ingest_feeds

    _say(f"Six invented papers are served on {origin} and read like any others:")
    with progress("polling") as show:
        summary = ingest_feeds(store, config, config.feeds, progress=show)
    for error in summary.errors:
        _say(f"  {error}")
    articles = list(store.articles.all_latest())
    by_feed = Counter(article.feed for article in articles)
    for feed in config.feeds:
        name = f"{feed.title} ({_PAPERS[feed.lang]})"
        _say(f"  {by_feed[feed.url]:>3} articles from {name}")
    pages = sum(article.source == "page" for article in articles)
    _say(f"{summary.new} articles: {pages} with the text of their page, {summary.new - pages} with that of the feed.")
    for problem in summary.problems:
        _say(f"  {problem.message}")


def _read(store: Store) -> None:
    from pipeline.cli.ingesting import processors
    from pipeline.extract.engine import load_engine
    from pipeline.work import extract_pending

    with progress("reading") as show:
        count = extract_pending(store, load_engine(threads=processors()), show)
    _say(f"{count} articles read for deals, and the deals linked over the three languages.")


def _show_deals(store: Store, db: Path) -> None:
    from pipeline.cli.deals import write_deals
    from pipeline.query.deals import list_deals
    from pipeline.query.filters import DealFilter

    every = list_deals(store, DealFilter(), limit=0).deals
    several = sum(len(_langs(deal)) > 1 for deal in every)
    _say(f"\n{len(every)} deals, {several} of them told in more than one language. The largest:")
    _command(f"deals --db {db} --sort -amount --limit {_SHOWN}")
    write_deals(list_deals(store, DealFilter(), sort="-amount", limit=_SHOWN).deals, "table", None)


def _show_timeline(store: Store, db: Path) -> None:
    from pipeline.cli.deal_page import DealPage
    from pipeline.cli.display import reader_language
    from pipeline.query.deals import list_deals
    from pipeline.query.filters import DealFilter

    every = list_deals(store, DealFilter(), limit=0, reports=True).deals
    deal = max(every, key=lambda deal: (len(deal.timeline), len(_langs(deal)), len(deal.reports), deal.id))
    _say("\nThe history of one of them. The command shows more: each value with the sentences that say so.")
    _command(f"deal {deal.id} --db {db}")
    bodies = store.extractions.bodies([linked.article for linked in deal.reports])
    lines = list(DealPage(deal, bodies, {}, reader_language(None)).lines())
    for line in (*takewhile(lambda line: line != "\nPARTIES", lines), *lines[lines.index("\nARTICLES") :]):
        out().print(clean(line), soft_wrap=True)


def _show_loop(db: Path) -> None:
    from pipeline.cli.loops import loops

    _say("\nWhere money can come back to whoever paid it, the widest loop first:")
    _command(f"loops --db {db} --limit 1")
    loops(limit=1, db=db, config=packaged_path())


def _say_what_next(db: Path) -> None:
    _say("What to try next:")
    for command, what in (
        (f"deals --db {db} --company SoftBank", "all that one company agreed to"),
        (f"deals --db {db} --text 買収 --lang ja", "deals by a word of their articles; amounts in Japanese"),
        (f"deals --db {db} --as-of 2024-12-31 --format csv", "what was known at the end of 2024"),
        (f"company Nvidia --db {db}", "one company, with its names and deals"),
        (f"status --db {db}", "what the database holds"),
        ("feeds list", "the real feeds that come with Dealwire"),
        ("ingest", "read them now, into dealwire.db"),
    ):
        _say(f"  {_program()} {command}\n      {what}")


def _langs(deal: Deal) -> set[str]:
    return {linked.lang for linked in deal.reports}


def _say(message: str) -> None:
    out().print(clean(message), soft_wrap=True)


def _command(arguments: str) -> None:
    out().print(clean(f"\n$ {_program()} {arguments}\n"), style="bold", soft_wrap=True)


def _program() -> str:
    """What to type for this program: its name, or its path where the shell would not find it by name."""
    here = Path(sys.argv[0])
    found = shutil.which("dealwire")
    named = here.name == "dealwire" and (found is None or Path(found).resolve() != here.resolve())
    return str(here) if named else "dealwire"
