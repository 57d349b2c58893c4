"""Names of registers as the press writes them: legal forms mostly off, capitals brought to normal case.

Registers write ``KANEKO SEEDS CO., LTD.``, ``AMAZON COM INC``, ``BANK OF AMERICA CORP /DE/`` and ``株式会社ＳＴＩフード
ホールディングス``; newspapers write ``Kaneko Seeds``, ``Amazon.com``, ``Bank of America`` and ``STIフードHD``.
"""

from __future__ import annotations

import re
import unicodedata

_FORMS = (
    r"incorporated|inc|corporation|corp|company|co|limited|ltd|plc|p\.l\.c|public limited company|public ltd co|llc|"
    r"llp|l ?p|"
    r"k ?k|kabushiki kaisha|sa/nv|s\.?a\.?b\.?(?: de c\.?v\.?)?|s ?a|s ?a ?s|s ?c ?a|s ?e|n ?v|b ?v|a ?g|kgaa|gmbh|"
    r"se & co(?:\.? kgaa)?|s ?p ?a|a[/ ]s|asa?|ab|oyj|abp|a ?d ?r|tbk|bhd|berhad|jsc|pjsc|s\.?a\.? de c\.?v|pty"
)
_FORM_AT_END = re.compile(rf"[\s,]*(?:[\s,]|(?<=[.)])|(?<=\w)(?=,))\(?(?:{_FORMS})\)?[ .,]*$", re.IGNORECASE)
_DOTTED_FORM_AT_END = re.compile(
    r"[\s,]+(?:S\.A\.S|S\.C\.A|S\.p\.A|S\.A|N\.V|B\.V|K\.K|L\.P|A\.G|S\.E)\.?$", re.IGNORECASE
)
_STATE_AT_END = re.compile(r"\s*/\s*[A-Z]{2,4}\s*/?\s*$|/$|\s*/(?:NEW|ADR)/?$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]")
_FORMS_JA = re.compile(
    r"株式会社|株式會社|合同会社|有限会社|相互会社|股イ分有限公司|股フン有限公司|控股有限公司|有限公司|㈱|\(株\)"
)
_FORMS_KATAKANA = re.compile(
    r"[・ ]*(?:インコーポレ[ーィイ]?[ーイ]?テ[ッィイ]?[ドッ]+ド?|インク|コーポレ[ーイ]ション|カンパニーズ?|リミテッド|"
    r"パブリック・リミテッド・カンパニー|ピーエルシー|エルエルシー|アクツィ[ーエ]*ンゲゼルシャフト|アクツィエボラーグ・プブリクト|"
    r"エス・?ピー・?エー|エセ・アー|エス・エー|エスエー|エイ・ジー|アーゲー|エスイー|エス・イー|エヌ・ブイ|ビーブイ|ベルハッド|バーハッド|"
    r"エイ・エス・エイ|エイ・ビー・プブリクト|ウー・アー|エルピー)$"
)
_LOWER_WORDS = "of and the for de la le les du des et en y a an in on at by to van von der den und e del di"
_LOWER = frozenset(_LOWER_WORDS.split())
_INITIALS = """
usa us uk ibm aig abb sap asml aes aon atn ati cae cno eog epr eqt gms iac ibex icu idt iqvia isg ioi kla lkq nio oge
ona ppl qad rli sei sba udr ugi ufp umb eni epam emcor ase asx akr ana aeon ngk nec ihi imax ugro abm arm icici ufj
bbva vinci ubi adt aar tui axa ing ubs upm edp kddi bae sk kt lg ceo reit ii iii iv vi vii viii ai
"""
_KEPT_UPPER = frozenset(_INITIALS.split())
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_VOWEL = re.compile(r"[AEIOUY]")
_SHORTENED_JA = (
    ("ホールディングス", "HD"),
    ("フィナンシャルグループ", "FG"),
    ("フィナンシャル・グループ", "FG"),
    ("ファイナンシャルグループ", "FG"),
    ("グループ", "G"),
)


