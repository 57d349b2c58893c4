"""The types that pass between the stages: few, frozen, and free of behaviour that needs I/O.

Offsets count characters of :attr:`Article.body`, which is ``title + "\\n" + text``; ends are exclusive.
Amounts are in full units of their currency (2.5 billion euros is ``Decimal(2500000000)`` EUR).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Lang = Literal["fr", "ja", "en"]
LANGS: tuple[Lang, ...] = ("fr", "ja", "en")

EntityType = Literal["ORG", "PERSON", "PLACE", "PRODUCT"]
Qualifier = Literal["exact", "approx", "up_to", "less_than", "at_least", "more_than", "range"]
About = Literal["deal", "valuation", "other"]
DealType = Literal[
    "acquisition",
    "merger",
    "investment",
    "joint_venture",
    "partnership",
    "contract",
    "project",
    "ipo",
    "buyback",
    "debt",
    "spin_off",
]
Role = Literal[
    "acquirer",
    "target",
    "seller",
    "party",
    "result",
    "investor",
    "investee",
    "partner",
    "venture",
    "supplier",
    "customer",
    "sponsor",
    "project",
    "issuer",
    "lender",
    "parent",
    "advisor",
]
Status = Literal["rumored", "announced", "completed", "terminated"]
TextSource = Literal["page", "feed", "given"]

ROLES: dict[DealType, tuple[Role, ...]] = {
    "acquisition": ("acquirer", "target", "seller"),
    "merger": ("party", "result"),
    "investment": ("investor", "investee", "seller"),
    "joint_venture": ("partner", "venture"),
    "partnership": ("partner",),
    "contract": ("supplier", "customer"),
    "project": ("sponsor", "project"),
    "ipo": ("issuer",),
    "buyback": ("issuer", "seller"),
    "debt": ("issuer", "lender"),
    "spin_off": ("parent", "target"),
}
"""The roles of each deal type, besides ``advisor``, which may stand in any."""
DEAL_TYPES: tuple[DealType, ...] = tuple(ROLES)
STATUSES: tuple[Status, ...] = ("rumored", "announced", "completed", "terminated")


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed of feeds.yaml."""

    url: str
    title: str
    lang: Lang
    every: int
    """Minutes between two polls."""
    note: str = ""
    """What the feed brings, for the reader of the list."""
    full_text: bool = False
    """Whether the feed holds whole articles, so that pages need not be fetched."""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Article:
    """One news text as read. ``id`` is the name given with it, or one derived from its address or content."""

    id: str
    title: str
    text: str
    lang: Lang | None = None
    url: str | None = None
    published: date | None = None
    feed: str | None = None
    """Address of the feed that brought it."""
    source: TextSource = "given"
    """Where the text was taken from: the page, the feed's own text, or given whole."""
    note: str | None = None
    """Why the text is what it is, when the page could not serve."""
    fetched: datetime | None = None
    version: int = 1

    @property
    def body(self) -> str:
        """The text that all offsets refer to."""
        return f"{self.title}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong or odd about an input, reported beside what could still be read of it."""

    kind: str
    """Short stable name in snake case, for counting: ``timeout``, ``html_not_feed``, ``date_without_zone``."""
    message: str
    """One line that names the input and, where there is one, the remedy."""
    level: Literal["error", "warning"] = "warning"
    """``error`` where nothing could be read, ``warning`` where the rest was."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed between two polls. A new feed starts as ``FeedState(url)``."""

    url: str
    """The feed's address in feeds.yaml: the key of this state."""
    moved_to: str | None = None
    """Where a permanent redirect leads; polled instead of ``url``."""
    etag: str | None = None
    last_modified: str | None = None
    polled: datetime | None = None
    """Last try; ``succeeded`` the last that worked (a 304 works)."""
    succeeded: datetime | None = None
    next_poll: datetime | None = None
    """Not to be polled before; None for at once, or never again where ``gone``."""
    failures: int = 0
    """Failed polls since the last that worked."""
    gone: bool = False
    """The server said 410: not polled until somebody asks for it."""
    active_days: tuple[date, ...] = ()
    """The last days that brought a new entry, oldest first: the feed's habit."""
    problems: tuple[Problem, ...] = ()
    """Those of the last poll."""


