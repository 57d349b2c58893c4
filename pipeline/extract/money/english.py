"""How English writes amounts: Britain, America, India, Australia, Africa, Asia, the agencies."""

from __future__ import annotations

import re

from pipeline.extract.money.currencies import lexicon
from pipeline.extract.money.grammar import FOLLOWER, LETTERS, NUMBER_START, SPACES, Grammar
from pipeline.extract.money.joining import Joints
from pipeline.extract.money.neighbours import BareRules
from pipeline.extract.money.numerals import ENGLISH
from pipeline.extract.money.qualifying import Qualifiers, phrases

_THIN = SPACES[1:]
_NUMBER = re.compile(
    rf"({NUMBER_START}(?:[0-9]{{0,2}}(?:(?:,[0-9]{{2,3}})*,[0-9]{{3}}(?:\.[0-9]+)?|(?:\.[0-9]{{3}})+,[0-9]{{1,2}}"
    rf"|(?:\.[0-9]{{3}}){{2,}}(?:,[0-9]+)?"
    rf"|([{_THIN}'’])[0-9]{{3}}(?:\2[0-9]{{3}})*(?:\.[0-9]+)?"
    # Plain spaces part thousands of millions, and others behind a sign; elsewhere two numbers may stand side by side.
    r"|(?: [0-9]{3})(?:(?: [0-9]{3})+|(?<=[R€$£][0-9] ...)|(?<=[R€$£][0-9]{2} ...)|(?<=[R€$£][0-9]{3} ...)"
    r"|(?<=[A-Z€$£] [0-9] ...)|(?<=[A-Z€$£] [0-9]{2} ...)|(?<=[A-Z€$£] [0-9]{3} ...))(?:[.,][0-9]+)?)(?![0-9])"
    rf"|[0-9]*(?:[.·,][0-9]+)?))([½¼¾])?{FOLLOWER}"
)

SCALES = {
    "hundred": 2,
    "thousand": 3,
    "million": 6,
    "millions": 6,
    "billion": 9,
    "billions": 9,
    "trillion": 12,
    "trillions": 12,
    "quadrillion": 15,
    "lakh": 5,
    "lakhs": 5,
    "lac": 5,
    "lacs": 5,
    "crore": 7,
    "crores": 7,
    "milliard": 9,
    "milliards": 9,
    "mrd": 9,
    "mlrd": 9,
    "mld": 9,
    "millones": 6,
    "milhões": 6,
    "bilhões": 9,
    "Mio": 6,
    "k": 3,
    "K": 3,
    "m": 6,
    "M": 6,
    "mn": 6,
    "Mn": 6,
    "MN": 6,
    "mln": 6,
    "Mln": 6,
    "mm": 6,
    "MM": 6,
    "mio": 6,
    "mil": 6,
    "b": 9,
    "B": 9,
    "bn": 9,
    "Bn": 9,
    "BN": 9,
    "bln": 9,
    "Bln": 9,
    "bil": 9,
    "t": 12,
    "T": 12,
    "tn": 12,
    "Tn": 12,
    "trn": 12,
    "tln": 12,
    "cr": 7,
    "Cr": 7,
    "CR": 7,
    "crs": 7,
    "L": 5,
}

GRAMMAR = Grammar(
    number=_NUMBER,
    scales=SCALES,
    clear_scales=frozenset({"million", "billion", "trillion", "bn", "crore", "crores", "lakh", "lakhs"}),
    link=re.compile(rf"[{SPACES}]of (?=[a-z])|[{SPACES}‑-]"),
    more_scale=re.compile(
        rf"[{SPACES}-](?:(crores?|million|billion|trillion|cr)|and a half)(?![{LETTERS}])", re.IGNORECASE
    ),
    lexicon=lexicon("en"),
    numerals=ENGLISH,
    scale_stems=("illion", "crore", "lakh"),
    scale_word=re.compile(rf"(?:(?:m|b|tr)illion|crore|lakh)(?![{LETTERS}])", re.IGNORECASE),
    currency_stems=(
        "euro",
        "dollar",
        "franc",
        "yen",
        "yuan",
        "dirham",
        "pound",
        "crown",
        "rupee",
        "rand",
        "krone",
    ),
    links=frozenset(),
    one=re.compile(r"(?!)()"),
    decimal_comma=False,
)

JOINTS = Joints(
    words={
        "to": "to",
        "-": "dash",
        "–": "dash",
        "‑": "dash",
        "−": "dash",
        "and": "and",
        "or": "or",
        ",": "comma",
        "to about": "to",
        "-to-": "to",
        "to around": "to",
        "and about": "and",
        ", or": "comma",
        "/": "slash",
    },
    between=re.compile(r"\b(between|anywhere between|between about|in the range of|anywhere from) $", re.IGNORECASE),
    opener=re.compile(r"(?:^|[\s(])((?:from|anywhere from) )$", re.IGNORECASE),
    change=re.compile(
        r"\b(?:rose|ris(?:e|es|en|ing)|grew|grow\w*|increas\w+|rais\w+|lift\w*|cuts?|cutting|lower\w*|fell|fall\w*|drop\w*|"
        r"jump\w*|climb\w*|slip\w*|slid\w*|surg\w+|soar\w*|widen\w*|narrow\w*|improv\w+|reduc\w+|declin\w+|chang\w+|went|"
        r"up|down|revis\w+|boost\w*|doubl\w+|tripl\w+|expand\w*|swung|rebound\w*|shr[ai]nk\w*|gain\w*|advanc\w+|higher|"
        r"bump\w*|hik\w+|upgrad\w+|downgrad\w+|moved|plung\w+|tumbl\w+|sank|eas(?:e|ed|es|ing)|swell\w*|swelled|balloon\w*)\b"
        r"[^.;\n]{0,40}$",
        re.IGNORECASE,
    ),
    moved=re.compile(r"(?!)"),
    date=re.compile(
        r"(?:\b(?:in|since|by|of|articles?|page|section|phase|series|no\.|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|"
        r"aug\w*|sept\w*|oct\w*|nov\w*|dec\w*|q[1-4]|fy|fiscal|late|early|mid|end) |[/$A-Za-z])$",
        re.IGNORECASE,
    ),
)