def press_name(name: str, hint: str = "") -> str:
    """A Latin name of a register as the press writes it.

    ``hint`` is the same company's name in another script; Latin words in it keep the case they have there, so that
    ``SBI HOLDINGS`` beside ``ＳＢＩホールディングス`` is ``SBI Holdings``.
    """
    plain = " ".join(unicodedata.normalize("NFKC", name).split()).rstrip("\\")
    plain = _STATE_AT_END.sub("", _STATE_AT_END.sub("", plain))
    plain = _without_forms(plain)
    letters = [c for c in name if c.isalpha()]
    shouted = sum(c.isupper() for c in letters) > 0.8 * len(letters) and len(letters) > 4
    return _normal_case(plain, unicodedata.normalize("NFKC", hint), shouted)


def press_name_ja(name: str) -> str:
    """A Japanese name of a register as the press writes it: ``カネコ種苗株式会社`` is ``カネコ種苗``."""
    plain = unicodedata.normalize("NFKC", name)
    plain = _IN_BRACKETS.sub("", plain) or plain
    plain = " ".join(_FORMS_JA.sub(" ", plain).split()) or plain.strip()
    if plain.isascii():
        return press_name(plain, plain)
    while (shorter := _FORMS_KATAKANA.sub("", plain).removesuffix("・アンド")) not in ("", plain):
        plain = shorter
    # Registers part words by a space where the press writes a point between katakana, and nothing elsewhere.
    plain = re.sub(r"(?<=[\u30a1-\u30fa\u30fc]) (?=[\u30a1-\u30fa])", "・", plain)
    return re.sub(r"(?<=[\u3040-\u9fff]) | (?=[\u3040-\u9fff])", "", plain).removeprefix("ザ・")


def shortened_ja(name: str) -> str | None:
    """The headline form of a Japanese name that ends in holdings or group (``…HD``, ``…FG``, ``…G``), else None."""
    for ending, letters in _SHORTENED_JA:
        stem = name.removesuffix(ending).rstrip("・")
        if stem != name and len(stem) > 1:
            return stem + letters
    return None


def _without_forms(name: str) -> str:
    for _ in range(4):
        shorter = _DOTTED_FORM_AT_END.sub("", name).strip(" ,")
        shorter = re.sub(r"\s+[.,]+$", "", _FORM_AT_END.sub("", shorter).strip(" ,"))
        if not shorter or shorter == name:
            break
        name = re.sub(r"\s*(?:&|\band)$", "", shorter) or shorter
    return re.sub(r"^the\s+(?=\S+\s)", "", name, flags=re.IGNORECASE)


def _normal_case(name: str, hint: str, shouted: bool) -> str:
    kept = {word.upper(): word for word in re.findall(r"[A-Za-z]+", hint)}
    whispered = name.islower() and " " in name
    if shouted:
        name = re.sub(r" COM$", ".COM", name)
    words = list(_WORD.finditer(name))
    if not (shouted or whispered or kept):
        return name
    out = []
    at = 0
    for number, found in enumerate(words):
        word = found[0]
        # The letters of AT&T and H&R are initials.
        joined = "&" in (name[found.start() - 1 : found.start()], name[found.end() : found.end() + 1])
        cased = word if joined and len(word) <= 3 else _word_case(word, number, shouted, whispered)
        out += [name[at : found.start()], kept.get(word.upper()) or cased]
        at = found.end()
    return "".join(out) + name[at:]


def _word_case(word: str, number: int, shouted: bool, whispered: bool) -> str:
    low = word.lower()
    if whispered or (shouted and low in _LOWER and number):
        return low if low in _LOWER and number else low.capitalize()
    if not shouted or not word.isupper():
        return word
    if low in _KEPT_UPPER or not _VOWEL.search(word) or any(c.isdigit() for c in word):
        return word
    return low if low == "com" else low.capitalize()
