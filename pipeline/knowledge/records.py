"""What the knowledge base knows of one organisation."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.records import CompanyKind, CompanyName


@dataclass(frozen=True, slots=True)
class KnownCompany:
    """One organisation of the knowledge base.

    ``id`` is a word of the hand list (``softbank-group``), or names a public list (``edinet:E02778``, ``sec:320193``,
    ``index:FR0000121485``).
    """

    id: str
    name: str
    """The name shown first."""
    kind: CompanyKind = "company"
    country: str | None = None
    """ISO 3166 alpha-2 code of the seat, where known."""
    parent: str | None = None
    """Id of the organisation that controls it."""
    names: tuple[CompanyName, ...] = ()
    """All current names, the usual ones first; ``lang`` is None for a name used alike in every language."""
    former: tuple[str, ...] = ()
    """Names it gave up, and of organisations that it took over by merging."""
    codes: tuple[tuple[str, str], ...] = ()
    """Outside ids: (scheme, value); schemes ``securities_code``, ``ticker``, ``edinet``, ``cik``, ``isin`` and
    ``corporate_number``."""
    default_for: tuple[str, ...] = ()
    """Ambiguous names that mean this organisation unless something else is said."""
    readings: tuple[str, ...] = ()
    """How its Japanese names are read, in katakana; no name of its own, but what its romanised name goes back to."""
