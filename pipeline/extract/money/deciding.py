"""Which currency a shared noun or sign means in this text, and where the letters of a sign are no currency at all."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.extract.money.currencies import Sign, currencies, members
from pipeline.extract.money.drafts import Draft
from pipeline.extract.money.families import FAMILIES, MINOR_OF
from pipeline.extract.money.french import BARE
from pipeline.extract.money.tries import WORD_START, alternation
from pipeline.records import Lang


class Places:
    """The countries that one text speaks of; each family is searched at most once."""

    def __init__(self, text: str, lang: Lang) -> None:
        self.text = text
        self.lang = lang
        self._found: dict[tuple[str, ...], list[tuple[int, str]]] = {}

    def cues(self, codes: tuple[str, ...]) -> list[tuple[int, str]]:
        """Positions of words that place the text in the country of one of the currencies, with its code."""
        if codes not in self._found:
            pattern, told = _pattern(codes, self.lang)
            text = "\n" + self.text
            self._found[codes] = [(m.start(1) - 1, told[m.group(1)]) for m in pattern.finditer(text)]
        return self._found[codes]

    def speaks_of(self, code: str) -> bool:
        """Whether the text has any cue of a currency's country."""
        return bool(self.cues((code,)))


_SHORTEST = 3
"""Shorter cues in capitals are met as parts of abbreviations."""
_INITIAL = re.compile(r"(?:^|(?<=[ -]))(?!du |de |des |la |and )[^\W\d_]")


def _variants(cue: str) -> set[str]:
    """A cue as written and in capitals; one in lower case also with a capital, and with one in every word."""
    capitals = {cue.upper()} if len(cue) > _SHORTEST else set()
    if not cue[0].islower():
        return {cue} | capitals
    return {cue, cue[0].upper() + cue[1:], _INITIAL.sub(lambda match: match.group().upper(), cue)} | capitals


_JAPANESE = "\u3000"
"""From this character on, writing has no spaces between words."""


