"""robots.txt, honoured for pages: read once a day for each host, by RFC 9309."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from pipeline.ingest.encoding import decode
from pipeline.ingest.http import Client, HttpError

AGENT = "Dealwire"
KEPT = 24 * 3600.0
"""Seconds for which an answer holds."""
RETRIED = 600.0
"""Seconds after which a host without an answer is asked again."""
LONGEST_DELAY = 30.0
"""Most seconds of Crawl-delay that are honoured: more would keep a whole run waiting."""


@dataclass(frozen=True, slots=True)
class _Rules:
    until: float
    rules: Protego | None
    """None where nothing may be fetched, for the reason in ``why``."""
    why: str = ""


class RobotsGate:
    """Says of a page whether its host lets Dealwire fetch it."""

    def __init__(self, client: Client, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, _Rules] = {}

    def check(self, url: str) -> None:
        """Return where the page may be fetched; raise :class:`~pipeline.ingest.http.HttpError` where not.

        A host that has no robots.txt (4xx) allows everything; one that cannot say (5xx, no answer) nothing for now.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            known = self._known.get(origin)
        if known is None or known.until <= self._clock():
            known = self._ask(origin, parts.hostname or "")
            with self._lock:
                self._known[origin] = known
        if known.rules is None:
            raise HttpError("robots_unknown", url, f"not fetched, since {known.why}")
        if not known.rules.can_fetch(url, AGENT):
            raise HttpError("robots", url, f"not fetched, since {origin}/robots.txt does not allow it")

    def _ask(self, origin: str, host: str) -> _Rules:
        try:
            answer = self._client.fetch(f"{origin}/robots.txt", accept="text/plain, */*;q=0.5")
        except HttpError as error:
            if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                return _Rules(self._clock() + KEPT, Protego.parse(""))
            return _Rules(self._clock() + RETRIED, None, f"its robots.txt cannot be read: {error}")
        rules = Protego.parse(decode(answer.body, answer.content_type).text)
        delay = rules.crawl_delay(AGENT)
        if delay is not None and delay > 0:
            self._client.spacing.slow_down(host, min(float(delay), LONGEST_DELAY))
        return _Rules(self._clock() + KEPT, rules)
