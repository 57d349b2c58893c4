"""Katakana against Latin letters: a skeleton of consonants that both spellings of a name share, and their likeness.

Japanese writes foreign names by ear, with vowels put between consonants and l, r and b, v fallen together. What is
left of a name after that loss is its skeleton. A Latin spelling can be heard in several ways (silent r, French last
letters), so it has several skeletons; katakana has one.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from pipeline.link.legal_forms import split_name

_VOWELS = "aiueo"
_ROWS = {
    "": "アイウエオ",
    "k": "カキクケコ",
    "g": "ガギグゲゴ",
    "s": "サシスセソ",
    "z": "ザ ズゼゾ",
    "j": " ジ   ",
    "t": "タ  テト",
    "ch": " チ   ",
    "ts": "  ツ  ",
    "d": "ダ  デド",
    "n": "ナニヌネノ",
    "h": "ハヒ ヘホ",
    "f": "  フ  ",
    "b": "バビブベボ",
    "p": "パピプペポ",
    "m": "マミムメモ",
    "y": "ヤ ユ ヨ",
    "r": "ラリルレロ",
    "w": "ワヰ ヱヲ",
}
_SYLLABLE = {kana: row + vowel for row, kanas in _ROWS.items() for kana, vowel in zip(kanas, _VOWELS, strict=True)}
_SYLLABLE |= {"ヴ": "bu", "ン": "n", "ヂ": "ji", "ヅ": "zu"}
_SMALL = dict(zip("ァィゥェォャュョヮ", ("a", "i", "u", "e", "o", "ya", "yu", "yo", "wa"), strict=True))
_KATAKANA = re.compile(r"[\u30a1-\u30fa]")
_NOT_SOUND = re.compile(r"[^\u30a1-\u30faー]")
_OTHER_CJK = re.compile(r"[\u3005\u3040-\u309f\u3400-\u9fff\uac00-\ud7af]")
_FALLEN_TOGETHER = str.maketrans("lvzfcq", "rbshkk")
"""Sounds that Japanese does not tell apart."""

_GRAPHEMES: tuple[tuple[str, tuple[str, ...]], ...] = (
    # Latin spellings, longest first, with the ways in which Japanese hears them; r: dropped where it only lengthens.
    (r"(?<=[aeiouy])sion", ("jn", "sn")),
    (r"tion|cion|ssion|sion", ("sn",)),
    (r"tsch|tch", ("t",)),
    (r"sch", ("s", "sk")),
    (r"ch", ("t", "s", "k")),
    (r"sh", ("s",)),
    (r"ph", ("h",)),
    (r"th", ("s", "t")),
    (r"gh", ("", "g")),
    (r"dg(?=[eiy])", ("j",)),
    (r"gn", ("n", "gn")),
    (r"ck|cq|cc(?![eiy])|kk|qu|q", ("k",)),
    (r"sc(?=[eiy])", ("s",)),
    (r"c(?=[eiy])", ("s",)),
    (r"cz", ("s", "t")),
    (r"c", ("k",)),
    (r"g(?=[eiy])", ("j", "g")),
    (r"x", ("ks", "s")),
    (r"t+[sz]", ("t",)),
    (r"zz", ("s", "t")),
    (r"m(?=[bp])", ("n",)),
    (r"(?<=[aeiouy])r+(?![aeiouyr])", ("", "r")),
    (r"h", ("", "h")),
    (r"j", ("j", "")),
    (r"[wy]", ("",)),
    (r"[sz]+", ("s",)),
    (r"[lr]+", ("r",)),
    (r"[bv]+", ("b",)),
    (r"f+", ("h",)),
    (r"[aeiou]+", ("",)),
    (r"k+|g+|t+|d+|n+|p+|m+", ("=",)),
    (r"[0-9]", ("=",)),
    (r" ", ("",)),
)
_READER = re.compile("|".join(f"(?P<g{i}>{pattern})" for i, (pattern, _) in enumerate(_GRAPHEMES)))
_SILENT_END = re.compile(r"(?<=[aeiouy])(?:[tdxsp]+|ts|ds|lt|ld)$")
_MOST_WAYS = 24
_SURE = {2: 96.0, 3: 80.0}
"""How alike two spellings with one skeleton must sound, of 100, by its length: short ones fit many names."""
_SURE_ELSE = 60.0
_LETTERS = dict(zip("bdjkmnprstcfghlqvz", "bdjkmnprstshjtrkbt", strict=True)) | {"w": "dbr", "x": "ks"}
"""The consonants of the letters' own names: ジェイエスビー for JSB."""
_BY_NAME = frozenset("aefhilmnorsx")
"""Letters whose own name begins with a vowel."""


