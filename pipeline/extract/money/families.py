"""Nouns and signs that several currencies share: "dollars", "kr", "francs", and the hundredths ("cents").

Which member is meant, the text decides (:mod:`~pipeline.extract.money.deciding`): a member named in full nearby,
else the country that the text speaks of, else the default. A family without a default stays undecided.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.records import Lang


@dataclass(frozen=True, slots=True)
class Family:
    """One shared noun or sign. ``members`` are the currencies of currencies.txt that name the family."""

    nouns: dict[Lang, tuple[str, ...]]
    symbols: tuple[str, ...] = ()
    default: dict[Lang, str] | None = None
    strong: bool = False
    """True where the default holds whatever country the text speaks of; the reading is then marked as assumed."""


@dataclass(frozen=True, slots=True)
class Minor:
    """A hundredth of a currency, or of the currency that the text speaks of."""

    nouns: dict[Lang, tuple[str, ...]]
    code: str | None = None
    family: str | None = None


def _always(code: str) -> dict[Lang, str]:
    return {"fr": code, "ja": code, "en": code}


FAMILIES: dict[str, Family] = {
    "dollar": Family(
        {"fr": ("dollar", "dollars"), "en": ("dollar", "dollars"), "ja": ("ドル", "弗")},
        symbols=("$", "＄", "㌦"),
        default=_always("USD"),
        strong=True,
    ),
    "yen": Family({"fr": (), "en": (), "ja": ()}, symbols=("¥",), default=_always("JPY")),
    "yuan": Family({"fr": (), "en": (), "ja": ("元",)}, symbols=("元",), default=_always("CNY")),
    "pound": Family(
        {"fr": ("livre", "livres"), "en": ("pound", "pounds"), "ja": ("ポンド",)},
        default={"en": "GBP", "ja": "GBP"},
    ),
    "franc": Family(
        {"fr": ("franc", "francs"), "en": ("franc", "francs"), "ja": ("フラン",)},
        default={"fr": "CHF"},
        symbols=("Fr.", "fr.", "FrS"),
    ),
    "cfa": Family(
        {
            "fr": ("franc CFA", "francs CFA", "F CFA", "F.CFA", "francs cfa", "francs C.F.A.", "F. CFA", "fcfa"),
            "en": ("CFA franc", "CFA francs", "CFA", "francs CFA", "F CFA"),
            "ja": ("CFAフラン", "セーファーフラン"),
        },
        symbols=("FCFA", "Fcfa", "F.CFA", "CFA"),
        default=_always("XOF"),
    ),
    "crown": Family(
        {
            "fr": ("couronne", "couronnes"),
            "en": ("crown", "crowns", "kroner", "kronor", "krone", "krona", "kronur"),
            "ja": ("クローナ", "クローネ"),
        },
        symbols=("kr", "kr.", "Kr", "Kr.", "KR"),
    ),
    "won": Family({"fr": ("won", "wons"), "en": ("won",), "ja": ()}, default=_always("KRW")),
    "peso": Family({"fr": ("peso", "pesos"), "en": ("peso", "pesos"), "ja": ("ペソ",)}),
    "rupee": Family(
        {"fr": ("roupie", "roupies"), "en": ("rupee", "rupees"), "ja": ("ルピー",)},
        symbols=("Rs", "Rs.", "RS", "₨"),
        default=_always("INR"),
    ),
    "dinar": Family({"fr": ("dinar", "dinars"), "en": ("dinar", "dinars"), "ja": ("ディナール",)}),
    "dirham": Family(
        {"fr": ("dirham", "dirhams"), "en": ("dirham", "dirhams"), "ja": ("ディルハム",)},
        symbols=("DH", "Dh", "dh"),
        default={"fr": "MAD", "en": "AED", "ja": "AED"},
    ),
    "rial": Family(
        {
            "fr": ("rial", "rials", "riyal", "riyals"),
            "en": ("rial", "rials", "riyal", "riyals"),
            "ja": ("リヤル", "リアル"),
        }
    ),
    "shilling": Family(
        {"fr": ("shilling", "shillings"), "en": ("shilling", "shillings"), "ja": ("シリング",)}, symbols=("Sh", "Shs")
    ),
    "ruble": Family(
        {"fr": ("rouble", "roubles"), "en": ("ruble", "rubles", "rouble", "roubles"), "ja": ("ルーブル",)},
        default=_always("RUB"),
    ),
    "lira": Family(
        {"fr": ("lire", "lires"), "en": ("lira", "liras", "lire"), "ja": ("リラ",)},
        default={"fr": "ITL", "en": "TRY", "ja": "TRY"},
    ),
    "leu": Family({"fr": ("leu", "leus", "lei"), "en": ("leu", "lei"), "ja": ()}, default=_always("RON")),
    "manat": Family({"fr": ("manat", "manats"), "en": ("manat", "manats"), "ja": ("マナト",)}, default=_always("AZN")),
    "kwacha": Family(
        {"fr": ("kwacha", "kwachas"), "en": ("kwacha", "kwachas"), "ja": ("クワチャ",)}, default=_always("ZMW")
    ),
    "florin": Family({"fr": ("florin", "florins"), "en": ("florin", "florins"), "ja": ()}),
    "mark": Family({"fr": ("mark", "marks"), "en": ("mark", "marks"), "ja": ()}),
    "real": Family(
        {"fr": ("réal", "réaux", "réals", "real", "reais", "reals"), "en": ("real", "reals"), "ja": ("レアル",)},
        default={"ja": "BRL"},
    ),
    "escudo": Family({"fr": ("escudo", "escudos"), "en": ("escudo", "escudos"), "ja": ()}),
}
"""By name; the names are those of the second column of currencies.txt."""

MINORS: tuple[Minor, ...] = (
    Minor({"fr": ("pence", "penny"), "en": ("pence", "penny", "p"), "ja": ("ペンス",)}, code="GBP"),
    Minor({"fr": ("cent", "cents"), "en": ("cent", "cents", "c"), "ja": ("セント",)}, family="cent"),
    Minor({"fr": ("centime", "centimes"), "en": ("centime", "centimes"), "ja": ()}, family="centime"),
    Minor({"fr": ("eurocent", "eurocents"), "en": ("eurocent", "eurocents", "euro cents"), "ja": ()}, code="EUR"),
    Minor({"fr": (), "en": ("US cents", "U.S. cents"), "ja": ()}, code="USD"),
    Minor({"fr": (), "en": ("paise", "paisa"), "ja": ("パイサ",)}, code="INR"),
    Minor({"fr": (), "en": ("kobo",), "ja": ()}, code="NGN"),
    Minor({"fr": (), "en": ("sen",), "ja": ()}, code="MYR"),
    Minor({"fr": (), "en": (), "ja": ("銭",)}, code="JPY"),
)

MINOR_OF: dict[str, tuple[str, ...]] = {
    "cent": ("USD", "EUR", "CAD", "AUD", "NZD", "HKD", "SGD", "ZAR", "KES", "TWD"),
    "centime": ("EUR", "CHF", "FRF", "BEF", "MAD", "DZD"),
}
"""Which currencies have hundredths of that name; the first is the default."""
