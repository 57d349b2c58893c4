"""How an entry is known again: by its address, by its feed's id for it, by its content."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from pipeline.config import url_key
from pipeline.errors import InputError
from pipeline.ingest.address import canonical, identity_key
from pipeline.ingest.entries import Entry
from pipeline.records import Article, EntryIdentity

ENOUGH_TEXT = 80
"""Characters of text from which on two texts that are the same are one article: "Lire la suite" proves nothing."""


def digest(*parts: str) -> str:
    """Digest of texts without regard to how they are spaced: 32 hexadecimal digits."""
    joined = "\x1f".join(" ".join(part.split()) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def content_key(title: str, text: str) -> str | None:
    """The key of a content; None where there is too little of it to tell articles apart."""
    return f"content:{digest(title, text)}" if len(text) >= ENOUGH_TEXT else None


def address_key(url: str) -> str | None:
    """The key of an address; None where it is none."""
    try:
        return f"address:{identity_key(canonical(url))}"
    except InputError:
        return None


def identify(feed_url: str, entries: Sequence[Entry]) -> list[EntryIdentity]:
    """The identities of all entries of one feed, in their order.

    An id or address that a feed gives to entries of different titles (its front page, a page of many short news) names
    none of them, and is left out. An entry that nothing else names is known by its content, however short.
    """
    ids = Counter(id_ for id_, _ in {(entry.id, entry.title) for entry in entries})
    addresses = [address_key(entry.link) if entry.link else None for entry in entries]
    titles = {(address, entry.title) for entry, address in zip(entries, addresses, strict=True)}
    uses = Counter(address for address, _ in titles)
    found: list[EntryIdentity] = []
    for entry, address in zip(entries, addresses, strict=True):
        keys: list[str | None] = []
        if entry.id and ids[entry.id] == 1:
            keys.append(f"entry:{digest(url_key(feed_url), entry.id)}")
        if uses[address] == 1:
            keys.append(address)
        keys.append(content_key(entry.title, entry.text))
        named = tuple(key for key in keys if key)
        found.append(EntryIdentity(named or (f"content:{digest(entry.title, entry.text)}",), _entry_digest(entry)))
    return found


def article_id(identity: EntryIdentity) -> str:
    """The id of a new article: a digest of its address where it has one, of its surest name else."""
    by_kind = {key.partition(":")[0]: key for key in reversed(identity.keys)}
    key = by_kind.get("address") or identity.keys[0]
    return f"a{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def with_article(identity: EntryIdentity, article: Article, canonical_url: str | None = None) -> EntryIdentity:
    """The identity with the names that the article itself adds: the address that its page gives, and its content."""
    more = (address_key(canonical_url) if canonical_url else None, content_key(article.title, article.text))
    keys = dict.fromkeys((*identity.keys, *(key for key in more if key)))
    return EntryIdentity(tuple(keys), identity.digest)


def given_identity(title: str, text: str, url: str | None, canonical_url: str | None = None) -> EntryIdentity:
    """The identity of an article that came without a feed: from a page, or from a file."""
    addresses = (address_key(address) if address else None for address in (url, canonical_url))
    named = tuple(dict.fromkeys(key for key in (*addresses, content_key(title, text)) if key))
    return EntryIdentity(named or (f"content:{digest(title, text)}",), digest(title, text))


def _entry_digest(entry: Entry) -> str:
    return digest(entry.title, entry.text, entry.link or "")