@lru_cache(maxsize=65536)
def is_katakana(name: str) -> bool:
    """Whether a name is written by ear: katakana, perhaps with Latin letters, and no Chinese character."""
    plain = unicodedata.normalize("NFKC", name)
    return bool(_KATAKANA.search(plain)) and not _OTHER_CJK.search(split_name(name).stem)


@lru_cache(maxsize=16384)
def romanise(name: str) -> str:
    """The katakana of a name in Latin letters, without long marks; Latin letters stay: ``エヌビディア`` is
    ``enubidia``."""
    text = _without_forms(name)
    out: list[str] = []
    for char in text:
        if char in _SMALL and out:
            last = out[-1]
            vowel = _SMALL[char]
            out[-1] = (last[:-1] if last[-1:] in _VOWELS and last not in _VOWELS else last.removesuffix("u")) + vowel
        elif char in _SYLLABLE:
            out.append(_SYLLABLE[char])
        elif char.isascii() and char.isalnum():
            out.append(char.casefold())
    return "".join(out)


@lru_cache(maxsize=65536)
def skeletons(name: str) -> frozenset[str]:
    """The consonants that a name is heard with: one skeleton for katakana, several for a Latin spelling, none for
    names in other scripts."""
    if is_katakana(name):
        return frozenset(_skeleton_of_romaji(romanise(name)))
    core = split_name(name).core
    if not core.replace(" ", "").replace("&", "").isascii():
        return frozenset()
    return _latin_skeletons(core.replace(" & ", " and "))


def sounds_alike(katakana: str, latin: str) -> float:
    """How alike the two spellings sound, 0 to 100, vowels counted."""
    left = _plain_sound(romanise(katakana))
    core = split_name(latin).core.replace(" & ", " and ").replace(" ", "")
    return max(ratio(left, _plain_sound(core)), ratio(left, _plain_sound(_SILENT_END.sub("", core))))


def same_by_sound(katakana: str, latin: str) -> bool:
    """Whether a katakana name and a Latin one are surely one name by ear."""
    shared = skeletons(katakana) & skeletons(latin)
    if not shared:
        return False
    length = max(map(len, shared))
    return length > 1 and sounds_alike(katakana, latin) >= _SURE.get(length, _SURE_ELSE)


def _without_forms(name: str) -> str:
    """The name with small kana kept, cut where its folded core ends: folding keeps the number of kana."""
    plain = unicodedata.normalize("NFKC", name)
    for word in ("株式会社", "合同会社", "有限会社", "ホールディングス", "ホールディング", "グループ"):
        plain = plain.replace(word, "") if plain != word else plain
    return plain


def _skeleton_of_romaji(romaji: str) -> tuple[str, ...]:
    text = re.sub(r"ch|ts", "t", romaji).replace("sh", "s").replace("x", "ks").translate(_FALLEN_TOGETHER)
    bare = re.sub(r"[aiueowy]", "", text)
    # A syllable that repeats a consonant is heard twice (ココ), a doubled letter once.
    return (_mark(romaji) + bare,) if bare else ()


def _mark(spelling: str) -> str:
    """A sign for a vowel at the beginning: エヌ is how Nv- begins."""
    return "a" if re.match(r"[aiueowy]|n[^aiueoy]", spelling) else ""


@lru_cache(maxsize=16384)
def _latin_skeletons(core: str) -> frozenset[str]:
    found: set[str] = set()
    for spelling in {core, _SILENT_END.sub("", core), core.removeprefix("h")}:
        ways: list[tuple[str, ...]] = []
        for match in _READER.finditer(spelling):
            heard = _GRAPHEMES[int(str(match.lastgroup)[1:])][1] if match.lastgroup else ("",)
            ways.append((match[0][0],) if heard == ("=",) else heard)
        for way in itertools.islice(itertools.product(*ways), _MOST_WAYS):
            found.add(_mark(spelling) + "".join(way))
        # Every r dropped, or none: spellings are heard by one language's rules throughout.
        found.add(_mark(spelling) + "".join(w[-1] for w in ways))
    if 2 <= len(core) <= 5 and core.isalpha():
        found.add(("a" if core[0] in _BY_NAME else "") + "".join(_LETTERS.get(letter, "") for letter in core))
    return frozenset(found)


@lru_cache(maxsize=65536)
def _plain_sound(text: str) -> str:
    text = text.replace("ph", "f").replace("th", "s").replace("ck", "k").replace("qu", "k").replace("x", "ks")
    text = re.sub(r"c(?=[eiy])", "s", text)
    text = re.sub(r"ch|ts|tz", "t", text).replace("sh", "s").replace("y", "i").replace("w", "u")
    return re.sub(r"(.)\1+", r"\1", text.translate(_FALLEN_TOGETHER).replace("j", "s"))
