"""Loops of money as they are shown: companies by name, edges with deals and evidence, and the tiers kept apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.query.loops.flows import Kind, Tier, Weakness
from pipeline.query.loops.graph import Total
from pipeline.records import DealType, Evidence, Lang, Money, Status


@dataclass(frozen=True, slots=True)
class Source:
    """Where an article tells a deal; the offsets count characters of its title, a newline and its text."""

    article: str
    lang: Lang
    published: date | None
    url: str | None
    title: str
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class LoopFlow:
    """Money of one deal between two companies of a loop, with what tells it."""

    deal: str
    type: DealType
    status: Status
    kind: Kind
    tier: Tier
    day: date | None
    amount: Money | None
    """As told, in its own currency; that of the whole deal where ``at_most``."""
    value: float | None
    """The same in US dollars at the rate of the day."""
    at_most: bool
    weak: Weakness | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class LoopEdge:
    """All that one company pays the next within the loop's window."""

    payer: str
    receiver: str
    """Company ids; of the head of the group where groups are rolled up."""
    payer_name: str
    receiver_name: str
    flows: tuple[LoopFlow, ...]
    totals: tuple[Total, ...]
    """By kind, largest first."""

    @property
    def kind(self) -> Kind:
        """Kind of the largest total."""
        return self.totals[0].kind

    @property
    def value(self) -> float | None:
        """The largest total in US dollars: kinds are not added together. None where no amount is told."""
        return self.totals[0].value

    @property
    def weak(self) -> bool:
        """Whether it rests on weak flows alone."""
        return all(flow.weak is not None for flow in self.flows)


@dataclass(frozen=True, slots=True)
class LoopLevel:
    """The loop as it looks from one tier: counting only deals that are at least that sure."""

    tier: Tier
    first: date | None
    last: date | None
    """Days of the first and the last deal that it counts."""
    narrowest: int | None
    """Position of the edge with the smallest amount told; None where no edge has one."""
    value: float | None
    """That amount in US dollars. No more than this can have gone all the way round; less may have."""
    untold: int
    """Edges without an amount."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A cycle of companies, the payer of the largest amount first.

    ``edges`` are as the first of ``levels`` counts them. The levels are those tiers at which the cycle is closed,
    from the one that was asked for to the surest."""

    id: str
    edges: tuple[LoopEdge, ...]
    levels: tuple[LoopLevel, ...]

    @property
    def tier(self) -> Tier:
        """The surest tier at which the loop is closed."""
        return self.levels[-1].tier

    @property
    def companies(self) -> tuple[str, ...]:
        """Company ids in the order of the money."""
        return tuple(edge.payer for edge in self.edges)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the companies in the order of the money."""
        return tuple(edge.payer_name for edge in self.edges)

    @property
    def deals(self) -> tuple[str, ...]:
        """Ids of the deals, in the order of the edges, each once."""
        return tuple(dict.fromkeys(flow.deal for edge in self.edges for flow in edge.flows))

    @property
    def weak(self) -> bool:
        """Whether some edge rests on weak flows alone."""
        return any(edge.weak for edge in self.edges)
