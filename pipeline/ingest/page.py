"""The HTML of a page to an article's title, text, date, language and address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bs4 import BeautifulSoup

from pipeline.ingest.dates import parse_date, publication_day
from pipeline.ingest.encoding import decode
from pipeline.ingest.entries import TEXT_LIMIT, TITLE_LIMIT
from pipeline.ingest.faults import ParserError
from pipeline.ingest.html_text import html_to_text, without_surrogates
from pipeline.ingest.metadata import Metadata, read_metadata
from pipeline.records import LANGS, Lang

# Lines that ask for a subscription in the place of the rest of the article.
_PAYWALL = re.compile(
    r"""il\ vous\ reste\ [\d.,]+\ ?%\ de\ cet\ article | (?:cet\ )?article\ (?:est\ )?réservé\ aux\ abonnés
    | la\ suite\ est\ réservée\ aux\ abonnés
    | この記事は有料(?:会員限定)?記事です | 有料会員になると | 残り\d+文字 | この記事は会員限定です | 会員限定記事です
    | subscribe\ to\ (?:continue|read) | this\ (?:article|content)\ is\ (?:for|reserved\ for)\ subscribers""",
    re.VERBOSE | re.IGNORECASE,
)
# Other lines that sites put into the body of every article.
_BOILERPLATE = re.compile(
    r"""our\ standards:\ the\ thomson\ reuters | \[\d+/\d+\] | read\ more:? | lire\ aussi
    | sign\ up\ (?:here|for\ our|to\ our)
    | 【(?:初トク|PR|広告|関連記事|あわせて読みたい) | 関連記事[:：]? | あわせて読みたい | 画像を見る""",
    re.VERBOSE | re.IGNORECASE,
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
SHORT = 600
"""Characters below which a text for subscribers is taken for its beginning."""


@dataclass(frozen=True, slots=True)
class Page:
    """An article as its page has it."""

    title: str
    text: str
    """Paragraphs separated by a newline; empty where the page holds no article."""
    published: date | None
    lang: Lang | None
    """What the page says of itself; the text may differ."""
    canonical: str | None
    """The page's own word on its address, in canonical form."""
    cut: bool
    """Whether the rest of the text is for subscribers."""


def parse_page(data: bytes, url: str, content_type: str = "", lang: Lang | None = None) -> Page:
    """Read a page that came from ``url``; ``lang`` is the language it should be in. A page without an article
    has an empty text. Raises :class:`~pipeline.ingest.faults.ParserError` where the page makes the parser fail."""
    try:
        return _parse(data, url, content_type, lang)
    except Exception as error:
        raise ParserError(url or "the page", error) from error


def _parse(data: bytes, url: str, content_type: str, lang: Lang | None) -> Page:
    # Imported here: it takes half a second, and most commands never read a page.
    import trafilatura

    html = _DECLARATION.sub("", decode(data, content_type, lang).text)
    soup = BeautifulSoup(html, "lxml")
    meta = read_metadata(soup, url)
    document = trafilatura.bare_extraction(
        html, url=url, include_comments=False, include_tables=False, with_metadata=True
    )
    # The type allows for a dictionary too, which only older versions gave.
    found = document.as_dict() if isinstance(document, trafilatura.settings.Document) else {}
    body = found.get("text") or ""
    told = html_to_text(meta.body)
    if len(told) > 1.3 * len(body) or "".join(told.split()) == "".join(body.split()):
        # Some pages show a part and hold the whole in their JSON-LD, with its paragraphs.
        body = told
    title = without_surrogates(meta.title or found.get("title") or "")[:TITLE_LIMIT]
    page_lang = _lang(meta)
    moment = parse_date(meta.published) if meta.published else None
    if moment is None and found.get("date"):
        moment = parse_date(found["date"])
    kept, cut = _clean(body, title)
    return Page(
        title=title,
        text=kept[:TEXT_LIMIT],
        published=publication_day(moment, page_lang or lang) if moment is not None else None,
        lang=page_lang,
        canonical=meta.canonical,
        # Pages for subscribers hold the whole text more often than they should; a short one is surely cut.
        cut=cut or (not meta.free and len(kept) < SHORT),
    )


def _clean(body: str, title: str) -> tuple[str, bool]:
    """The text without its repeated title and the site's own lines; and whether one of them was a paywall's."""
    lines = [line for line in (" ".join(raw.split()) for raw in body.split("\n")) if line]
    if lines and lines[0] == title:
        del lines[0]
    cut = any(_PAYWALL.match(line) for line in lines)
    kept = [line for line in lines if not _PAYWALL.match(line) and not _BOILERPLATE.match(line)]
    return "\n".join(kept), cut


def _lang(meta: Metadata) -> Lang | None:
    tag = meta.lang[:2].lower()
    return tag if tag in LANGS else None
