"""What pictures say, in the reader's language, and short forms of amounts and days."""

from __future__ import annotations

from datetime import date

from babel.dates import format_skeleton
from babel.numbers import format_compact_currency

from pipeline.query.loops.flows import Kind, Tier
from pipeline.records import DealType, Lang

KINDS: dict[Lang, dict[Kind, str]] = {
    "en": {
        "equity": "equity", "loan": "loan", "purchase": "purchase", "contribution": "contribution",
        "share": "owner's share",
    },
    "fr": {
        "equity": "capital", "loan": "prêt", "purchase": "achat", "contribution": "apport",
        "share": "part du propriétaire",
    },
    "ja": {
        "equity": "出資・買収", "loan": "融資", "purchase": "購入", "contribution": "拠出",
        "share": "出資者の取り分",
    },
}  # fmt: skip
TIERS: dict[Lang, dict[Tier, str]] = {
    "en": {"reported": "reported", "signed": "signed", "moved": "done"},
    "fr": {"reported": "rapporté", "signed": "signé", "moved": "réalisé"},
    "ja": {"reported": "報道", "signed": "合意", "moved": "完了"},
}
TYPES: dict[Lang, dict[DealType, str]] = {
    "en": {
        "acquisition": "acquisition", "merger": "merger", "investment": "investment",
        "joint_venture": "joint venture", "partnership": "partnership", "contract": "contract", "project": "project",
        "ipo": "IPO", "buyback": "buyback", "debt": "debt", "spin_off": "spin-off",
    },
    "fr": {
        "acquisition": "acquisition", "merger": "fusion", "investment": "investissement",
        "joint_venture": "coentreprise", "partnership": "partenariat", "contract": "contrat", "project": "projet",
        "ipo": "introduction en Bourse", "buyback": "rachat d'actions", "debt": "dette", "spin_off": "scission",
    },
    "ja": {
        "acquisition": "買収", "merger": "合併", "investment": "出資", "joint_venture": "合弁", "partnership": "提携",
        "contract": "契約", "project": "プロジェクト", "ipo": "上場", "buyback": "自社株買い", "debt": "融資・社債",
        "spin_off": "分社化",
    },
}  # fmt: skip
PHRASES: dict[Lang, dict[str, str]] = {
    "en": {
        "loop": "A loop of money",
        "money": "Money of {name}",
        "untold": "amount not told",
        "at_most": "at most {amount}",
        "whole": "{amount} in all, with others",
        "round": "At most {amount} can have gone all the way round",
        "round_unknown": "No amount is told on any edge",
        "some_untold": "amounts of {count} edges are not told",
        "caution": "A loop shows that money can come back, not that it does, nor that anybody meant it to.",
        "solid": "told by a report",
        "dashed": "follows from the deal, told by no report",
        "unnamed": "unnamed",
        "in": "pay it",
        "out": "are paid by it",
        "others": "{count} others",
        "rates": "Amounts in US dollars at the ECB rate of each deal's day.",
    },
    "fr": {
        "loop": "Une boucle d'argent",
        "money": "L'argent de {name}",
        "untold": "montant non dit",
        "at_most": "au plus {amount}",
        "whole": "{amount} au total, avec d'autres",
        "round": "Au plus {amount} ont pu faire le tour",
        "round_unknown": "Aucun montant n'est dit",
        "some_untold": "montants de {count} étapes non dits",
        "caution": "Une boucle montre que l'argent peut revenir, non qu'il revient, ni que quelqu'un l'a voulu.",
        "solid": "dit par un article",
        "dashed": "découle de l'accord, dit par aucun article",
        "unnamed": "sans nom",
        "in": "lui versent",
        "out": "reçoivent",
        "others": "{count} autres",
        "rates": "Montants en dollars américains au cours BCE du jour de chaque opération.",
    },
    "ja": {
        "loop": "資金の循環",
        "money": "{name}の資金の流れ",
        "untold": "金額不明",
        "at_most": "最大{amount}",
        "whole": "総額{amount}（他社分を含む）",
        "round": "一周し得た金額は最大{amount}",
        "round_unknown": "金額はどこにも報じられていない",
        "some_untold": "{count}区間の金額は報じられていない",
        "caution": "循環は資金が戻り得ることを示すもので、実際に戻ったことや意図を示すものではない。",
        "solid": "記事が報じたもの",
        "dashed": "取引から導かれるもの（記事は報じていない）",
        "unnamed": "名称不明",
        "in": "支払い元",
        "out": "支払い先",
        "others": "他{count}社",
        "rates": "金額は各取引日のECBレートによる米ドル換算。",
    },
}


def dollars(value: float, lang: Lang) -> str:
    """An amount in US dollars, short: ``$25B``, ``25 Md $US``, ``$250億``."""
    digits = 0 if value == 0 else 1
    return str(format_compact_currency(value, "USD", locale=lang, fraction_digits=digits)).replace("\u00a0", " ")


def month(day: date | None, lang: Lang) -> str:
    """A month in the language, short; empty where the day is not known."""
    return "" if day is None else str(format_skeleton("yMMM", day, locale=lang))