_BEFORE = phrases(
    approx=(
        "about;around;roughly;approximately;approx;approx.;some;circa;ca.;ca;c.;close to;close on;near;nearly;almost;"
        "nearing;approaching;an estimated;in the region of;in the neighborhood of;in the neighbourhood of;"
        "in the range of;in the order of;on the order of;of the order of;something like;more or less;~;≈;est.;est;"
        "the equivalent of about;virtually;very nearly;just about;a little under or over;"
        "somewhere around;somewhere near;"
        "the best part of;pretty much;in the vicinity of"
    ),
    more_than=(
        "more than;over;above;north of;upwards of;upward of;in excess of;exceeding;exceeds;exceed;exceeded;topping;"
        "tops;topped;well over;just over;slightly over;slightly more than;a little more than;little more than;"
        "a little over;a bit more than;a bit over;well above;just above;beyond;surpassing;surpasses;surpass;surpassed;"
        "greater than;larger than;higher than;>;"
        "far more than;well in excess of;comfortably more than;comfortably over;much more than;way over;easily over;"
        "past;somewhat more than;considerably more than;significantly more than"
    ),
    less_than=(
        "less than;under;below;south of;just under;slightly under;slightly less than;a little less than;a little under;"
        "a shade under;well under;well below;just below;just shy of;shy of;a bit less than;a bit under;fewer than;"
        "lower than;<;just short of;short of;far less than;"
        "somewhat less than;smaller than;not quite"
    ),
    at_least=(
        "at least;no less than;not less than;a minimum of;minimum of;a minimum;no fewer than;at a minimum;"
        "nothing less than;"
        "starting at;≥;as little as;a floor of;at the very least;starting from"
    ),
    up_to=(
        "up to;as much as;as many as;at most;no more than;not more than;a maximum of;maximum of;a maximum;capped at;"
        "not exceeding;not to exceed;up to about;up to around;up to an additional;up to another;a cap of;upto;"
        "up to approximately;up to some;≤;as high as;up to a further;limited to;"
        "a ceiling of;up to roughly;up to a maximum of;an upper limit of"
    ),
)

QUALIFIERS = Qualifiers(
    before=_BEFORE,
    after=re.compile(
        r"(?:[ \u00a0](?:(?P<approx>or so|or thereabouts|give or take)|(?P<at_least>or more|or higher|"
        r"at (?:least|a minimum)|(?:or|and) above|and up(?:wards)?)|"
        r"(?P<up_to>or less|at most|max(?:imum)?|tops))(?![\w-]| (?:recent|likely))"
        r"|(?P<more_than>\+|-plus|[ ]plus(?=[ .,]))(?!\w))",
        re.IGNORECASE,
    ),
    outside=None,
    spared=re.compile(
        r"\b(?:dispute|disputes|row|battle|talks|concerns?|lawsuit|fight|claims?|clash|negotiations|sued|feud|worries|"
        r"questions|bickering|spat|probe|wrangle|stand-off|standoff|haggling|wrangling|case|turned|handed?|hands|took|"
        r"times|fears|uproar|outcry|controversy)\s+over\s?$|"
        r"\b(?:put|puts|push\w*|bring\w*|brought|bump\w*|mov\w+|went|goes|gone|driven|drove|taken|takes)\b"
        r"(?! at\b)[^.;,]{0,16}\bup to\s?$|\b(?:the|its|a|an|their|his|her)\s+(?:some|over|under|near)\s?$",
        re.IGNORECASE,
    ),
)

BARE = BareRules(
    noun=re.compile(
        rf"[{SPACES}-](?!(?:in|on|at|by|for|from|to|and|or|as|with|after|last|this|a|an|per|over|under|during|while|when|"
        r"if|but|than|versus|vs|against|compared|up|down|earlier|previously|before|next|of|the|it|is|was|had|has|would|"
        rf"could|will|that|which|respectively|through|between|because|so|annually|each|is|are|were)\b)([{LETTERS}]+)",
        re.IGNORECASE,
    ),
    money_nouns=re.compile(r"(?!)"),
    money_cues=re.compile(r"(?!)"),
    other_cues=re.compile(r"(?!)"),
    link=re.compile(
        r",? ?(?:(?:up|down|compared|as compared|as against|raised|lowered|cut|rising|falling|upped|increased|"
        r"reduced) )?"
        r"(?:from|to|with|versus|vs\.?|against|and|or|than|then) ?",
        re.IGNORECASE,
    ),
)
