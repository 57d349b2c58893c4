"""Printing amounts so that the module reads them back the same."""

from __future__ import annotations

from decimal import Decimal

from pipeline.errors import InputError
from pipeline.extract.money.currencies import currencies, printed_name
from pipeline.records import Lang, Money, Qualifier

_LIMIT = Decimal(10) ** 18
_DECIMALS = 4
_SCALES: dict[Lang, tuple[tuple[int, str], ...]] = {
    "fr": ((9, "milliard"), (6, "million")),
    "en": ((12, " trillion"), (9, " billion"), (6, " million")),
    "ja": (),
}
_FRAMES: dict[Lang, dict[Qualifier, str]] = {
    "fr": {
        "exact": "{}",
        "approx": "environ {}",
        "up_to": "jusqu'à {}",
        "less_than": "moins de {}",
        "at_least": "au moins {}",
        "more_than": "plus de {}",
        "range": "entre {} et {}",
    },
    "en": {
        "exact": "{}",
        "approx": "about {}",
        "up_to": "up to {}",
        "less_than": "less than {}",
        "at_least": "at least {}",
        "more_than": "more than {}",
        "range": "between {} and {}",
    },
    "ja": {
        "exact": "{}",
        "approx": "約{}",
        "up_to": "最大{}",
        "less_than": "{}未満",
        "at_least": "{}以上",
        "more_than": "{}超",
        "range": "{}〜{}",
    },
}
_JAPANESE_UNITS = ((10**16, "京"), (10**12, "兆"), (10**8, "億"), (10**4, "万"))
_GROUP: dict[Lang, str] = {"fr": "\u00a0", "en": ",", "ja": ","}


def money_to_text(money: Money, lang: Lang) -> str:
    """An amount as text of the language: "environ 2,5 milliards d'euros", "about 2.5 billion euros", "約25億ユーロ".

    ``find_money`` of that text gives the same currency, bounds and qualifier. Raises InputError for a currency that
    the module does not know, a negative figure, one of 10^18 or more, or one with more than four decimals.
    """
    if money.currency not in currencies():
        raise InputError(f"no name for currency {money.currency!r}: add it to currencies.txt")
    figures = [_figure(bound, money.currency, lang) for bound in _bounds(money)]
    return _FRAMES[lang][money.qualifier].format(*figures)


def _bounds(money: Money) -> tuple[Decimal, ...]:
    if money.qualifier == "range" and money.low is not None and money.high is not None:
        return money.low, money.high
    return (money.top,)


def _figure(value: Decimal, code: str, lang: Lang) -> str:
    """One figure with its currency in full."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or not 0 <= value < _LIMIT or exponent < -_DECIMALS:
        raise InputError(f"cannot print {value} {code}: a figure must be from 0 to 10^18, with up to four decimals")
    value = value.normalize()
    if lang == "ja":
        return _japanese(value) + printed_name(code, lang, plural=True)
    for power, word in _SCALES[lang]:
        share = value.scaleb(-power)
        if share >= 1 and share == round(share, 2):
            return _scaled(share, word, code, lang)
    number = _plain(value, lang)
    return f"{number} {printed_name(code, lang, plural=_plural(value, lang))}"


def _scaled(share: Decimal, word: str, code: str, lang: Lang) -> str:
    if lang == "en":
        return f"{_plain(share, lang)}{word} {printed_name(code, lang, plural=True)}"
    name = printed_name(code, lang, plural=True)
    link = "d'" if name[0].lower() in "aeiouéè" else "de "
    return f"{_plain(share, lang)} {word}{'s' if share >= 2 else ''} {link}{name}"


def _plural(value: Decimal, lang: Lang) -> bool:
    """French counts from two on as plural; English everything but one."""
    return value >= 2 if lang == "fr" else value != 1


def _plain(value: Decimal, lang: Lang) -> str:
    """Digits with the separators of the language."""
    written = f"{value:,f}"
    if lang != "fr":
        return written
    whole, dot, fraction = written.partition(".")
    return whole.replace(",", _GROUP["fr"]) + ("," + fraction if dot else "")


def _japanese(value: Decimal) -> str:
    """Digits in steps of ten thousand: 1兆2000億, 83億9200万, 100.002."""
    rest, text = int(value), ""
    fraction = value - rest
    for unit, name in _JAPANESE_UNITS:
        count, rest = divmod(rest, unit)
        if count:
            text += f"{count}{name}"
    if rest or fraction or not text:
        text += f"{rest + fraction:f}"
    return text
