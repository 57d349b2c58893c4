"""Lists of feeds as OPML 2.0, to and from other readers."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.config import check_url, url_key
from pipeline.errors import InputError
from pipeline.ingest.encoding import decode
from pipeline.records import LANGS, Feed, Lang, Problem

NAMESPACE = "urn:dealwire:opml"
"""Namespace of the attributes that OPML does not have: every, fullText, enabled."""
DEFAULT_EVERY = 60
"""Minutes between two polls of a feed whose list does not say."""
_NAMES = {"fr": "Français", "ja": "日本語", "en": "English"}


@dataclass(frozen=True, slots=True)
class Imported:
    """The feeds of an OPML file, and what was left out of it."""

    feeds: tuple[Feed, ...]
    problems: tuple[Problem, ...]


def to_opml(feeds: Iterable[Feed], title: str = "Dealwire") -> bytes:
    """An OPML file of the feeds, grouped by language; :func:`from_opml` reads all of it back."""
    ET.register_namespace("dealwire", NAMESPACE)
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = title
    body = ET.SubElement(root, "body")
    listed = list(feeds)
    for lang in LANGS:
        own = [feed for feed in listed if feed.lang == lang]
        if own:
            group = ET.SubElement(body, "outline", text=_NAMES[lang], title=_NAMES[lang])
            for feed in own:
                ET.SubElement(group, "outline", _attributes(feed))
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _attributes(feed: Feed) -> dict[str, str]:
    found = {
        "type": "rss",
        "text": feed.title,
        "title": feed.title,
        "xmlUrl": feed.url,
        "language": feed.lang,
        f"{{{NAMESPACE}}}every": str(feed.every),
    }
    if feed.note:
        found["description"] = feed.note
    if feed.full_text:
        found[f"{{{NAMESPACE}}}fullText"] = "true"
    if not feed.enabled:
        found[f"{{{NAMESPACE}}}enabled"] = "false"
    return found


def from_opml(data: bytes, name: str, lang: Lang | None = None) -> Imported:
    """The feeds of an OPML file called ``name``.

    ``lang`` is the language of feeds that tell none. What cannot be taken over is reported and left out; raises
    :class:`~pipeline.errors.InputError` where the file is no OPML.
    """
    text = decode(data).text
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise InputError(f"{name}: declares a document type, which OPML has no use for: take it out")
    try:
        root = ET.fromstring(text.encode("utf-8", "replace"), ET.XMLParser(encoding="utf-8"))
    except ET.ParseError as error:
        line, column = error.position
        raise InputError(f"{name}:{line}: not valid XML at column {column + 1}: export the list anew") from None
    if root.tag.lower() != "opml":
        raise InputError(f"{name}: is no OPML: its root is <{root.tag[:40]}>, not <opml>")
    feeds: dict[str, Feed] = {}
    problems: list[Problem] = []
    for attributes, group in _outlines(root):
        feed = _feed(attributes, group or lang)
        if isinstance(feed, Problem):
            problems.append(Problem(feed.kind, f"{name}: {feed.message}"))
        elif url_key(feed.url) in feeds:
            problems.append(Problem("duplicate_feed", f"{name}: {feed.url} is listed twice: taken once"))
        else:
            feeds[url_key(feed.url)] = feed
    return Imported(tuple(feeds.values()), tuple(problems))


def _outlines(root: ET.Element) -> Iterator[tuple[dict[str, str], Lang | None]]:
    """The attributes of every outline that is a feed, with the language that a group around it is named after."""
    languages: dict[str, Lang] = {word: lang for lang in LANGS for word in (lang, _NAMES[lang].lower())}
    waiting: list[tuple[ET.Element, Lang | None]] = [(root, None)]
    while waiting:
        element, group = waiting.pop()
        # Readers differ in how they write xmlUrl.
        attributes = {key.rpartition("}")[2].lower(): value for key, value in element.attrib.items()}
        if attributes.get("xmlurl"):
            yield attributes, group
        inner = languages.get((attributes.get("text") or attributes.get("title") or "").strip().lower(), group)
        waiting += [(child, inner) for child in reversed(element)]


def _feed(attributes: dict[str, str], lang: Lang | None) -> Feed | Problem:
    url = attributes["xmlurl"].strip()
    try:
        check_url(url)
    except ValueError as error:
        return Problem("bad_address", f"{url!r} {error}: left out")
    told = attributes.get("language", "")[:2].lower()
    if told and told not in LANGS:
        return Problem("other_language", f"{url} is in {told!r}, none of {', '.join(LANGS)}: left out")
    chosen = told if told else lang
    if chosen is None:
        return Problem("no_language", f"{url} tells no language: left out; import it with one given")
    every = attributes.get("every", "")
    minutes = int(every[:6]) if every.isascii() and every.isdigit() else 0
    return Feed(
        url=url,
        title=" ".join((attributes.get("title") or attributes.get("text") or url).split()),
        lang=chosen,
        every=minutes if 1 <= minutes <= 10080 else DEFAULT_EVERY,
        note=attributes.get("description", ""),
        full_text=attributes.get("fulltext") == "true",
        enabled=attributes.get("enabled") != "false",
    )
