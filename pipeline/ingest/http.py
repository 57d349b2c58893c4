"""Fetching one address, politely and with bounds: the client that feeds, pages and robots.txt go through.

Redirects are followed by hand, so that each hop is checked and a permanent move can be remembered.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpcore2
import httpx2

from pipeline import __version__
from pipeline.config import Settings, check_url
from pipeline.errors import FetchError
from pipeline.ingest import network
from pipeline.ingest.body import BodyError, read_body
from pipeline.ingest.headers import freshness, retry_after
from pipeline.ingest.spacing import HostSpacing

MAX_REDIRECTS = 10
PERMANENT = frozenset({301, 308})
REDIRECTS = PERMANENT | {302, 303, 307}
FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
PAGE_TYPES = "text/html, application/xhtml+xml, */*;q=0.5"


class HttpError(FetchError):
    """An address that could not be fetched. ``kind`` is a short stable name for what went wrong: ``bad_address``,
    ``private_address``, ``no_host``, ``connect``, ``tls``, ``timeout``, ``protocol``, ``redirect_loop``,
    ``too_large``, ``cut_off``, ``bad_encoding``, ``status``, ``gone``, ``busy``; of pages also ``robots``,
    ``robots_unknown``, ``not_html``, ``parser_failed``."""

    def __init__(
        self,
        kind: str,
        name: str,
        message: str,
        *,
        status: int | None = None,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(f"{name}: {message}")
        self.kind = kind
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: the body of a 200, or the word (304) that nothing changed."""

    url: str
    """Where the answer came from, behind all redirects."""
    status: int
    body: bytes
    content_type: str
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    """Where the permanent redirects at the start of the way lead; None where there were none."""
    fresh_for: timedelta | None = None
    """How long the server calls the answer fresh."""
    retry_after: timedelta | None = None


