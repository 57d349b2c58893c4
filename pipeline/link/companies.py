"""Companies from their nodes and the names under which these were met."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping

from pipeline.link.legal_forms import split_name
from pipeline.link.mentions import KnownNames, is_name
from pipeline.link.state import NameCount
from pipeline.records import Company, CompanyKind, CompanyName

_KINDS: tuple[tuple[CompanyKind, re.Pattern[str]], ...] = (
    (
        "fund",
        re.compile(
            r"\b(fund|funds|fonds|capital|ventures|private equity|investment partners|capital partners)\b"
            r"|ファンド|キャピタル|投資法人|投資事業有限責任組合",
            re.IGNORECASE,
        ),
    ),
    (
        "state_body",
        re.compile(
            r"\b(ministry|government|department of|ministère|gouvernement|état|treasury|republic of|république)\b"
            r"|政府|省$|庁$|財務局",
            re.IGNORECASE,
        ),
    ),
)


def make_company(
    id: str, names: Mapping[str, NameCount], knowledge: KnownNames, learned: Collection[str] = ()
) -> Company:
    """A company with all its names. ``names`` are the counts of its nodes; ``learned`` those nodes that only deals
    that agree tie to it."""
    known = knowledge.get(id)
    told: dict[tuple[str, str], int] = {}
    rows: list[CompanyName] = []
    seen: set[tuple[str, str | None]] = set()
    if known:
        rows += [CompanyName(n.text, n.lang, "knowledge") for n in known.names]
        seen |= {(n.text, n.lang) for n in known.names} | {(n.text, None) for n in known.names}
    total: Counter[str] = Counter()
    for node, counts in sorted(names.items()):
        for (text, lang), count in sorted(counts.items()):
            total[text] += count
            told[text, lang] = told.get((text, lang), 0) + count
            if (text, lang) not in seen and (text, None) not in seen:
                seen.add((text, lang))
                rows.append(CompanyName(text, lang, "learned" if node in learned else "article"))
    most = min(total, key=lambda text: (-total[text], -len(text), text)) if total else id
    forms = Counter({form: n for text, n in total.items() if (form := split_name(text).form)})
    return Company(
        id=id,
        name=known.name if known else most,
        names=tuple(rows),
        kind=known.kind if known else kind_of(most),
        legal_form=min(forms, key=lambda form: (-forms[form], form)) if forms else None,
        country=known.country if known else None,
        parent=known.parent if known else None,
        codes=known.codes if known else (),
    )


def kind_of(name: str) -> CompanyKind:
    """What a name that nobody knows says of its bearer."""
    return next((kind for kind, pattern in _KINDS if pattern.search(name)), "company")


def ancestors(id: str, knowledge: KnownNames) -> tuple[str, ...]:
    """A company and its parents, nearest first."""
    chain = [id]
    while not is_name(id) and (known := knowledge.get(chain[-1])) and known.parent and known.parent not in chain:
        chain.append(known.parent)
    return tuple(chain)
