"""Fetching pages and reading them, as far as their hosts allow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.errors import InputError
from pipeline.ingest.address import canonical
from pipeline.ingest.articles import from_page
from pipeline.ingest.faults import ParserError
from pipeline.ingest.http import PAGE_TYPES, Client, HttpError
from pipeline.ingest.page import Page, parse_page
from pipeline.ingest.robots import RobotsGate
from pipeline.records import Article, EntryIdentity, Lang

_PASSING = frozenset({"timeout", "connect", "no_host", "protocol", "cut_off", "busy", "robots_unknown"})


@dataclass(frozen=True, slots=True)
class PageReader:
    """Reads pages through one client; usable from many threads."""

    client: Client
    gate: RobotsGate

    @classmethod
    def over(cls, client: Client) -> PageReader:
        """A reader with a gate of its own."""
        return cls(client, RobotsGate(client))

    def read(self, url: str, lang: Lang | None = None) -> tuple[str, Page]:
        """The page at ``url``, with the address behind all redirects.

        Raises :class:`~pipeline.ingest.http.HttpError`, also where robots.txt forbids it, it is no HTML, or
        the parser fails on it.
        """
        answer = self.client.fetch(url, accept=PAGE_TYPES, before_hop=self.gate.check)
        kind = answer.content_type.split(";")[0].strip().lower()
        if kind and kind not in ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain"):
            raise HttpError("not_html", url, f"is {kind[:60]}, not a web page")
        try:
            return answer.url, parse_page(answer.body, answer.url, answer.content_type, lang)
        except ParserError as error:
            raise HttpError("parser_failed", url, error.why) from error


def read_address(url: str, pages: PageReader, now: datetime, lang: Lang | None = None) -> tuple[Article, EntryIdentity]:
    """The article at an address given by hand, and its identity; ``lang`` is what it should be in, where known.

    Raises :class:`~pipeline.errors.InputError` where the address is none or holds no article, and
    :class:`~pipeline.ingest.http.HttpError` where it cannot be fetched.
    """
    address = canonical(url)
    _, page = pages.read(url.strip(), lang)
    if not page.text:
        remedy = "save its text to a file, and give that; or, if it is a feed, add it with `dealwire feeds add`"
        raise InputError(f"{url}: no article is found on this page: {remedy}")
    return from_page(address, page, now, lang)


def is_passing(error: HttpError) -> bool:
    """Whether what went wrong may be over in an hour, so that the page is worth another try."""
    return error.kind in _PASSING or (error.status is not None and error.status >= 500)
