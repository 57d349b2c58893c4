"""One deal in full, as plain text that can be pasted into a mail: every value with the articles that tell it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pipeline.cli.deal_text import parties_text, quote
from pipeline.cli.display import UNKNOWN, conversion_line, day_text, money_text
from pipeline.extract.money import Conversion
from pipeline.extract.sentences import evidence_at, sentence_bounds
from pipeline.knowledge.fold import fold_name
from pipeline.records import Claim, Deal, Evidence, Lang, LinkedReport, Money

if TYPE_CHECKING:
    from pipeline.link.explain import Explanation

_QUOTES = 3
"""Articles that are quoted for one value; the others are named."""
_SURE = 0.995
"""Score of a link to a company from which on nothing is said of doubt."""
_MONEY = ("amount", "valuation")
_FIELDS = ("type", "status", *_MONEY, "stake")
"""Fields of claims, in the order in which they are shown."""


class DealPage:
    """The lines of a deal.

    ``bodies`` are the texts, as they were read, of the articles that tell it, by id; an article that is not among
    them is named, but not quoted. ``names`` are the names of its companies, by id; ``conversions`` are its amount in
    other currencies; ``explained`` says of its reports why they belong to it."""

    def __init__(
        self,
        deal: Deal,
        bodies: Mapping[str, str],
        names: Mapping[str, Collection[str]],
        lang: Lang,
        conversions: Sequence[Conversion] = (),
        explained: Sequence[Explanation] = (),
    ) -> None:
        self._deal = deal
        self._bodies = bodies
        self._names = {company: {fold_name(name) for name in held} for company, held in names.items()}
        self._lang = lang
        self._conversions = conversions
        self._explained = explained
        self._reports = {linked.id: linked for linked in deal.reports}
        ordered = sorted(deal.reports, key=lambda r: (r.published is None, r.published, r.article))
        self._numbers = {article: n for n, article in enumerate(dict.fromkeys(r.article for r in ordered), start=1)}
        self._sources = {linked.article: linked for linked in ordered}

    def lines(self) -> Iterator[str]:
        """The page, line by line."""
        yield from self._head()
        yield from self._timeline()
        yield from self._parties()
        yield from self._claims()
        yield from self._dates()
        yield from self._lineage()
        yield from self._why()
        yield from self._articles()

    def _head(self) -> Iterator[str]:
        deal = self._deal
        yield parties_text(deal.type, ((party.role, party.name) for party in deal.parties))
        yield f"{deal.type}, {deal.status}{' (stale: nothing confirmed it for a year)' if deal.stale else ''}"
        figures = [f"{name} {money_text(money, self._lang)}" for name, money in _figures(deal) if money is not None]
        if deal.stake is not None:
            figures.append(f"stake {deal.stake:g} %")
        if figures:
            yield ", ".join(figures)
        if deal.amount is not None:
            yield from (conversion_line(deal.amount, conversion, self._lang) for conversion in self._conversions)
        langs = ", ".join(sorted({linked.lang for linked in deal.reports}))
        seen = f"{day_text(deal.first_seen, self._lang)} to {day_text(deal.last_seen, self._lang)}"
        yield f"deal {deal.id}: {_count(len(deal.reports), 'report')}, {_count(len(self._numbers), 'article')}"
        yield f"told in {langs}, {seen}"

    def _timeline(self) -> Iterator[str]:
        if not self._deal.timeline:
            return
        yield "\nTIMELINE"
        for span in self._deal.timeline:
            first = f"{day_text(span.first, self._lang)} {self._mark(span.first_article)}"
            last = f"{day_text(span.last, self._lang)} {self._mark(span.last_article)}"
            yield f"  {span.status:<11} {first}{f', last told {last}' if last != first else ''}"

    def _parties(self) -> Iterator[str]:
        yield "\nPARTIES"
        for party in self._deal.parties:
            sure = "" if party.score >= _SURE else f", {party.score:.0%} sure"
            yield f"  {party.role}: {party.name} ({party.company}{sure})"
            names = self._names.get(party.company, set()) | {fold_name(party.name)}
            yield from self._quotes(
                [
                    (linked, told.evidence)
                    for linked in self._deal.reports
                    for told in linked.report.parties
                    if not names.isdisjoint(map(fold_name, (told.name, *told.aliases)))
                ]
            )

    def _claims(self) -> Iterator[str]:
        claims = [claim for claim in self._deal.claims if claim.field in _FIELDS]
        if claims:
            yield "\nWHAT IS TOLD"
        for claim in sorted(claims, key=lambda c: (_FIELDS.index(c.field), c.chosen_by is None)):
            reports = [self._reports[name] for name in claim.reports if name in self._reports]
            why = f"shown; rule: {claim.chosen_by}" if claim.chosen_by else "told, but not shown"
            yield f"  {claim.field}: {self._value(claim, reports)} ({why})"
            yield from self._quotes([(linked, self._evidence(linked, claim.field)) for linked in reports])

    def _dates(self) -> Iterator[str]:
        told: dict[tuple[str, date, date], list[tuple[LinkedReport, Sequence[Evidence]]]] = {}
        for linked in self._deal.reports:
            for day in linked.report.dates:
                words = (day.evidence,) if day.evidence is not None else ()
                told.setdefault((day.kind, day.start, day.end), []).append((linked, words))
        if told:
            yield "\nDATES TOLD"
        for (kind, start, end), sources in sorted(told.items(), key=lambda item: item[0][1:]):
            until = f" to {day_text(end, self._lang)}" if end != start else ""
            yield f"  {kind}: {day_text(start, self._lang)}{until}"
            yield from self._quotes(sources)

    def _why(self) -> Iterator[str]:
        if self._explained:
            yield "\nWHY THESE REPORTS ARE ONE DEAL"
        for one in self._explained:
            mark = self._mark(one.article)
            if one.linked_article is None:
                yield f"  {mark} the report that the others were linked to, or that stands alone"
                continue
            told = "joined by hand" if one.judged else f"score {one.score:+.2f}" if one.score is not None else "linked"
            yield f"  {mark} to {self._mark(one.linked_article)}: {told}"
            for reason in one.reasons:
                yield f"      {reason.weight:+6.2f} {reason.words}"

    def _value(self, claim: Claim, reports: Sequence[LinkedReport]) -> str:
        if claim.field in _MONEY:
            told = [money for r in reports if (money := getattr(r.report, claim.field)) is not None]
            return money_text(told[0], self._lang) if told else claim.value
        return f"{claim.value} %" if claim.field == "stake" else claim.value

    def _evidence(self, linked: LinkedReport, field: str) -> Sequence[Evidence]:
        """The words of an article that tell a field."""
        body = self._bodies.get(linked.article)
        if body is None:
            return ()
        report = linked.report
        if field in _MONEY:
            money: Money | None = getattr(report, field)
            return (evidence_at(money.start, money.end, sentence_bounds(body), body),) if money is not None else ()
        if field == "stake":
            return (report.stake.evidence,) if report.stake and report.stake.evidence else ()
        return report.evidence

    def _quotes(self, told: Sequence[tuple[LinkedReport, Sequence[Evidence]]]) -> Iterator[str]:
        ordered = sorted(told, key=lambda pair: self._numbers[pair[0].article])
        for linked, evidence in ordered[:_QUOTES]:
            body = self._bodies.get(linked.article)
            for words in evidence[:1] if body is not None else ():
                yield f"    {self._mark(linked.article)} {quote(body or '', words)}"
        if rest := dict.fromkeys(self._mark(linked.article) for linked, _ in ordered[_QUOTES:]):
            yield f"    also {' '.join(rest)}"

    def _lineage(self) -> Iterator[str]:
        if self._deal.lineage:
            yield "\nRELATED DEALS"
        for link in self._deal.lineage:
            yield f"  {link.kind.replace('_', ' ')} {link.deal}: {link.because}"

    def _articles(self) -> Iterator[str]:
        yield "\nARTICLES"
        for article in self._numbers:
            linked = self._sources[article]
            yield f"  {self._mark(article)} {day_text(linked.published, self._lang)}, {linked.lang}: {linked.title}"
            yield f"      {linked.url or article}"

    def _mark(self, article: str) -> str:
        number = self._numbers.get(article)
        return f"[{number}]" if number is not None else UNKNOWN


def _figures(deal: Deal) -> tuple[tuple[str, Money | None], ...]:
    return ("amount", deal.amount), ("valuation", deal.valuation)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
