"""Where names begin and end: what the tagger left at their edges, or cut out of them, by rules of writing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.names import LATIN
from pipeline.extract.tagger.tagging import Mention
from pipeline.records import EntityType

_FORM_BEFORE = re.compile(r"(?:株式会社|合同会社|有限会社|㈱|㈲|[(（]株[)）])$")
_FORM_AFTER = re.compile(
    r"株式会社|合同会社|有限会社|㈱|㈲|[(（]株[)）]|(?<=Inc)\.|(?<=Corp)\.|(?<=Ltd)\.|(?<=Co)\.|(?<=inc)\."
)
_LONE_FORM = re.compile(r"(?:HD|ＨＤ|HLDGS|Inc|Corp|Ltd|㈱|株式会社|グループ|ホールディングス)\.?")
_COMMON_LETTERS = frozenset(
    word
    for line in (
        "AI IA IT ICT DX GX EV BEV LNG GNL R&D PDG DG DGA CEO CFO COO CTO TOB MBO LBO OPA OPE IPO ESG RSE PME ETI",
        "SUV GPU CPU HBM SaaS API PIB GDP EBITDA CAPEX IFRS BtoB B2B B2C KPI ETF REIT IR PR HR BPO SNS NFT",
    )
    for word in line.split()
)
"""Capitals that abbreviate common words of business, and so are no name of anybody."""
_LINKING = r"(?:of|for|and|the|to|in|at|by|de|du|des|et|pour|à|au|aux|en|le|la|les|sur)"
_REFERENCE = r"&(?:[A-Za-z]+|#\w+);"
_DANGLING = re.compile(rf"(?:\s+(?:{_LINKING}|{_REFERENCE}))+$")
_LEADING = re.compile(rf"(?:{_LINKING}\s+)+(?:[a-zà-öø-ÿ]+\s+)*(?=[A-ZÀ-ÖØ-Þ])")
_ARTICLE_BEFORE = re.compile(r"(?<=[a-zà-öø-ÿ,;] )(?:L['’]|La |Le |Les |The )$")
_OPEN_BRACKET = re.compile(r"\s*[(（][^)）]*$")
_GOES_ON = re.compile(r"(?:\s+[A-ZÀ-ÖØ-Þ][\w’'&-]*)+")
_POSSESSIVE = re.compile(r"['’]s$")
STATE_SIGNS = "米英仏独伊露中韓印豪"
"""The one character that says of what state an organisation is: 米政府, 仏ルノー."""
_STATE_BEFORE = re.compile(rf"(?<![\u3400-\u9fff])[{STATE_SIGNS}]$")
_STATE = re.compile(r"政府|[\u3400-\u9fff]{1,4}省")
_BRACKET_INSIDE = re.compile(r"[(（][\u3400-\u9fffァ-ヶー]{1,6}[)）]")
_COMPANY_TAIL = re.compile(
    r"[\u3400-\u9fffァ-ヶー]{0,12}?(?:有限公司|有限責任公司|株式会社)|[\u3400-\u9fffァ-ヶー]{0,12}?(?:投資|管理|貿易|科技)"
)
_CHINESE_FORM = re.compile(r"[\u3400-\u9fff]{0,8}?有限(?:責任)?公司")
_TRADE = re.compile(
    r"(?<=[\u3400-\u9fff々])"
    r"(?:メーカー|ファンド|ベンチャー|スタートアップ|ソフト|クラブ|チェーン|グループ|ブランド|サービス|プロバイダー)"
)
"""Katakana words that end what a company does, as in 創薬ベンチャー, and are written against its name."""
_TAIL = re.compile(r"(?:分|側|系|製|株|案|陣営|傘下|幹部)$")
_SEGMENT = re.compile(
    r"(?:(?<=取引所)|(?<=[東名]証))(?:プライム|スタンダード|グロース|マザーズ|ジャスダック|第?[一二]部).*$"
)
"""A segment of a stock exchange, written against its name."""
_ADDRESS = re.compile(
    r"[(（](?:東京都|北海道|(?:京都|大阪)府|[^\s、。()（）]{2,3}県|[^\s、。()（）・]{1,6}[市区町村])[^\s、。()（）]{0,12}[)）]"
)
"""An address in brackets, which Japanese papers write behind a company's name."""
_HAN_BEFORE = re.compile(r"[\u3400-\u9fff々]+\Z")
_NO_NAME = re.compile(rf"[\u3400-\u9fff]|[\u3041-\u3096]{{1,2}}|[A-Za-z]|{_LINKING}|{_REFERENCE}")
"""One Han character or letter, a particle, a word that links, a reference of HTML that was left over."""
SURE_LETTER = 0.9
"""Chance above which one capital letter is an organisation."""
_CAPITAL_WORD = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'-]+")
_PARTICLE = re.compile(r" (?:de |du |des |d['’]|van |von |der |di |da |dos |del |el )")
"""What stands between a first name and a surname; between a person and a firm such words follow the whole name."""


