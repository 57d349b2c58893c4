"""Finding the amounts of a text: the stages in their order."""

from __future__ import annotations

from decimal import Context, localcontext

from pipeline.extract.money import english, french, japanese, western, worded
from pipeline.extract.money.about import Decision, abouts_by_cues
from pipeline.extract.money.deciding import decide
from pipeline.extract.money.drafts import Draft
from pipeline.extract.money.grammar import Grammar, lower_case, plain_spaces
from pipeline.extract.money.joining import join
from pipeline.extract.money.neighbours import lend, tie
from pipeline.extract.money.qualifying import qualify
from pipeline.records import Lang, Money

_EXACT = Context(prec=60)
"""Digits enough for any sum of what one number may hold, whatever context the caller has set."""


def find_money(text: str, lang: Lang) -> tuple[Money, ...]:
    """All amounts of money in a text, in its order.

    ``text`` is any string; offsets refer to it as given, ends are exclusive, and qualifier words ("plus de", "約")
    belong to an amount. Values are exact and in full units of the currency. Never raises on any text; takes time
    linear in its length.
    """
    with localcontext(_EXACT):
        plain = plain_spaces(text)
        lower = lower_case(plain)
        drafts = _drafts(text, plain, lower, lang)
        decisions = abouts_by_cues(plain, lower, drafts, lang)
    return tuple(_money(text, draft, decision) for draft, decision in zip(drafts, decisions, strict=True))


def _drafts(written: str, text: str, lower: str, lang: Lang) -> list[Draft]:
    """The amounts before it is known what they are about.

    ``text`` is what is ``written`` in plain spaces, ``lower`` the text in lower case.
    """
    if lang == "ja":
        drafts, joints, qualifiers = japanese.scan(text), japanese.JOINTS, japanese.QUALIFIERS
    elif lang == "fr":
        drafts, joints, qualifiers = _numbers(written, text, lower, french.GRAMMAR), french.JOINTS, french.QUALIFIERS
    else:
        drafts, joints, qualifiers = _numbers(written, text, lower, english.GRAMMAR), english.JOINTS, english.QUALIFIERS
    if not drafts:
        return drafts
    drafts = decide(text, join(text, drafts, joints), lang)
    end = 0
    for draft in drafts:
        qualify(text, draft, qualifiers, floor=end)
        end = draft.end
    if lang != "ja":
        drafts = lend(text, drafts, french.BARE if lang == "fr" else english.BARE)
    return tie(text, drafts)


def _numbers(written: str, text: str, lower: str, grammar: Grammar) -> list[Draft]:
    """Numbers in digits and in words, in the order of the text; where they overlap, the first."""
    drafts = list(western.scan(written, text, grammar))
    told = list(worded.scan(text, lower, grammar))
    if not told:
        return drafts
    out: list[Draft] = []
    for draft in sorted(drafts + told, key=lambda draft: draft.start):
        if not out or draft.start >= out[-1].end:
            out.append(draft)
    return out


def _money(text: str, draft: Draft, decision: Decision) -> Money:
    return Money(
        text[draft.start : draft.end],
        draft.start,
        draft.end,
        draft.currency,
        draft.low,
        draft.high,
        draft.qualifier,
        decision[0],
        decision[1],
        draft.assumed,
        draft.conversion_of,
    )
