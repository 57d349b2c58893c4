"""Feeds as tables and data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.cli.console import clean, print_table, table
from pipeline.cli.formats import keyed, write_rows
from pipeline.records import Feed, FeedState, Lang

if TYPE_CHECKING:
    from pipeline.cli.options import Format
    from pipeline.work import FeedCheck

_KEYS = ("title", "url", "lang", "every", "enabled", "full_text", "note")
_STATE_KEYS = ("state", "polled", "succeeded", "next_poll", "failures", "last_news")
_CHECK_KEYS = ("url", "readable", "title", "format", "lang", "entries", "newest", "moved_to")


def state_word(feed: Feed, state: FeedState | None) -> str:
    """How a feed does, in one word."""
    if not feed.enabled:
        return "off"
    if state is None or state.polled is None:
        return "new"
    if state.gone:
        return "gone"
    if state.failures:
        return "failing"
    return "silent" if any(problem.kind == "silent" for problem in state.problems) else "ok"


def feed_row(feed: Feed, state: FeedState | None) -> dict[str, Any]:
    """A feed with what is remembered of it, as JSON."""
    known = state or FeedState(feed.url)
    return {
        **{key: getattr(feed, key) for key in _KEYS},
        "state": state_word(feed, state),
        **{
            key: moment.isoformat() if (moment := getattr(known, key)) else None
            for key in ("polled", "succeeded", "next_poll")
        },
        "failures": known.failures,
        "last_news": known.active_days[-1].isoformat() if known.active_days else None,
        "problems": [problem.message for problem in known.problems],
    }


def write(feeds: Sequence[Feed], states: Mapping[str, FeedState], format: Format, lang: Lang | None) -> None:
    """Write the list of feeds, with what is remembered of each."""
    if format != "table":
        rows = [feed_row(feed, states.get(feed.url)) for feed in feeds]
        write_rows(rows, format, {**keyed(*_KEYS, *_STATE_KEYS), "problems": _problems})
        return
    from pipeline.cli.display import day_text, reader_language

    reader = reader_language(lang)
    made = table("Feed", "Lang", ("Every", {"justify": "right"}), "Last news", "State")
    for feed in feeds:
        state = states.get(feed.url)
        last = state.active_days[-1] if state and state.active_days else None
        made.add_row(
            clean(feed.title),
            feed.lang,
            f"{feed.every} min",
            day_text(last, reader),
            state_word(feed, state),
        )
    print_table(made)


def write_checks(checks: Sequence[FeedCheck], format: Format) -> None:
    """Write what checked feeds gave."""
    if format != "table":
        rows = [
            {
                "url": check.url,
                "readable": check.error is None,
                "title": check.title,
                "format": check.format,
                "lang": check.lang,
                "entries": check.entries,
                "newest": check.newest.isoformat() if check.newest else None,
                "moved_to": check.moved_to,
                "problems": [*([str(check.error)] if check.error else []), *(p.message for p in check.problems)],
            }
            for check in checks
        ]
        write_rows(rows, format, {**keyed(*_CHECK_KEYS), "problems": _problems})
        return
    made = table("Feed", "Format", "Lang", ("Entries", {"justify": "right"}), "Newest", "Verdict")
    for check in checks:
        verdict = "failed" if check.error else "odd" if check.problems else "ok"
        newest = check.newest.isoformat() if check.newest else ""
        made.add_row(
            clean(check.title or check.url), check.format, check.lang or "", str(check.entries), newest, verdict
        )
    print_table(made)


def _problems(row: dict[str, Any]) -> str:
    return " | ".join(row["problems"])