@cache
def _pattern(codes: tuple[str, ...], lang: Lang) -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds the cues of some currencies, the cue itself as group 1, and the currency of each cue."""
    told: dict[str, str] = {}
    for code in codes:
        for cue in currencies()[code].cues:
            if lang == "ja" or cue[0] < _JAPANESE:
                for variant in _variants(cue):
                    told.setdefault(variant, code)
    if not told:
        return re.compile(r"(?!)()"), told
    spaced = [cue for cue in told if cue[0] < _JAPANESE]
    joined = [cue for cue in told if cue[0] >= _JAPANESE]
    if lang != "ja":
        return re.compile(f"{WORD_START}({alternation(spaced)})"), told
    return re.compile("(" + "|".join(alternation(group) for group in (spaced, joined) if group) + ")"), told


@dataclass(frozen=True, slots=True)
class _View:
    """What a text says about the members of one family."""

    named: list[tuple[int, str]]
    """Positions and codes of amounts in a member named in full."""
    cues: list[tuple[int, str]]
    own: bool
    """Whether the country of the default is spoken of."""
    rivals: bool
    """Whether another member is."""


def decide(text: str, drafts: list[Draft], lang: Lang) -> list[Draft]:
    """Give every draft that has a sign its currency; those whose sign turns out to be none are left out.

    Drafts without a sign pass through.
    """
    places = Places(text, lang)
    signs = [(d.start, d.sign) for d in drafts if d.sign and d.sign.code and not d.sign.exponent]
    sure = {sign.code for _, sign in signs if not sign.needs_cue}
    views: dict[str, _View] = {}
    kept = []
    for draft in drafts:
        sign = draft.sign
        if sign is None:
            kept.append(draft)
        elif sign.code:
            if (sign.code in sure and not sign.exponent) or _stands(text, draft, sign, places):
                draft.code = sign.code
                kept.append(draft)
        elif not sign.exponent and not _is_goods(text, draft, sign, places):
            family = sign.family or ""
            if family not in views:
                views[family] = _view(family, signs, places)
            draft.code, draft.assumed = _member(text, draft, family, views[family], lang)
            if draft.code:
                kept.append(draft)
    return _hundredths(text, drafts, kept, lang)


def _stands(text: str, draft: Draft, sign: Sign, places: Places) -> bool:
    """Whether letters that may mean other things are a currency here."""
    assert sign.code is not None, "only called for decided signs"
    if sign.exponent and text[draft.end - 1 : draft.end] == "p":
        return "£" in text or places.speaks_of("GBP")
    if not sign.needs_cue:
        return True
    one_letter = draft.sign_first and text[draft.start + 1 : draft.start + 2].isdigit()
    return (one_letter and draft.exponent >= _LARGE) or places.speaks_of(sign.code)


_LARGE = 6
"""From this power of ten on, a letter right before a number is taken for a currency ("R1.7 billion")."""
_OF_GOODS = re.compile(
    r" of (?!debt|cash|fund|new|its|the|revenue|sales|profit|capital|loan|cost|saving|invest|asset|equit)|-feet|-foot"
)
_WEIGH = re.compile(
    r"\b(?:weigh\w*|lost|los(?:e|es|ing)|gain\w*|shed|heavier|lighter|lift\w*|"
    r"poids|pes[ae]\w*|vendu\w*|publié\w*|écrit\w*) [^.]{0,20}$"
)
_BOOKS = re.compile(r" (?:de poche|numériques|audio|scolaires|anciens|pour enfants|d'occasion|imprimés)")


def _is_goods(text: str, draft: Draft, sign: Sign, places: Places) -> bool:
    """Whether "pounds" are a weight, "livres" books, "won" a verb, "the 3 Rs" letters, "francs six sous" a saying."""
    if sign.family == "won":
        return not draft.exponent and draft.value < 1000
    if sign.family == "rupee":
        return not draft.sign_first and draft.value < 10 and text.endswith("Rs", draft.start, draft.end)
    if sign.family == "franc":
        return text.startswith(" six sous", draft.end)
    if sign.family != "pound":
        return False
    if places.lang == "ja":
        return not draft.exponent and draft.value < 1000 and not places.cues(members("pound"))
    weighed = not draft.exponent or places.lang == "fr"
    if (weighed and _WEIGH.search(text, max(0, draft.start - 40), draft.start)) or _BOOKS.match(text, draft.end):
        return True
    if places.lang == "fr":
        return False
    return bool(_OF_GOODS.match(text, draft.end)) or not (
        draft.exponent or "£" in text or places.cues(members("pound"))
    )


def _view(family: str, signs: list[tuple[int, Sign]], places: Places) -> _View:
    codes = members(family)
    default = (FAMILIES[family].default or {}).get(places.lang)
    named = [(at, sign.code) for at, sign in signs if sign.code in codes and sign.code]
    cues = places.cues(codes)
    spoken = {code for _, code in cues}
    rivals = bool((spoken | {code for _, code in named}) - {default})
    return _View(named, cues, own=default in spoken, rivals=rivals)


def _member(text: str, draft: Draft, family: str, view: _View, lang: Lang) -> tuple[str | None, bool]:
    """The member of a family that an amount is in, and whether that is only assumed."""
    default = (FAMILIES[family].default or {}).get(lang)
    if FAMILIES[family].strong and view.rivals:
        declared = _declared(text, lang, family)
        return declared or default, declared is None and not view.own
    if FAMILIES[family].strong or (family == "yen" and lang == "ja"):
        return default, False
    if view.named and family != "yen":
        return _nearest(view.named, draft.start), False
    if not view.cues and family == "franc" and default:  # the Swiss press says "francs", the old French press too
        return ("FRF" if _is_of_last_century(text) else default), True
    if not view.cues and family == "pound" and lang == "fr" and _is_paid(text, draft):
        return "GBP", True
    if not view.cues or (family in _FIRM and view.own):
        return default, False
    return _nearest(view.cues, draft.start), False


_AROUND = 60


def _is_paid(text: str, draft: Draft) -> bool:
    """Whether millions of "livres" stand in a clause that speaks of money, being neither books nor weight."""
    if draft.exponent < _LARGE or BARE.noun.match(text, draft.end):
        return False
    clause = text[max(0, draft.start - _AROUND) : draft.end + _AROUND].lower()
    return bool(BARE.money_cues.search("\n" + clause)) and not _READ.search(clause)


_READ = re.compile(r"\b(?:livres? (?:vendu|imprim|lu)|édit|librair|auteur|roman|lecteur|vente|bibliothèque)")
_FIRM = frozenset({"pound", "yuan"})
"""Families whose default holds wherever the text speaks of its country at all."""


_FIGURES = ["figures", "amounts", "sums", "values", "currency", "montants", "chiffres", "sommes", "données"]
_DECLARATION = re.compile(
    WORD_START
    + alternation(form for word in _FIGURES for form in (word, word.title(), word.upper()))
    + r"\b[^.\n]{0,40}?\b(?:[Ii]n|IN|[Ee]n|EN) ([^.\n,;)]{3,40})"
)


@lru_cache(maxsize=1)
def _declared(text: str, lang: Lang, family: str) -> str | None:
    """The currency that a text declares for all its amounts: "all figures in Canadian dollars"."""
    for match in _DECLARATION.finditer("\n" + text):
        told = match.group(1).lower()
        for code in members(family):
            if any(plural.lower() in told for _, plural in currencies()[code].names[lang]):
                return code
    return None


_YEAR = re.compile(r"(?<![0-9])(?:19[5-9]|20[0-4])[0-9](?![0-9])")
_YEARS_REACH = 20_000


@lru_cache(maxsize=1)
def _is_of_last_century(text: str) -> bool:
    """Whether a text names years, and none later than the last of the French franc."""
    years = _YEAR.findall(text, 0, _YEARS_REACH)
    return bool(years) and max(years) <= "2001"


def _nearest(told: list[tuple[int, str]], at: int) -> str:
    """The code told closest to a position."""
    right = bisect_left(told, (at, ""))
    around = told[max(0, right - 1) : right + 1]
    return min(around, key=lambda pair: abs(pair[0] - at))[1]


def _hundredths(text: str, drafts: list[Draft], kept: list[Draft], lang: Lang) -> list[Draft]:
    """Cents and centimes, of the currency that the nearest amount is in."""
    open_cents = [d for d in drafts if d.sign and d.sign.exponent and not d.sign.code]
    if not open_cents:
        return kept
    decided = [(d.start, d.code) for d in kept if d.code]
    for draft in open_cents:
        family = draft.sign.family if draft.sign else None
        codes = MINOR_OF[family or "cent"]
        near = [(pos, code) for pos, code in decided if code in codes]
        if near:
            draft.code = _nearest(near, draft.start)
        elif text[draft.end - 2 : draft.end - 1].isdigit():  # "47c" without a currency nearby
            continue
        else:
            draft.code = "EUR" if lang == "fr" else codes[0]
        kept.append(draft)
    return sorted(kept, key=lambda draft: draft.start)
