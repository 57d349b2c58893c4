"""Write ``legal_forms.json`` from the organisation types of rigour (MIT), and from the lists below.

Run it where rigour's data are at hand, which needs no compiler::

    python -m venv /tmp/rigour && /tmp/rigour/bin/pip install --no-deps rigour==1.8.2 orjson
    PYTHONPATH=$(echo /tmp/rigour/lib/python3*/site-packages) python -m pipeline.link.data.make_legal_forms
"""

from __future__ import annotations

import importlib
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from pipeline.knowledge.fold import fold_name

TARGET = Path(__file__).with_name("legal_forms.json")

FAMILIES = {
    "JSC": "stock",
    "LLC": "limited",
    "LP": "partnership",
    "GP": "partnership",
    "LLP": "partnership",
    "COOP": "cooperative",
    "SOE": "state",
}
"""rigour's generic types, and the families that are told apart here. Its other types (charities, persons, banks,
schools, troops) are part of the name that they stand in."""
NEUTRAL = {"Inc", "Ltd", "Co Ltd", "Pte Ltd", "PT", "BHD"}
"""Forms that translations put for any other form: they tell no two companies apart."""
ADDED = (
    ("Inc", "neutral", ("inc", "incorporated", "incorporee", "incorp")),
    ("Ltd", "neutral", ("ltd", "limited", "limitee", "ltd co", "limited company")),
    ("Co Ltd", "neutral", ("co ltd", "company limited", "co limited", "corp ltd")),
    ("Corp", "neutral", ("corp", "corporation", "corporate")),
    ("Co", "neutral", ("co", "company", "companies", "co inc", "& co", "& company", "co kg")),
    ("Cie", "neutral", ("cie", "& cie", "& cie sca", "compagnie")),
    ("株式会社", "stock", ("株式会社", "株式會社", "kabushiki kaisha", "kabushiki gaisha", "kk")),
    ("合同会社", "limited", ("合同会社", "godo kaisha", "godo gaisha", "gk")),
    ("有限会社", "limited", ("有限会社", "yugen kaisha", "yugen gaisha", "yk")),
    ("合名会社", "partnership", ("合名会社",)),
    ("合資会社", "partnership", ("合資会社",)),
    ("投資法人", "fund", ("投資法人",)),
    ("相互会社", "cooperative", ("相互会社",)),
    ("有限公司", "limited", ("有限公司", "有限责任公司", "有限責任公司")),
    ("股份有限公司", "stock", ("股份有限公司", "集团有限公司", "集團有限公司")),
    ("AB", "stock", ("ab", "aktiebolag", "ab publ", "abp")),
    ("AS", "neutral", ("as", "a s")),
    ("ASA", "stock", ("asa",)),
    ("Tbk", "stock", ("tbk", "pt tbk", "persero tbk")),
    ("PT", "neutral", ("pt", "perseroan terbatas")),
    ("Bhd", "neutral", ("bhd", "berhad", "sdn bhd")),
    ("JSC", "stock", ("jsc", "pjsc", "ojsc", "cjsc")),
    ("SCA", "partnership", ("sca",)),
    ("AE", "stock", ("ae",)),
    ("SL", "limited", ("sl", "slu", "s l")),
    ("DAC", "limited", ("dac", "designated activity company")),
    ("OÜ", "limited", ("ou", "osauhing")),
    ("Pty Ltd", "neutral", ("pty ltd", "pty limited", "proprietary limited")),
    ("Pvt Ltd", "neutral", ("pvt ltd", "private limited", "p ltd")),
    ("PCL", "stock", ("pcl", "public company limited")),
    ("SE", "stock", ("se",)),
    ("SpA", "stock", ("spa", "s p a", "societa per azioni")),
    ("SAOG", "stock", ("saog", "saoc")),
    ("QPSC", "stock", ("qpsc", "qsc")),
    ("KSC", "stock", ("ksc", "kscc", "kscp")),
    ("SAL", "stock", ("sal",)),
    ("SAE", "stock", ("sae",)),
    ("Trust", "fund", ("reit",)),
)
"""Forms that rigour lacks, or that news writes otherwise."""
GLUED = {
    "株式会社": ("株式会社", "株式會社"),
    "合同会社": ("合同会社",),
    "有限会社": ("有限会社",),
    "合名会社": ("合名会社",),
    "合資会社": ("合資会社",),
    "相互会社": ("相互会社",),
    "投資法人": ("投資法人",),
    "股份有限公司": ("股份有限公司",),
    "有限公司": ("有限公司", "有限责任公司", "有限責任公司"),
    "유한회사": ("유한회사",),
    "주식회사": ("주식회사",),
}
"""Forms that stand before or behind a name without a space."""
PREFIXES = (
    *("pt", "sarl", "sasu", "eurl", "ooo", "oao", "zao", "pao", "jsc", "pjsc", "ojsc", "zat", "tov"),
    *("ооо", "оао", "зао", "пао", "ао", "тоо", "ат", "тов"),
)
"""Forms that stand before the name in the languages that put them there; not those that are also words and acronyms
that begin names of their own (SA, SAS, AO)."""
NOT_FORMS = frozenset(
    word
    for line in (
        "in la ll lc lt ps pe rs rp pc pr na nl sd sf od ed ik xk xt ku et ua sc sp fond co op nin i kumiai public",
        "cooperation cooperatif cooperative kooperatif entity enterprise state institution government agency authority",
    )
    for word in line.split()
)
"""Words and letters that names bear without telling a form."""


def main() -> None:
    """Write the file and say how much it holds."""
    types: list[dict[str, Any]] = importlib.import_module("rigour.data.names.org_types").ORG_TYPES
    found: dict[str, tuple[str, str]] = {}
    for kind in types:
        family = FAMILIES.get(kind.get("generic", ""))
        if family is None:
            continue
        form = str(kind.get("display") or kind["aliases"][0])
        family = "neutral" if form in NEUTRAL else family
        for written in (*kind["aliases"], *([kind["display"]] if "display" in kind else [])):
            folded = fold_name(written)
            if folded not in NOT_FORMS and len(folded) > 1 and not (family == "state" and " " not in folded):
                found.setdefault(folded, (form, family))
    for form, family, written_forms in ADDED:
        found.update({fold_name(written): (form, family) for written in written_forms})
    grouped: dict[tuple[str, str], list[str]] = defaultdict(list)
    for folded, key in sorted(found.items()):
        grouped[key].append(folded)
    content = {
        "source": "rigour 1.8.2 (MIT, OpenSanctions Datenbanken GmbH): data/names/org_types; and our own additions",
        "forms": [{"form": f, "family": g, "written": w} for (f, g), w in sorted(grouped.items())],
        "glued": {fold_name(w): form for form, written in GLUED.items() for w in written},
        "prefixes": sorted({fold_name(p) for p in PREFIXES}),
    }
    lines = json.dumps(content, ensure_ascii=False, indent=1)
    TARGET.write_text(lines + "\n", encoding="utf-8")
    print(f"{TARGET}: {len(grouped)} forms, {len(found)} ways to write them")


if __name__ == "__main__":
    main()
