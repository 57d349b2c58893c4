"""The canonical form of an address: what stays the same however an article is linked to.

Only what cannot change the page is taken off. A parameter that may name the article (``id``, ``cid``, ``p``) stays,
and so do AMP paths and ``www``: two addresses made one by mistake would lose an article, two left apart are still
joined by the page's own canonical address or by content.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_plus, urljoin, urlsplit

import httpx2

from pipeline.errors import InputError

# Parameters that only tell where a reader came from, by name.
_TRACKING = re.compile(
    r"""(?: utm_ | mtm_ | pk_ | hsa_ | oly_ | vero_ | itm_ | at_ | wt[._]
          | ns_(?:campaign|mchannel|source|linkname|fee) ).*
    | (?: gcl | dcl | fbcl | twcl | ycl | yscl | msclk | ttcl | gbra | wbra |  igsh ) id
    | igsh | mc_[ce]id | _ga | _gl | _hsenc | _hsmi | mkt_tok | xtor | xtref | cmpid | ocid | smid | iref | fromrss
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Parameters that tell it only with certain values: `source=rss`, but not `source=afp`.
_ORIGIN = re.compile(r"ref|source|src|from|via|cmp|medium", re.IGNORECASE)
_ORIGIN_VALUE = re.compile(r"rss.*|.*[-_]rss|feeds?|atom|newsletter|twitter|facebook|linkedin|mastodon", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def canonical(url: str, base: str | None = None) -> str:
    """The canonical form of ``url``, which may be relative to ``base``.

    Raises :class:`~pipeline.errors.InputError` where it is no address that can be fetched.
    """
    try:
        joined = urljoin(base, url.strip()) if base else url.strip()
        parts = urlsplit(joined)
        scheme = parts.scheme.lower()
        if scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("it must start with http:// or https:// and name a host")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname.rstrip(".")
        port = "" if parts.port in (None, {"http": 80, "https": 443}[scheme]) else f":{parts.port}"
        path = _escapes(parts.path) or "/"
        query = _escapes(_clean_query(parts.query))
        # The library writes hosts in punycode, escapes what must be escaped and resolves dots in the path.
        resolved = httpx2.URL(f"{scheme}://{host}{port}{path}{f'?{query}' if query else ''}")
        # Not its str, which leaves no slash of a path of dots.
        return f"{scheme}://{resolved.netloc.decode('ascii')}{resolved.raw_path.decode('ascii')}"
    except (ValueError, httpx2.InvalidURL) as error:
        raise InputError(f"{url!r} is no address: {error}") from None


def identity_key(url: str) -> str:
    """Of a canonical address, what tells articles apart: everything but the scheme, since http and https lead to one
    page."""
    return url.split("://", 1)[-1]


def _clean_query(query: str) -> str:
    return "&".join(part for part in query.split("&") if part and not _is_tracking(part))


def _is_tracking(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    if _TRACKING.fullmatch(unquote_plus(name)):
        return True
    return bool(_ORIGIN.fullmatch(name) and _ORIGIN_VALUE.fullmatch(unquote_plus(value)))


def _escapes(text: str) -> str:
    """Escapes in capitals, and none where a character may stand as it is."""

    def repl(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return _ESCAPE.sub(repl, text)
