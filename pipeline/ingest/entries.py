"""What a feed of any format comes down to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from pipeline.records import Problem

TITLE_LIMIT = 500
"""Most characters of a title: more is no title but a mistake or an attack."""
TEXT_LIMIT = 200_000
"""Most characters of an article's text."""
ENTRY_LIMIT = 1_000
"""Most entries read of one feed: the newest ones, which stand first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed: plain text only, the address as the feed writes it, made absolute."""

    id: str | None
    link: str | None
    title: str
    text: str
    published: datetime | None = None
    """With the offset told, or without one where none was."""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as read, and what was wrong with it."""

    format: str
    """``rss20``, ``atom10``, ``rss10``, ``json11`` and so on."""
    title: str
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()
    encoding: str = "utf-8"
    ttl: int | None = None
    """Minutes for which the feed says it stays as it is."""


class Problems:
    """Gathers what is wrong with the entries of one feed: one line a kind, with a count and the first example."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, str, str]] = {}

    def note(self, kind: str, what: str, example: str) -> None:
        """Note one case; ``what`` completes "3 entries …"."""
        count, _, first = self._found.get(kind, (0, what, example))
        self._found[kind] = (count + 1, what, first)

    def all(self, url: str) -> tuple[Problem, ...]:
        """The problems of the feed at ``url``, in the order of their first case."""
        return tuple(
            Problem(kind, f"{url}: {count} {'entry' if count == 1 else 'entries'} {what}: {example[:200]!r}")
            for kind, (count, what, example) in self._found.items()
        )


def absolute(base: str, link: str) -> str | None:
    """The address that a link of the feed at ``base`` leads to; None where it is none."""
    try:
        return urljoin(base, link) if link else None
    except ValueError:
        return None


def clip_title(title: str, problems: Problems) -> str:
    """The title in one line and of bearable length."""
    line = " ".join(title[: 20 * TITLE_LIMIT].split())
    if len(line) <= TITLE_LIMIT and len(title) <= 20 * TITLE_LIMIT:
        return line
    problems.note("title_too_long", f"with a title of {len(title):,} characters, cut to {TITLE_LIMIT}", line)
    return line[:TITLE_LIMIT]


def clip_text(text: str, title: str, problems: Problems) -> str:
    """The text, cut where it is too long for an article."""
    if len(text) <= TEXT_LIMIT:
        return text
    problems.note("text_too_long", f"with a text of {len(text):,} characters, cut to {TEXT_LIMIT:,}", title)
    return text[:TEXT_LIMIT]


def check_entry(entry: Entry, raw_date: str, problems: Problems) -> bool:
    """Note what an entry lacks; false where it says nothing at all and is to be left out."""
    name = entry.title or entry.link or entry.id or "(nothing)"
    if not entry.title and not entry.text:
        problems.note("empty_entry", "without title and text, left out", name)
        return False
    if not entry.link and not entry.id:
        problems.note("no_link_no_id", "without link and id, known by their content alone", name)
    elif not entry.link:
        problems.note("no_link", "without a link, so that their page cannot be read", name)
    if not entry.title:
        problems.note("no_title", "without a title", name)
    if raw_date and entry.published is None:
        problems.note("bad_date", f"with a date that cannot be read ({raw_date[:40]!r})", name)
    elif entry.published is not None and entry.published.tzinfo is None:
        problems.note("date_without_zone", "with a date without zone, taken for the publisher's own", name)
    elif not raw_date:
        problems.note("no_date", "without a date", name)
    return True
