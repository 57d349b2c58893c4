"""Names within one article: one type a name, mentions that the tagger left out, forms that are one name."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.extract.tagger.tagging import Mention

NAMED = ("ORG", "PERSON", "PLACE", "PRODUCT")

_LEGAL = frozenset(
    word
    for line in (
        "inc corp corporation company co ltd limited plc llc lp sa sas sca se ag gmbh nv bv spa ab asa oyj kk",
        "group groupe gruppe holding holdings hd the",
    )
    for word in line.split()
)
"""Legal forms, and words that say no more than they."""
_TRADES = frozenset(["international", "industries", "technologies", "electronics", "motor", "motors"])
"""Trades that every second company bears: left out of short forms, but what tells two of one house apart."""
_GENERIC_JA = re.compile(r"株式会社|合同会社|有限会社|㈱|㈲|\(株\)|ホールディングス|グループ|HD|G$")
_WHOLE_GROUP = re.compile(r"グループ$|\b(?:group|groupe|gruppe)\b")
"""A group bears the short name of its companies, and is none of them: トヨタグループ, トヨタ自動車."""
_CAPITALS = re.compile(r"[A-Z][A-Z0-9&]{1,5}")
LATIN = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ÿ]")
"""A letter or digit of French and English."""
_HAN_OR_KANA = re.compile(r"[\u3040-\u30ff\u3400-\u9fff々ー]")
_REMEMBERED = 4096
"""Folded names that are kept: within an article each is compared with all others."""

_OPENS = re.compile(r"\s*[(（]\s*[\"“«「]?(?:[^()（）]{1,12}[、,;:]\s?)?")
"""What may stand between a name and its other form: a bracket, and perhaps a stock code before the form."""


@dataclass(frozen=True, slots=True)
class NamedThing:
    """One thing that an article names: fullest name, all forms as written, type, and indices of its mentions."""

    name: str
    forms: tuple[str, ...]
    kind: str
    mentions: tuple[int, ...]


@lru_cache(_REMEMBERED)
def fold(name: str) -> str:
    """A name without case, width, accents and punctuation, for comparing."""
    wide = unicodedata.normalize("NFKC", name).casefold()
    parts = unicodedata.normalize("NFD", wide)
    bare = "".join(c for c in parts if not unicodedata.combining(c) or c in "\u3099\u309a")
    return re.sub(r"[\s・.,\-‐–—'’\"]+", " ", unicodedata.normalize("NFC", bare)).strip()


def settle_types(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """One name, one type: every mention of a name takes the type that most of their confidence speaks for."""
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for m in mentions:
        votes[fold(text[m.start : m.end])][m.kind] += m.confidence
    winner = {form: max(sorted(kinds), key=kinds.__getitem__) for form, kinds in votes.items()}
    return [replace(m, kind=winner[fold(text[m.start : m.end])]) for m in mentions]


_TICKER = re.compile(r"[A-Z0-9]{1,5}[-.][A-Z]{1,2}|[A-Z]{4,5}|[0-9]{4}(?:\.[A-Z]{1,2})?")
_LISTING = re.compile(r"[(（\[【]\s*[A-Z]{2,6}\s?:\s?[A-Z0-9.\-]{1,8}")
"""An exchange and a symbol on it, at the head of a bracket."""


def drop_tickers(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions without stock symbols and their exchanges: capitals in brackets behind a name that they do not
    abbreviate, and that stand nowhere else. Three capitals alone are far more often an acronym, and stay."""
    listings = [hit.span() for hit in _LISTING.finditer(text)]
    out: list[Mention] = []
    for m in mentions:
        name = text[m.start : m.end]
        listed = any(a < m.start and m.end <= b for a, b in listings)
        bracketed = text[m.start - 1 : m.start] in tuple("(（[【") and text[m.end : m.end + 1] in tuple(")）]】:-.")
        before = out[-1] if out and 0 < m.start - out[-1].end <= 10 else None
        if before and (listed or (bracketed and _TICKER.fullmatch(name))):
            known = _is_acronym(name, text[before.start : before.end])
            if not known and len(re.findall(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", text)) == 1:
                continue
        out.append(m)
    return out


_HEADING_WORD = re.compile(r"[^\W\d_][\w’'&.-]*")


def drop_heading_words(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions without those of which nothing but headings knows a word.

    In a Heading Where Every Word Has a Capital, a capital tells no name. What is one is named in the running text
    too; a text of headings alone is left as it is."""
    headings: list[tuple[int, int]] = []
    running: list[str] = []
    for hit in re.finditer(r"[^\n]+", text):
        if _is_heading(hit.group()):
            headings.append(hit.span())
        else:
            running.append(hit.group())
    if not headings or not any(line.strip() for line in running):
        return list(mentions)
    known = {word for line in running for word in _HEADING_WORD.findall(line)}

    def stands(m: Mention) -> bool:
        words = _HEADING_WORD.findall(text[m.start : m.end])
        inside = any(a <= m.start and m.end <= b for a, b in headings)
        return not inside or not words or any(word in known for word in words if len(word) > 1)

    return [m for m in mentions if stands(m)]


def _is_heading(line: str) -> bool:
    """Whether all the long words of a line have capitals, and there are enough of them to tell."""
    long = [word for word in _HEADING_WORD.findall(line) if len(word) > 3]
    return len(long) >= 3 and all(word[0].isupper() for word in long) and not line.isupper()


DOUBTED = 0.9
"""Chance below which a capital alone makes no organisation of a word that the text writes without it too."""


def drop_common_words(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions without doubtful organisations whose words the text all writes in small letters too: a word
    that opens a sentence or a heading has its capital from there."""
    small = {word for word in _HEADING_WORD.findall(text) if word.islower()}

    def is_common(m: Mention) -> bool:
        words = _HEADING_WORD.findall(text[m.start : m.end].lower())
        return m.kind == "ORG" and m.confidence < DOUBTED and bool(words) and small.issuperset(words)

    return [m for m in mentions if not is_common(m)]


def add_repeats(text: str, mentions: Sequence[Mention], sure: float = 0.8) -> list[Mention]:
    """The mentions, and those places where a name read with confidence elsewhere stands unmarked."""
    taken = bytearray(len(text))
    for m in mentions:
        taken[m.start : m.end] = b"\1" * (m.end - m.start)
    best: dict[tuple[str, str], float] = {}
    for m in mentions:
        key = (text[m.start : m.end], m.kind)
        best[key] = max(best.get(key, 0.0), m.confidence)
    out = list(mentions)
    for (name, kind), confidence in sorted(best.items(), key=lambda item: -len(item[0][0])):
        if confidence < sure or len(name) < 2:
            continue
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            if not any(taken[at:end]) and _stands_alone(text, at, end):
                out.append(Mention(at, end, kind, confidence * 0.9))
                taken[at:end] = b"\1" * len(name)
            at = text.find(name, end)
    return sorted(out, key=lambda m: (m.start, m.end))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the characters around a span let it be a whole name: no Latin word, katakana or kanji run goes on."""
    for inner, outer in ((text[start], text[start - 1 : start]), (text[end - 1], text[end : end + 1])):
        if not outer:
            continue
        if LATIN.match(inner) and LATIN.match(outer):
            return False
        if _script(inner) and _script(inner) == _script(outer):
            return False
    return True


def _script(char: str) -> str | None:
    if "\u30a0" <= char <= "\u30ff":
        return "katakana"
    return "han" if "\u3400" <= char <= "\u9fff" or char == "々" else None


def group_names(text: str, mentions: Sequence[Mention]) -> list[NamedThing]:
    """The things that mentions name: forms of one name (case, legal forms, short forms, acronyms) together.

    A short form that fits several full names goes to the one that stands before it most nearly in the order
    of first mention, as a reader would take it."""
    first: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, m in enumerate(mentions):
        if m.kind in NAMED:
            first[m.kind, fold(text[m.start : m.end])].append(i)
    out = []
    for kind in NAMED:
        keys = [key for key in first if key[0] == kind]
        out += _group(text, mentions, kind, {key[1]: first[key] for key in keys})
    return out


def _group(text: str, mentions: Sequence[Mention], kind: str, held: dict[str, list[int]]) -> list[NamedThing]:
    written = {form: max((text[mentions[i].start : mentions[i].end] for i in at), key=len) for form, at in held.items()}
    order = sorted(held, key=lambda form: (-len(_core(form)), -len(form), held[form][0]))
    head: dict[str, str] = {}
    for form in order:
        heads = [h for h in order if head.get(h) == h]
        tied = [h for h in heads if _in_brackets_after(text, mentions, held[h], held[form])]
        tied = [h for h in tied if _is_other_form(written[form], written[h], kind)]
        fulls = [h for h in heads if _is_form_of(written[form], written[h], kind)]
        same = [h for h in fulls if _core(fold(written[h])) == _core(form)]
        choice = tied or same or sorted(fulls, key=lambda h: min(held[h]))
        head[form] = choice[0] if choice else form
    groups: dict[str, list[str]] = defaultdict(list)
    for form in order:
        groups[head[form]].append(form)
    return [
        NamedThing(
            max((written[f] for f in forms), key=len),
            tuple(dict.fromkeys(text[mentions[i].start : mentions[i].end] for f in forms for i in held[f])),
            kind,
            tuple(sorted(i for f in forms for i in held[f])),
        )
        for forms in groups.values()
    ]


@lru_cache(_REMEMBERED)
def _core(form: str) -> str:
    """A folded name without legal forms and words that every second company bears."""
    japanese = bool(_HAN_OR_KANA.search(form))
    words = (_GENERIC_JA.sub(" ", form.upper()).casefold() if japanese else form).split()
    kept = [w for w in words if w not in _LEGAL and w not in _TRADES]
    return " ".join(kept) or form


def _is_form_of(short: str, full: str, kind: str) -> bool:
    s, f = fold(short), fold(full)
    core_s, core_f = _core(s), _core(f)
    if _TRADES.intersection(s.split()).difference(f.split()):
        return False
    if core_s == core_f:
        return True
    if kind == "PLACE" or len(core_s) < 2 or _WHOLE_GROUP.search(s):
        return False
    if kind == "PERSON":
        return f.split()[-1:] == [s] or (bool(_HAN_OR_KANA.match(short)) and f.startswith(s)) or f.endswith(" " + s)
    words = core_f.split()
    parts = core_s.split()
    if parts == words[: len(parts)]:
        return True
    # The end of a name stands for it where it is long enough to be one: Couche-Tard, クシュタール.
    if parts == words[-len(parts) :] and (len(parts) > 1 or (len(core_s) >= 4 and _script(core_s[0]) == "katakana")):
        return True
    if not _HAN_OR_KANA.search(short):
        return _is_acronym(short, full)
    # Japanese short forms keep the first character and the order: 日鉄 for 日本製鉄, 豊田織 for 豊田自動織機.
    if short[:1] != full[:1] or len(core_s) >= len(core_f):
        return False
    if core_f.startswith(core_s):
        return True
    rest = iter(core_f)
    return len(core_s) <= 4 and all(c in rest for c in core_s) and not re.search(r"[\u30a0-\u30ff]", core_s)


def _is_acronym(short: str, full: str) -> bool:
    letters = re.sub(r"[^0-9A-Za-z&]", "", short)
    if not 2 <= len(letters) <= 6 or not letters.isupper():
        return False
    words = [w for w in re.split(r"[\s\-/'’]+", full) if w]
    initials = "".join(w[0] for w in words).upper()
    strong = "".join(w[0] for w in words if w[0].isupper() or w == "&").upper()
    return letters in (initials, strong) or (len(letters) >= 3 and strong.startswith(letters))


def _is_other_form(bracketed: str, name: str, kind: str) -> bool:
    """Whether a name in brackets behind another of its kind is that one's other form: short, in another script, or
    the capitals by which an organisation goes, which need not be its initials."""
    known = _is_form_of(bracketed, name, kind) or _other_script(bracketed, name)
    return known or (kind == "ORG" and bool(_CAPITALS.fullmatch(bracketed)) and not _CAPITALS.fullmatch(name))


def _other_script(left: str, right: str) -> bool:
    """Whether one name is written in Japanese and the other in Latin letters alone."""
    return bool(_HAN_OR_KANA.search(left)) != bool(_HAN_OR_KANA.search(right))


def _in_brackets_after(text: str, mentions: Sequence[Mention], one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether a mention of either name stands in brackets right behind one of the other, alone or after a code."""
    pairs = [(a, b) for a in one for b in other] + [(b, a) for a in one for b in other]
    return any(
        _OPENS.fullmatch(text, mentions[a].end, mentions[b].start)
        for a, b in pairs
        if mentions[a].end < mentions[b].start <= mentions[a].end + 16
    )