@dataclass(frozen=True, slots=True)
class EntryIdentity:
    """The names by which an entry is known again, and a digest that tells whether the feed changed it."""

    keys: tuple[str, ...]
    """``entry:…`` (feed and its id for the entry), ``address:…`` (canonical address), ``content:…`` (digest of title
    and text, where there is enough of it): the surest first. One key in common is one article."""
    digest: str
    """Digest of the entry as the feed gives it."""


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """What the store answers about an :class:`EntryIdentity` it has met."""

    article: str
    """Id of the article."""
    version: int
    """Its latest version."""
    text_digest: str
    """Digest of title and text of that version."""
    key: str
    """The key that was met: the first of the identity's keys that is stored."""
    digest: str
    """The entry's digest stored with that key at the last reading."""
    source: TextSource = "page"
    """Where the text of that version was taken from: a page's text is not replaced by a feed's."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A named organisation, person, place or product: one mention."""

    text: str
    type: EntityType
    start: int
    end: int
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Money:
    """One amount of money. ``low`` and ``high`` are its bounds: exact and approx have both the same,
    up_to and less_than no low, at_least and more_than no high."""

    text: str
    start: int
    end: int
    currency: str
    """ISO 4217 code."""
    low: Decimal | None
    high: Decimal | None
    qualifier: Qualifier = "exact"
    about: About = "other"
    about_evidence: tuple[int, int] | None = None
    """Offsets of the words that decided :attr:`about`; None where nothing did."""
    currency_assumed: bool = False
    """True where the text does not decide between currencies ("$" in a Canadian source)."""
    conversion_of: int | None = None
    """Start of the amount that this one, in brackets behind it, converts."""

    @property
    def top(self) -> Decimal:
        """The largest figure told."""
        top = self.high if self.high is not None else self.low
        assert top is not None, "an amount has at least one bound"
        return top


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an article says something: the words, and the sentence that holds them."""

    start: int
    end: int
    sentence_start: int
    sentence_end: int


@dataclass(frozen=True, slots=True)
class Party:
    """A named party of a reported deal, in the fullest form that the article gives."""

    name: str
    role: Role
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 1.0
    aliases: tuple[str, ...] = ()
    """Other forms of the name in the same article."""


@dataclass(frozen=True, slots=True)
class Stake:
    """The share of the target or venture that changes hands, in per cent."""

    percent: float
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class DealDate:
    """A date told of a deal: announced, expected closing, or closed."""

    kind: Literal["announced", "expected", "completed"]
    start: date
    end: date
    """Equal to ``start`` for a day; the last day of a month, quarter or year told as such."""
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What one article says of one deal."""

    type: DealType
    status: Status
    parties: tuple[Party, ...]
    amount: Money | None = None
    valuation: Money | None = None
    stake: Stake | None = None
    dates: tuple[DealDate, ...] = ()
    background: bool = False
    """True for an older deal that is told in passing."""
    evidence: tuple[Evidence, ...] = ()
    """The words that tell the deal; the first one decided type and status."""
    confidence: float = 1.0

    def names(self, role: Role) -> tuple[str, ...]:
        """Names of the parties in a role, in the order of the article."""
        return tuple(p.name for p in self.parties if p.role == role)


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that is read out of one version of one article; a pure function of it and of ``engine``."""

    article: str
    lang: Lang
    entities: tuple[Entity, ...] = ()
    amounts: tuple[Money, ...] = ()
    reports: tuple[Report, ...] = ()
    engine: str = ""
    """Versions of code and model that made it."""


CompanyKind = Literal["company", "fund", "state_body", "unit", "person", "project"]


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A name of a company as written, with where it comes from."""

    text: str
    lang: Lang | None = None
    source: Literal["knowledge", "article", "learned"] = "article"


@dataclass(frozen=True, slots=True)
class Company:
    """One organisation (or person, or programme that takes part in deals) behind many names."""

    id: str
    name: str
    """The name shown first: the knowledge base's, or the one most often read."""
    names: tuple[CompanyName, ...] = ()
    kind: CompanyKind = "company"
    legal_form: str | None = None
    country: str | None = None
    """ISO 3166 alpha-2 code, where known."""
    parent: str | None = None
    """Id of the parent company, where told or known."""
    codes: tuple[tuple[str, str], ...] = ()
    """Outside ids: (scheme, value), for example ("edinet", "E02778"), ("ticker", "NVDA")."""


@dataclass(frozen=True, slots=True)
class LinkedReport:
    """A report with the article that made it, as a deal holds it."""

    id: str
    article: str
    lang: Lang
    published: date | None
    report: Report
    url: str | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One value told for a field of a deal, and which reports tell it."""

    field: str
    value: str
    reports: tuple[str, ...]
    chosen_by: str | None = None
    """Name of the rule that made this the value shown; None for the values not shown."""


@dataclass(frozen=True, slots=True)
class DealParty:
    """A company in a role of a deal; ``score`` says how sure the link to the company is."""

    company: str
    name: str
    role: Role
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class StatusSpan:
    """A status that a deal was told to have, with the first and last day and article that said so."""

    status: Status
    first: date | None
    last: date | None
    first_article: str
    last_article: str


LineageKind = Literal["part_of", "rival_of", "successor_of", "follows_from"]


@dataclass(frozen=True, slots=True)
class Lineage:
    """How a deal refers to another one."""

    kind: LineageKind
    deal: str
    because: str


@dataclass(frozen=True, slots=True)
class Deal:
    """One real-world transaction behind many reports."""

    id: str
    type: DealType
    status: Status
    parties: tuple[DealParty, ...]
    reports: tuple[LinkedReport, ...]
    amount: Money | None = None
    valuation: Money | None = None
    stake: float | None = None
    stale: bool = False
    """A rumour that nothing confirmed for a year."""
    first_seen: date | None = None
    last_seen: date | None = None
    timeline: tuple[StatusSpan, ...] = ()
    claims: tuple[Claim, ...] = ()
    lineage: tuple[Lineage, ...] = field(default=())


JudgementKind = Literal["company", "deal"]
Verdict = Literal["same", "different"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """That two companies or two deals are the same, or are not: attributed, dated, and undone rather than deleted."""

    id: str
    kind: JudgementKind
    verdict: Verdict
    a: str
    """A node for companies; for deals the report that the deal's id derives from."""
    b: str
    because: str
    judge: str
    at: datetime
    anchors: tuple[str, str] = ("", "")
    """What ``a`` and ``b`` were when they were judged, so that a person recognises them, and so that a deal is found
    again when its report was read anew: a name, or article, type and parties of the report."""
    undone_at: datetime | None = None
    undone_by: str | None = None
