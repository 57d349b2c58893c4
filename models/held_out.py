"""The scorecard on our own articles: ``python -m models.held_out``.

Reads the whole articles that training leaves out with the shipped model, or with one in another folder, and scores
what it finds as the gate does the gold articles. What is chosen by measurement is chosen on these.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from models.gate import COLUMNS, GOLD, SCORER, figure, load_scorer, measure
from models.recipe.augment import name_groups
from models.recipe.markup import MONEY, SHARE, DealHead, Mention, Passage
from models.recipe.split import is_article, is_held_out, read_all
from pipeline.extract.deals.figures import largest_in_first_currency, price_of
from pipeline.extract.money import find_money
from pipeline.records import Lang, Money

DATA = Path(__file__).parent / "data"
MEASURES = (
    "entity_ORG", "entity_PERSON", "entity_PLACE", "deal", "deal_strict", "argument", "deal_status", "deal_amount",
    "no_deal_articles_left_empty",
)  # fmt: skip
NAMES = ("ORG", "PERSON", "PLACE")


def gold_article(name: str, lang: Lang, passage: Passage) -> dict[str, Any]:
    """A passage in the form of the gold articles: names, and deals with parties by their fullest form, amounts in
    full units. Amounts apart from those of deals are not scored, because the passages do not tell their values."""
    title, _, text = passage.text.partition("\n")
    fullest = {form: forms[0] for _, forms in name_groups(passage) for form in forms}
    entities = {
        (form, m.kind): {"text": form, "type": m.kind, "id": fullest.get(form, form)}
        for m in passage.mentions
        if m.kind in NAMES
        for form in [passage.text[m.start : m.end]]
    }
    amounts = find_money(passage.text, lang)
    deals = [gold_deal(f"{name}-{deal.number}", deal, passage, fullest, amounts) for deal in passage.deals]
    return {
        "id": name,
        "lang": lang,
        "title": title,
        "text": text,
        "entities": list(entities.values()),
        "amounts": [],
        "deals": [deal for deal in deals if _counts(deal)],
    }


def gold_deal(
    event: str, head: DealHead, passage: Passage, fullest: dict[str, str], amounts: Sequence[Money]
) -> dict[str, Any]:
    """A deal of a passage in the form of the gold articles."""
    parties: dict[tuple[str, str], dict[str, str]] = {}
    prices: list[Money] = []
    values: list[Money] = []
    for m in passage.mentions:
        for number, role in m.links:
            if number != head.number:
                continue
            if m.kind == MONEY:
                (values if role == "valuation" else prices).extend(_read_at(m, amounts))
            elif m.kind != SHARE and role != "advisor":
                form = passage.text[m.start : m.end]
                party = fullest.get(form, form)
                parties[party, role] = {"name": party, "role": role, "id": party}
    return {
        "event": event,
        "type": head.type,
        "status": head.status,
        "background": head.background,
        "parties": list(parties.values()),
        "amount": _told(price_of(head.type, prices)),
        "valuation": _told(largest_in_first_currency(values)),
        "stake": None,
    }


def _read_at(mention: Mention, amounts: Sequence[Money]) -> list[Money]:
    return [m for m in amounts if m.start < mention.end and mention.start < m.end][:1]


def _told(money: Money | None) -> dict[str, Any] | None:
    if money is None:
        return None
    low, high = (None if value is None else float(value) for value in (money.low, money.high))
    return {"currency": money.currency, "low": low, "high": high}


def _counts(deal: dict[str, Any]) -> bool:
    """A deal has a party; one told in passing two, or an amount."""
    told = len(deal["parties"]) + (deal["amount"] is not None)
    return bool(deal["parties"]) and (told > 1 or not deal["background"])


def held_out_articles(folder: Path) -> Iterator[dict[str, Any]]:
    """The whole articles held out of a folder of passages, in the form of the gold articles."""
    for lang, passages in read_all(folder).items():
        chosen = [p for p in passages if is_held_out(p) and is_article(p)]
        for number, passage in enumerate(chosen):
            yield gold_article(f"{lang}-{number}", lang, passage)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, nargs="?", help="folder of another model")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the passages")
    parser.add_argument("--scorer", type=Path, default=GOLD / SCORER)
    parser.add_argument("--errors", action="store_true", help="list what was missed or invented, on standard error")
    args = parser.parse_args()
    if not args.scorer.is_file():
        raise SystemExit(f"{args.scorer}: no scorer there; name one with --scorer")
    with tempfile.TemporaryDirectory() as folder:
        gold = Path(folder) / "held_out.jsonl"
        articles = list(held_out_articles(args.data))
        gold.write_text("".join(json.dumps(a, ensure_ascii=False) + "\n" for a in articles), "utf-8")
        score = measure(gold, load_scorer(args.scorer), args.errors, args.model)
    deals = sum(len(a["deals"]) for a in articles)
    print(f"{len(articles)} articles held out, with {deals} deals; F1 or share right\n")
    print(f"{'':28}" + "".join(f"{column:>8}" for column in COLUMNS))
    for name in MEASURES:
        cells = [figure(score, name, column) for column in COLUMNS]
        print(f"{name:28}" + "".join(f"{'-' if got is None else f'{got:.3f}':>8}" for got in cells))


if __name__ == "__main__":
    main()
