"""How Japanese writes amounts: 1兆2000億円, 約610百万円, 最大十八兆八千億円, 15億〜18億ユーロ."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from functools import cache

from pipeline.extract.money.currencies import Sign, lexicon
from pipeline.extract.money.drafts import MAX_DIGITS, Bare, Draft, shifted, whole
from pipeline.extract.money.english import SCALES as ENGLISH_SCALES
from pipeline.extract.money.grammar import Leaders, leaders
from pipeline.extract.money.joining import Joints
from pipeline.extract.money.qualifying import Qualifiers, phrases
from pipeline.extract.money.signs import prefix_at

_DIGITS = "0-9０-９"
_FORMAL = {"壱": 1, "弐": 2, "参": 3}
"""How deeds and notes write the first numerals."""
_NUMERALS = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
} | _FORMAL
_SMALL = {"十": 1, "拾": 1, "百": 2, "千": 3}
_LARGE = {"万": 4, "萬": 4, "億": 8, "兆": 12, "京": 16}
_KANJI = "".join([*_NUMERALS, *_SMALL, *_LARGE])
_RUN = re.compile(
    rf"[{_DIGITS}{_KANJI}](?<![{_DIGITS}{_KANJI}].)(?<![{_DIGITS}][.,．，].)(?:[{_DIGITS}{_KANJI}]|(?<=[{_DIGITS}])[.,．，・](?=[{_DIGITS}]))*+"
)
_PARTS = re.compile(rf"[{_DIGITS}]+(?:[,，][{_DIGITS}]{{3}})*+(?:[.．・][{_DIGITS}]+)?|[{_KANJI}]")
_FOLDED = str.maketrans("０１２３４５６７８９．，・", "0123456789.,.")
_COLONS = frozenset(":：")
_VAGUE = frozenset("数何幾第")
_MAX_GAP = 4
_MAX_BEFORE = 4


def number(run: str) -> tuple[Decimal, int, bool] | None:
    """Value of a run of digits and kanji numerals, the power of ten of its one scale (0 where there are several or
    none), and whether it has a scale at all; None where the run is no number."""
    if len(run) > 2 * MAX_DIGITS:
        return None
    total = section = Decimal(0)
    pending: Decimal | None = None
    positional = False
    last_large, last_small, scales, exponent = 99, 99, 0, 0
    for part in _PARTS.findall(run):
        if part in _SMALL:
            power = _SMALL[part]
            if pending is None and section and last_small <= power:
                return None
            section += shifted(Decimal(1) if pending is None else pending, power)
            pending, positional, last_small = None, False, power
            scales, exponent = scales + 1, exponent + power
        elif part in _LARGE:
            power = _LARGE[part]
            if power >= last_large or (pending is None and not section):
                return None
            total += shifted(section + (pending or 0), power)
            section, pending, positional = Decimal(0), None, False
            last_large, last_small = power, 99
            scales, exponent = scales + 1, exponent + power
        elif part in _NUMERALS:
            if pending is not None and not positional:
                return None
            pending, positional = (pending or Decimal(0)) * 10 + _NUMERALS[part], True
        else:
            if pending is not None:
                return None
            pending = _digits(part)
            if pending is None:
                return None
    if pending is not None and section and last_small == 99:
        return None
    alone = pending is None and not (total and section) and _one_scale(run)
    return total + section + (pending or 0), exponent if alone else 0, bool(scales)


def _digits(part: str) -> Decimal | None:
    written = part.translate(_FOLDED).replace(",", "")
    head, _, tail = written.partition(".")
    return whole(head, tail, 0) if len(head) + len(tail) <= MAX_DIGITS else None


_SINGLE = re.compile(rf"[{_DIGITS}.,．，・]+[十百千]?[万億兆京]?|[一二三四五六七八九][十百千]?[万億兆京]?")


def _one_scale(run: str) -> bool:
    """Whether a run is one number with one scale, which a number before it may share ("2〜3億円")."""
    return _SINGLE.fullmatch(run) is not None


@cache
def _names() -> dict[str, tuple[tuple[str, Sign], ...]]:
    """Currency names by first character, the longest first."""
    grouped: dict[str, list[tuple[str, Sign]]] = defaultdict(list)
    words = lexicon("ja")
    for first, names in words.names.items():
        if names.alone:
            grouped[first[0]].append((first, names.alone))
        for group in names.longer.values():
            for rest, sign in group:
                grouped[first[0]].append((first + rest, sign))
    for symbol, sign in words.suffixes.items():
        if symbol.lower() not in words.names and symbol[0] not in "FKNRPＦＫＮＲＰ":
            grouped[symbol[0].lower()].append((symbol.lower(), sign))
    return {char: tuple(sorted(group, key=lambda pair: -len(pair[0]))) for char, group in grouped.items()}


_LATIN = re.compile(r" ?(billion|million|trillion|bn|mn|[BMKkm])(?![A-Za-z])")
"""English scales behind a sign and a number ("US$3.2 billion")."""
_KATAKANA = re.compile(r"[ァ-ヴー]")
_NOT_YEN = re.compile(
    r"円(?:[形盤卓筒柱周満滑熟陣弧環玉札硬均]|単位|未満(?:は|を|の端数)?、?(?:切|四捨)|ショップ|ライター|寿司|コイン|ストア)"
)
_NOT_DOLLAR = re.compile(r"(?:ドル|ユーロ|ポンド)(?:札|紙幣|箱|硬貨|コイン)")
_YUAN_BEHIND = re.compile(r"元(?![一-鿿]|々)|元(?=[以未前程相超強弱余台規分安高増減建で])")


def scan(text: str) -> list[Draft]:
    """All numbers with a currency, in the order of the text; numbers without one are kept as ends of ranges."""
    drafts: list[Draft] = []
    bares: list[re.Match[str]] = []
    rate_end = -1
    names, words = _names(), lexicon("ja")
    tails = _tails()
    for match in _RUN.finditer(text):
        start, end = match.span()
        if start < rate_end:
            continue
        sign: Sign | None = None
        begin = start
        if start:
            left = text[start - 1]
            if left in _VAGUE or (left in _COLONS and text[max(0, start - 3) : start - 1] == "単位"):
                continue
            sign, begin = prefix_at(text, start, tails, words)
            if sign is not None and drafts and begin < drafts[-1].end:  # the sign belongs to the number before it
                sign, begin = None, start
            if sign is None and left.isascii() and (left.isalpha() or left == "_"):
                continue
        first = sign is not None
        close = end
        if sign is None:
            sign, close = _currency(text, end, names)
            if sign is None:
                bares.append(match)
                continue
        run = match.group()
        if run == "一" and begin == start and start and "一" <= text[start - 1] <= "鿿" and text[start - 1] != "株":
            continue
        told = number(run)
        if told is None or _is_unit(text, start, close, run):
            continue
        if _is_rate(text, begin, close, sign):
            rate_end = _REST_OF_RATE.match(text, close).end()  # type: ignore[union-attr]
            continue
        value, exponent, _ = told
        if first:
            latin = _LATIN.match(text, end)
            if latin:
                more = ENGLISH_SCALES[latin.group(1).lower() if len(latin.group(1)) > 3 else latin.group(1)]
                value, exponent, end = shifted(value, more), exponent + more, latin.end()
        if sign.exponent:
            value = shifted(value, sign.exponent)
        draft = Draft(begin, close if not first else end, value, exponent, sign, first)
        if bares:
            draft.before = _chain(bares, draft.start)
            bares.clear()
        drafts.append(draft)
    return drafts


_UNIT = frozenset("".join([*_SMALL, *_LARGE]))
_OPEN, _CLOSE = frozenset("（(［[【〔"), frozenset("）)］]】〕")
_RATE = re.compile(
    r"(?:対(?:米|豪|英)?(?:ドル|ユーロ|ポンド|人民元|元|ウォン)|(?:ドル|ユーロ|ポンド)[/／・]?円)(?:相場)?(?:で|は|では|が|の)?"
    r"(?:一時|、|約|おおむね)*$"
)
_RATE_REACH = 16
_PER_UNIT = re.compile(rf"[/／](?:米)?(?:ドル|ユーロ|ポンド)|(?<=円)[{_DIGITS}]{{1,2}}[〜～~－-][{_DIGITS}]{{1,2}}銭")
_EQUALS = frozenset("=＝ルロド")
"""The last characters of "1ドル=" and "1ドル", "1ユーロ", "1ポンド"."""
_REST_OF_RATE = re.compile(rf"(?:[{_DIGITS}]{{1,2}}(?:[〜～~－-][{_DIGITS}]{{1,2}})?銭)?")


def _is_unit(text: str, start: int, end: int, run: str) -> bool:
    """Whether a number is the unit of a table: "売上高（百万円）"."""
    return text[end : end + 1] in _CLOSE and text[start - 1 : start] in _OPEN and _UNIT.issuperset(run)


def _is_rate(text: str, start: int, end: int, sign: Sign) -> bool:
    """Whether yen are the price of another currency: "対ドルで150円台", "150円/ドル", "149円80〜82銭".

    Those right behind the other currency ("1ドル=150円") are found when both are read.
    """
    if sign.code != "JPY" or text[start - 1 : start] in _EQUALS:
        return False
    return bool(_RATE.search(text, max(0, start - _RATE_REACH), start) or _PER_UNIT.match(text, end))


@cache
def _tails() -> Leaders:
    return leaders(lexicon("ja"))


def _chain(bares: list[re.Match[str]], start: int) -> list[Bare]:
    """The numbers without a currency that stand close before an amount, nearest first."""
    near: list[Bare] = []
    for match in bares[: -_MAX_BEFORE - 1 : -1]:
        told = number(match.group())
        if start - match.end() > _MAX_GAP or told is None:
            break
        near.append(Bare(match.start(), match.end(), told[0], told[2]))
        start = match.start()
    return near


def _currency(
    text: str, at: int, names: dict[str, tuple[tuple[str, Sign], ...]]
) -> tuple[Sign, int] | tuple[None, int]:
    """The currency right behind a number that ends at ``at``."""
    if text[at : at + 1] in (" ", "\u3000", "\u00a0"):
        at += 1
    first = text[at : at + 1].lower()
    for name, sign in names.get(first, ()):
        if text[at : at + len(name)].lower() != name:
            continue
        end = at + len(name)
        follower = text[end : end + 1]
        if name[-1].isascii() and name[-1].isalnum() and follower.isascii() and follower.isalnum():
            continue
        if _KATAKANA.match(name[-1]) and _KATAKANA.match(follower or " "):
            continue
        if (
            _NOT_YEN.match(text, at)
            or _NOT_DOLLAR.match(text, at)
            or (name == "元" and not _YUAN_BEHIND.match(text, at))
        ):
            return None, at
        return sign, end
    return None, at


JOINTS = Joints(
    words={
        "〜": "dash",
        "~": "dash",
        "～": "dash",
        "-": "dash",
        "－": "dash",
        "–": "dash",
        "―": "dash",
        "ー": "dash",
        "−": "dash",
        "‐": "dash",
        "から": "to",
        "、": "few",
        "，": "comma",
        "ないし": "or",
        "または": "or",
        "か": "or",
        "と": "and",
        "や": "and",
        "から約": "to",
        "〜約": "dash",
    },
    between=re.compile(r"(?!)()"),
    opener=re.compile(r"()$"),
    change=re.compile(r"(?!)"),
    moved=re.compile(r"(?:規模|程度|前後|台|超|近く|余り)?(?:に|へ|まで)"),
    date=re.compile(r"(?!)"),
)

QUALIFIERS = Qualifiers(
    before=phrases(
        approx="ざっと;約;およそ;おおよそ;ほぼ;概ね;おおむね;推定",
        up_to="最大;最大で;最大約;最大で約;最大およそ;最高;最高で;上限;上限は;上限を",
        at_least="少なくとも;少なくとも約;最低;最低でも;最低約;最小",
    ),
    after=re.compile(
        r"(?:相当)?(?:(?P<approx>(?:程度|前後|規模|近[くい]|ほど|台(?![湾帳数車所風頭本])|見当|がらみ)(?:規模)?)|(?P<more_than>超(?:え|の規模)?(?!過)|"
        r"余り?(?![剰裕力地])|あまり(?=[をのに、。が])|強(?![いくまみ気化制力豪烈調大奪盗引行]))|(?P<at_least>以上)|(?P<up_to>以下|以内)|"
        r"(?P<less_than>未満|弱(?![いくま含気者点])))"
    ),
    outside=re.compile(
        r"(?:[(（][^()（）\n]{1,30}[)）])?(?:(?P<more_than>を(?:大きく|大幅に|はるかに|わずかに|やや)?(?:超え|超す|超し)|"
        r"を(?:大きく|大幅に|はるかに)?上回る(?=規模|見通し|見込み|水準|金額|額|投資|公算|可能性|巨額))|"
        r"(?P<at_least>を(?:下回ら|下ら|くだら)な)|(?P<approx>に迫る)|"
        r"(?P<less_than>を(?:大きく|大幅に|わずかに|やや)?(?:下回る|割り込む|割る)(?=規模|水準|金額|額|見通し|見込み)))"
    ),
    spaced=False,
    spared=re.compile(r"(?:予想|前年|前期|従来|計画|実績|目標|平均|同期|過去|前回)(?:の|である)?(?:約|およそ)?$"),
)
