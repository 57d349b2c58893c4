"""Legal forms and words like Group: found in a name and set aside for comparing, never thrown away."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from pipeline.knowledge.fold import fold_name

_BRACKETED = {
    "株": "株式会社",
    "有": "有限会社",
    "同": "合同会社",
    "名": "合名会社",
    "資": "合資会社",
    "相": "相互会社",
}
_IN_BRACKETS = re.compile(r"\(\s*([株有同名資相])\s*\)")
_GROUP_GLUED = ("ホールデイングス", "ホールデイング", "グループ本社", "グループ", "hldgs", "hd")
_GROUP_FIRST = frozenset(("groupe", "gruppe", "gruppo", "grupo"))
_GROUP_LAST = _GROUP_FIRST | {"group", "groep", "koncern", "holding", "holdings", "hldg", "hldgs", "hd"}
_CJK_END = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff]$")
_MOST_WORDS = 7
"""The longest way to write a form has this many words."""


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart for comparing; every part is folded."""

    folded: str
    """The whole name."""
    stem: str
    """Without its legal form."""
    core: str
    """Without words like Group and Holdings as well, and without a leading article."""
    form: str | None = None
    """The legal form as it is usually written, for example ``GmbH``; the one told last where there are several."""
    family: str | None = None
    """What the form says of the company: ``stock``, ``limited``, ``partnership``, ``cooperative``, ``state`` or
    ``fund``; None where there is no form, or one that translations put for any (Inc., Co., Ltd.)."""
    group: bool = False
    """Whether the name says Group, Holdings or the like."""


@dataclass(frozen=True, slots=True)
class _Forms:
    written: dict[str, tuple[str, str | None]]
    glued: tuple[tuple[str, str], ...]
    prefixes: frozenset[str]


@cache
def _forms() -> _Forms:
    raw: dict[str, Any] = json.loads(
        resources.files("pipeline.link.data").joinpath("legal_forms.json").read_text(encoding="utf-8")
    )
    written = {
        w: (kind["form"], None if kind["family"] == "neutral" else str(kind["family"]))
        for kind in raw["forms"]
        for w in kind["written"]
    }
    glued = sorted(raw["glued"].items(), key=lambda item: (-len(item[0]), item[0]))
    return _Forms(written, tuple(glued), frozenset(raw["prefixes"]))


@lru_cache(maxsize=65536)
def split_name(name: str) -> NameParts:
    """Take a name apart: ``split_name("ソフトバンクグループ㈱")`` has stem ``ソフトバンクグループ``, core
    ``ソフトバンク``, form ``株式会社``, family ``stock`` and ``group`` true. A name that is nothing but forms keeps
    them as its stem and core."""
    plain = _IN_BRACKETS.sub(lambda found: _BRACKETED[found[1]], unicodedata.normalize("NFKC", name))
    folded = fold_name(plain)
    stem, forms = folded, []
    while (found := _strip_once(stem)) is not None:
        stem, written = found
        forms.append(_forms().written[written])
    family = next((family for _, family in forms if family), None)
    core, group = _strip_group(stem)
    return NameParts(folded, stem, core, forms[0][0] if forms else None, family, group)


def strip_legal_form(name: str) -> tuple[str, str | None]:
    """The folded name without its legal form, and the form: ``("kering", "SA")`` for ``Kering S.A.``."""
    parts = split_name(name)
    return parts.stem, parts.form


def _strip_once(name: str) -> tuple[str, str] | None:
    """The name without one form, and the form as written; None where there is none, or nothing else."""
    forms = _forms()
    for glued, form in forms.glued:
        if len(name) > len(glued) + 1 and name.endswith(glued):
            return name[: -len(glued)].strip(), form
        if len(name) > len(glued) + 1 and name.startswith(glued):
            return name[len(glued) :].strip(), form
    words = name.split(" ")
    for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        last = " ".join(words[-count:])
        rest = " ".join(words[:-count]).removesuffix(" &")
        if last in forms.written and len(rest) > 1:
            return rest, last
        first = " ".join(words[:count])
        if first in forms.prefixes and first in forms.written and len(rest_after := " ".join(words[count:])) > 1:
            return rest_after, first
    return None


def _strip_group(stem: str) -> tuple[str, bool]:
    words = stem.split(" ")
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    if len(words) > 1 and words[-1] in _GROUP_LAST:
        return " ".join(words[:-1]).removesuffix(" &"), True
    if len(words) > 1 and words[0] in _GROUP_FIRST:
        return " ".join(words[1:]), True
    core = " ".join(words)
    for ending in _GROUP_GLUED:
        if core.endswith(ending) and len(core) > len(ending) + 1:
            return core[: -len(ending)].strip(), True
    if core.endswith("g") and len(core) > 3 and _CJK_END.search(core[:-1]):
        return core[:-1], True
    return core, False
