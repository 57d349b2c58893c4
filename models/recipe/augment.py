"""Refilling the slots of a passage, so that the model learns contexts and not names.

Names are exchanged for names of the same kind and language that other passages or the lists of names hold;
several forms of one name (full, short, acronym) are exchanged together for forms that belong together.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random
from typing import TypeVar

from models.recipe.markup import MONEY, Mention, Passage, Trigger
from models.recipe.split import is_article

THINNED = 0.3
"""Share of the articles that lose a line."""
_Slot = tuple[str, int, str | None, bool]
_Span = TypeVar("_Span", Mention, Trigger)
_TRADES = {
    "state": r"minist|commission|autorité|authority|agence |agency|tribunal|\bcour\b|\bcourt\b|council|conseil d"
    r"|parle?ment|government|gouvernement|central bank|banque centrale"
    r"|省$|庁$|局$|委員会|裁判所|政府|議会|理事会|中央銀行|日銀",
    "press": r"reuters|bloomberg|\bafp\b|times\b|journal|figaro|echos|le monde|tribune|gazette|news"
    r"|新聞|通信|日経|共同$|時事|ロイター|ブルームバーグ",
    "learning": r"universi|institut|college|school|école|hospital|hôpital|\bchu\b|大学|研究所|研究機構|病院",
    "fund": r"capital|partners|equity|ventures?\b|\bfunds?\b|fonds|invest|asset"
    r"|キャピタル|パートナーズ|ファンド|投資|アセット",
    "bank": r"bank|banque|banco|banca|crédit|credit|financ|assuran|insurance"
    r"|銀行|信用金庫|信託|証券|フィナンシャル|生命|保険|損保",
    "air": r"air\b|airlines?|airways|aviation|aero|airport|aéroport|航空|空港",
    "power": r"énergie|energy|power|petrol|pétrole|\boil\b|\bgas\b|\bgaz\b|solar|électri|electric"
    r"|電力|石油|ガス|エネルギー|電気",
    "drugs": r"pharma|therapeutics|biotech|bio\w*$|製薬|薬品|ファーマ|バイオ|セラピュ",
}
"""What the words of an organisation's name say of its trade, which says what it may do: funds invest, papers report."""
_TRADE = re.compile("|".join(f"(?P<{trade}>{words})" for trade, words in _TRADES.items()), re.I)
_VOWELS = set("aeiouyh")
_DIGIT = re.compile(r"[1-9]")
_ENDINGS = {"HD": "ホールディングス", "G": "グループ"}
_OPENING = re.compile(r"\s?[(（]")
_CLOSING = (")", "）")
_SPACE = re.compile(r"(?<=\w[,\w]) (?=\w)")


@dataclass(frozen=True)
class NamePool:
    """Names to choose from: groups of forms of one name, by what they may stand for (see ``_slot``)."""

    groups: dict[_Slot, list[tuple[str, ...]]]

    def draw(self, kind: str, forms: tuple[str, ...], random: Random) -> tuple[str, ...]:
        """A group with as many forms, or the same forms where there is none."""
        held = self.groups.get(_slot(kind, forms))
        return random.choice(held) if held else forms


def make_pool(passages: list[Passage], companies: list[str]) -> NamePool:
    """The pool of a language: all groups of forms of its passages, and the names of a list of companies."""
    groups: dict[_Slot, dict[tuple[str, ...], None]] = defaultdict(dict)
    for passage in passages:
        for kind, forms in name_groups(passage):
            groups[_slot(kind, forms)][forms] = None
    for name in companies:
        groups[_slot("ORG", (name,))][(name,)] = None
    return NamePool({key: list(held) for key, held in groups.items()})


def name_groups(passage: Passage) -> list[tuple[str, tuple[str, ...]]]:
    """The names of a passage, longest form first, with the forms that abbreviate them."""
    uses: dict[str, dict[str, set[tuple[int, str]]]] = defaultdict(lambda: defaultdict(set))
    for m in passage.mentions:
        if m.kind in ("ORG", "PERSON", "PLACE"):
            uses[m.kind][passage.text[m.start : m.end]].update(m.links)
    bracketed = _bracketed(passage)
    out = []
    for kind, forms in uses.items():
        home: dict[str, list[str]] = {}
        for name in sorted(forms, key=len, reverse=True):
            fulls = [full for full in home if (full, name) in bracketed or _abbreviates(name, full)]
            # Yamaha is neither Yamaha Guitar nor Yamaha Motor where it does what neither of them does.
            alike = [full for full in fulls if forms[full] & forms[name]]
            if alike or len(fulls) == 1 or (fulls and not forms[name]):
                home[(alike or fulls)[0]].append(name)
            else:
                home[name] = []
        out += [(kind, (full, *short)) for full, short in home.items()]
    return out


def _bracketed(passage: Passage) -> set[tuple[str, str]]:
    """Pairs of a name and the other form of it that follows in brackets: of one kind, and with the same roles."""
    return {
        (passage.text[left.start : left.end], passage.text[right.start : right.end])
        for left, right in pairwise(passage.mentions)
        if left.kind == right.kind
        and set(left.links) == set(right.links)
        and left.end - left.start > right.end - right.start
        and _OPENING.fullmatch(passage.text[left.end : right.start])
        and passage.text[right.end : right.end + 1] in _CLOSING
    }