def mend_boundaries(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, in order and apart, with the edges that the writing of names asks for."""
    found = _trim_tails(text, [_reach_back(text, _trim(text, m)) for m in mentions])
    return glue_legal_forms(text, _join_halves(text, _span_brackets(text, found)))


def glue_legal_forms(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Organisations with the legal form that is written against them; neither a legal form alone nor an
    abbreviation of common words is a name."""
    out: list[Mention] = []
    for m in mentions:
        start, end = m.start, m.end
        if m.kind == "ORG":
            if before := _FORM_BEFORE.search(text, max(0, start - 4), start):
                start = before.start()
            if after := _FORM_AFTER.match(text, end) or _CHINESE_FORM.match(text, end):
                end = after.end()
            if _STATE.fullmatch(text, start, end) and _STATE_BEFORE.search(text, max(0, start - 2), start):
                start -= 1
        common = text[start:end] in _COMMON_LETTERS or bool(_LONE_FORM.fullmatch(text, start, end))
        if not common and not (out and start < out[-1].end):
            out.append(replace(m, start=start, end=end))
    return out


def _trim(text: str, m: Mention) -> Mention:
    """A name does not begin or end with a word that links, nor in a bracket; nor with a genitive, where it stands
    elsewhere without it. An article with a capital within a sentence belongs to it."""
    if leading := _LEADING.match(text, m.start, m.end):
        m = replace(m, start=leading.end())
    elif m.kind == "ORG" and (article := _ARTICLE_BEFORE.search(text, max(0, m.start - 8), m.start)):
        m = replace(m, start=article.start())
    if bracket := _OPEN_BRACKET.search(text, m.start + 1, m.end):
        m = replace(m, end=bracket.start())
    if m.kind == "ORG" and (trade := _TRADE.match(text, m.start, m.end - 1)):
        m = replace(m, start=trade.end())
    if segment := _SEGMENT.search(text, m.start, m.end):
        m = replace(m, end=segment.start())
    name = text[m.start : m.end]
    if dangling := _DANGLING.search(name):
        goes_on = _GOES_ON.match(text, m.end)
        return replace(m, end=goes_on.end() if goes_on else m.start + dangling.start())
    if (genitive := _POSSESSIVE.search(name)) and genitive.start() > 1:
        bare = re.escape(name[: genitive.start()])
        if re.search(rf"(?<!\w){bare}(?!['’]s|\w)", text):
            return replace(m, end=m.start + genitive.start())
    return m


def _reach_back(text: str, m: Mention) -> Mention:
    """A name of which the tagger found the last character alone, whole: before an address in brackets ends the name of
    a company, 大手門(東京都豊島区), and where it is of Han characters it is seldom less than their run."""
    if m.kind == "ORG" and m.end - m.start == 1 and _ADDRESS.match(text, m.end):
        run = _HAN_BEFORE.search(text, max(0, m.start - 8), m.end)
        return replace(m, start=run.start()) if run else m
    return m


def _trim_tails(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Japanese names without what is said of them in the same breath, where the text also names them without:
    日立分 is Hitachi's share."""
    names = {text[m.start : m.end] for m in mentions if m.kind == "ORG"}
    out = []
    for m in mentions:
        tail = _TAIL.search(text, m.start + 1, m.end) if m.kind == "ORG" else None
        out.append(replace(m, end=tail.start()) if tail and text[m.start : tail.start()] in names else m)
    return out


def _is_letter(text: str, m: Mention) -> bool:
    """Whether a mention is a company named by one letter, as X is, which the tagger must be sure of."""
    return m.kind == "ORG" and m.end - m.start == 1 and text[m.start].isupper() and m.confidence >= SURE_LETTER


def _span_brackets(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Organisations whose name holds a place in brackets, as those of China do: 本田技研工業(中国)投資."""
    out: list[Mention] = []
    for m in mentions:
        if out and m.start < out[-1].end:
            continue
        inside = _BRACKET_INSIDE.match(text, m.end) if m.kind == "ORG" else None
        tail = _COMPANY_TAIL.match(text, inside.end()) if inside else None
        out.append(replace(m, end=tail.end()) if tail else m)
    return out


def _join_halves(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Names that were read in two: organisations with nothing but a space between them, and a house named after a
    person that was read as a person and a house, one word each, are one organisation; a first name and a surname with
    a particle between them are one person."""
    out: list[Mention] = []
    for m in mentions:
        if m.kind in ("ORG", "PERSON") and _NO_NAME.fullmatch(text, m.start, m.end) and not _is_letter(text, m):
            continue
        if out and (kind := _whole(text, out[-1], m)):
            before = out.pop()
            m = replace(m, start=before.start, kind=kind, confidence=max(before.confidence, m.confidence))
        out.append(m)
    return out


def _whole(text: str, before: Mention, m: Mention) -> EntityType | None:
    """The kind of the one name that two mentions are, or None: no French or English sentence sets two names side by
    side, nor calls a person by the first name alone and puts a firm behind it."""
    words = all(_CAPITAL_WORD.fullmatch(text, half.start, half.end) for half in (before, m))
    if _PARTICLE.fullmatch(text, before.end, m.start):
        return "PERSON" if words and before.kind == "PERSON" and m.kind in ("PERSON", "ORG") else None
    if text[before.end : m.start] != " ":
        return None
    if before.kind == m.kind == "ORG":
        return "ORG" if LATIN.match(text, before.end - 1) and LATIN.match(text, m.start) else None
    return "ORG" if words and {before.kind, m.kind} == {"PERSON", "ORG"} else None