def user_agent(contact: str) -> str:
    """The User-Agent: name, version, and whom to write to."""
    return f"Dealwire/{__version__} ({f'+{contact}' if contact else 'no contact configured'})"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Client:
    """Fetches addresses under the settings; usable from many threads, to be closed after use."""

    def __init__(
        self,
        settings: Settings,
        *,
        resolver: network.Resolver = network.resolve,
        spacing: HostSpacing | None = None,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self.spacing = spacing or HostSpacing(settings.host_spacing)
        self._settings = settings
        self._now = now
        self._http = httpx2.Client(
            transport=network.Transport(network.GuardedBackend(settings.allow_private_addresses, resolver)),
            headers={"User-Agent": user_agent(settings.contact), "Accept-Encoding": "gzip, br"},
            timeout=httpx2.Timeout(settings.read_timeout, connect=settings.connect_timeout),
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def fetch(
        self,
        url: str,
        *,
        accept: str = FEED_TYPES,
        etag: str | None = None,
        last_modified: str | None = None,
        before_hop: Callable[[str], None] | None = None,
    ) -> Fetched:
        """Fetch an address, following redirects.

        ``before_hop`` is called with the address of every hop and may raise. Raises :class:`HttpError`.
        """
        headers = {"Accept": accept}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        budget = self._settings.total_timeout
        here, moved_to, permanent, seen = url, None, True, set[str]()
        for _ in range(MAX_REDIRECTS + 1):
            name = url if here == url else f"{url} -> {here}"
            self._check(here, name, seen)
            if before_hop is not None:
                before_hop(here)
            self.spacing.wait(urlsplit(here).hostname or "")
            started = time.monotonic()
            answer = self._hop(here, name, headers, budget)
            # Time spent waiting for a turn at a host is not the server's.
            budget = max(budget - (time.monotonic() - started), 0.001)
            if isinstance(answer, _Redirect):
                permanent = permanent and answer.status in PERMANENT
                here = answer.target
                moved_to = here if permanent else moved_to
                continue
            return Fetched(
                url=here,
                status=answer.status,
                body=answer.body,
                content_type=answer.headers.get("content-type", ""),
                etag=answer.headers.get("etag"),
                last_modified=answer.headers.get("last-modified"),
                moved_to=moved_to,
                fresh_for=freshness(answer.headers, self._now()),
                retry_after=retry_after(answer.headers.get("retry-after"), self._now()),
            )
        raise HttpError("redirect_loop", url, f"more than {MAX_REDIRECTS} redirects: check the address in a browser")

    def _check(self, url: str, name: str, seen: set[str]) -> None:
        try:
            check_url(url)
        except ValueError as error:
            raise HttpError("bad_address", name, str(error)) from None
        if url in seen:
            raise HttpError("redirect_loop", name, "its redirects lead in a circle: check the address in a browser")
        seen.add(url)

    def _hop(self, url: str, name: str, headers: dict[str, str], budget: float) -> _Answer | _Redirect:
        """Send one request and read what comes back, within ``budget`` seconds; ``name`` is for errors."""
        token = network.deadline.set(time.monotonic() + budget)
        try:
            with self._http.stream("GET", url, headers=headers, follow_redirects=False) as response:
                return self._read(url, name, response)
        except (BodyError, network.ForbiddenAddressError, httpx2.InvalidURL, httpx2.HTTPError) as error:
            raise _explain(error, name, self._settings) from None
        except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException) as error:
            raise _explain(error, name, self._settings) from None
        finally:
            network.deadline.reset(token)

    def _read(self, url: str, name: str, response: httpx2.Response) -> _Answer | _Redirect:
        status = response.status_code
        location = response.headers.get("location")
        if status in REDIRECTS and location:
            return _Redirect(status, urljoin(url, location).split("#")[0])
        if status == 304:
            return _Answer(status, b"", response.headers)
        if status == 200:
            encoding = response.headers.get("content-encoding", "")
            return _Answer(status, read_body(response.iter_raw(), encoding, self._settings.body_cap), response.headers)
        wait = retry_after(response.headers.get("retry-after"), self._now())
        words = f"the server answered {status} {response.reason_phrase}".rstrip()
        if status == 410:
            raise HttpError("gone", name, "the server says it is gone for good (410): remove it", status=status)
        if status in (429, 503):
            later = f"in {wait.total_seconds():.0f} s, as the server asks" if wait is not None else "later"
            raise HttpError("busy", name, f"{words}: tried again {later}", status=status, retry_after=wait)
        raise HttpError("status", name, words, status=status, retry_after=wait)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes
    headers: httpx2.Headers


@dataclass(frozen=True, slots=True)
class _Redirect:
    status: int
    target: str


def _explain(error: Exception, name: str, settings: Settings) -> HttpError:
    """The error of a library as one line that a user can act on."""
    match error:
        case BodyError():
            remedy = ": raise body_cap_mib if it is meant to be" if error.kind == "too_large" else ""
            return HttpError(error.kind, name, f"{error}{remedy}")
        case network.ForbiddenAddressError():
            remedy = "set allow_private_addresses if it is yours"
            return HttpError("private_address", name, f"{error}, in a private or local network: {remedy}")
        case httpcore2.TimeoutException() | httpx2.TimeoutException():
            most = f"{settings.connect_timeout:g} s to connect, {settings.read_timeout:g} s without a byte, "
            return HttpError("timeout", name, f"no whole answer in time ({most}{settings.total_timeout:g} s in all)")
        case httpcore2.ConnectError() if "SSL" in str(error):
            return HttpError("tls", name, f"its certificate or encryption is not accepted: {error}")
        case httpcore2.ConnectError() if "does not resolve" in str(error):
            return HttpError("no_host", name, f"{error}: check the address")
        case httpcore2.ConnectError():
            return HttpError("connect", name, f"no connection: {error}")
        case httpx2.InvalidURL():
            return HttpError("bad_address", name, f"is no address: {error}")
        case _:
            # A body shorter than announced arrives here too.
            return HttpError("protocol", name, f"the connection broke off: {error or type(error).__name__}")