def _abbreviates(short: str, full: str) -> bool:
    initials = "".join(word[0] for word in re.split(r"[\s\-・]+", full) if word)
    return short in full or _spelt_out(short) in full or short.casefold() == initials.casefold()


def _spelt_out(name: str) -> str:
    """The name as a Japanese paper writes it where it has room: スギホールディングス for スギHD."""
    for short, word in _ENDINGS.items():
        if name.endswith(short) and name != short:
            return name.removesuffix(short) + word
    return name


def _slot(kind: str, forms: tuple[str, ...]) -> _Slot:
    """What a group of forms may stand for: groups of its kind, size, trade and first sound (vowel or not)."""
    trade = _TRADE.search(forms[0]) if kind == "ORG" else None
    return kind, len(forms), trade.lastgroup if trade else None, _vowel(forms[0])


def _vowel(name: str) -> bool:
    first = unicodedata.normalize("NFD", name[:1]).casefold()[:1]
    return first in _VOWELS


def augment(passage: Passage, pool: NamePool, random: Random) -> Passage:
    """A passage with some of its names exchanged, its figures shaken, and sometimes its letters changed."""
    swaps: dict[tuple[str, str], str] = {}
    rate = random.choice((0.0, 0.5, 0.9))
    for kind, forms in name_groups(passage):
        if random.random() < rate:
            drawn = pool.draw(kind, forms, random)
            swaps.update({(kind, old): new for old, new in zip(forms, drawn, strict=True)})
    shake = random.random() < 0.5
    mentions: list[Mention] = []
    triggers: list[Trigger] = []
    out: list[str] = []
    length = at = 0
    for span in sorted([*passage.mentions, *passage.triggers], key=lambda s: s.start):
        out.append(passage.text[at : span.start])
        length += span.start - at
        text = passage.text[span.start : span.end]
        if isinstance(span, Mention):
            text = swaps.get((span.kind, text), text)
            if shake and span.kind == MONEY:
                text = _DIGIT.sub(lambda _: str(random.randint(1, 9)), text)
        moved = replace(span, start=length, end=length + len(text))
        (mentions if isinstance(moved, Mention) else triggers).append(moved)  # type: ignore[arg-type]
        out.append(text)
        length += len(text)
        at = span.end
    out.append(passage.text[at:])
    return replace(passage, text=_disguise("".join(out), random), mentions=tuple(mentions), triggers=tuple(triggers))


def _disguise(text: str, random: Random) -> str:
    """The same text as other systems would deliver it; the length never changes."""
    dice = random.random()
    if dice < 0.03:
        upper = text.upper()
        return upper if len(upper) == len(text) else text
    if dice < 0.06:
        return "".join(c if len(n := unicodedata.normalize("NFKC", c)) != 1 else n for c in text)
    if dice < 0.10:
        share = random.choice((0.03, 0.1))
        return _SPACE.sub(lambda hit: "\n" if random.random() < share else hit.group(), text)
    return text


def thin(passage: Passage, random: Random) -> Passage:
    """An article, at times without a line of its body: what is told must then be read from the others."""
    text = passage.text
    edges = [0, *(hit.end() for hit in re.finditer("\n", text)), len(text)]
    body = list(pairwise(edges[1:]))
    if len(body) < 3 or random.random() >= THINNED:
        return passage
    left = _without(passage, *random.choice(body))
    return replace(left, text=left.text.rstrip("\n"))


def _without(passage: Passage, start: int, end: int) -> Passage:
    """The passage without the part from start to end, at whose edges no mention or trigger lies across."""

    def kept(spans: Iterable[_Span]) -> tuple[_Span, ...]:
        left = (s for s in spans if s.end <= start or s.start >= end)
        return tuple(s if s.start < start else _moved(s, start - end) for s in left)

    text = passage.text[:start] + passage.text[end:]
    return replace(passage, text=text, mentions=kept(passage.mentions), triggers=kept(passage.triggers))


def join(passages: list[Passage]) -> Passage:
    """Several passages as one article: their deals stay apart."""
    text, deals, mentions, triggers, doubtful = "", [], [], [], []
    for n, p in enumerate(passages):
        shift, base = len(text), 100 * n
        deals += [replace(d, number=d.number + base) for d in p.deals]
        mentions += [replace(_moved(m, shift), links=tuple((d + base, r) for d, r in m.links)) for m in p.mentions]
        triggers += [replace(_moved(t, shift), deal=t.deal + base) for t in p.triggers]
        doubtful += [(start + shift, end + shift) for start, end in _untold_headline(p)]
        text += p.text + "\n"
    joined = (tuple(deals), tuple(mentions), tuple(triggers), tuple(doubtful))
    return Passage(passages[0].style, text.rstrip("\n"), *joined)


def _untold_headline(passage: Passage) -> list[tuple[int, int]]:
    """The headline of an article about a deal in which no words are marked: some who annotated left these out."""
    end = passage.text.find("\n")
    told = any(not deal.background for deal in passage.deals)
    marked = any(trigger.start < end for trigger in passage.triggers)
    return [(0, end)] if is_article(passage) and told and not marked else []


def _moved(span: _Span, by: int) -> _Span:
    return replace(span, start=span.start + by, end=span.end + by)
