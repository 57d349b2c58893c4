"""The demonstration's configuration: its feeds at the address where they are served."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pipeline.config import Config, parse_config

_TEMPLATE = Path(__file__).with_name("feeds.yaml")
_ORIGIN = "ORIGIN"


def demo_config(origin: str) -> Config:
    """The configuration for a site served at ``origin``; private addresses are allowed on loopback alone."""
    return parse_config(_TEMPLATE.read_text(encoding="utf-8").replace(_ORIGIN, origin), _TEMPLATE)


def is_demo_feed(url: str | None) -> bool:
    """Whether a feed's address is one of the demonstration's, on whatever port it was served."""
    parts = urlsplit(url or "")
    paths = {urlsplit(feed.url).path for feed in demo_config("http://127.0.0.1").feeds}
    return parts.hostname == "127.0.0.1" and parts.path in paths
