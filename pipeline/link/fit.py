"""Fit the weights of linking to labelled stories, and write them to ``weights.toml``.

    python -m pipeline.link.fit ../shared/eval/stories.dev.jsonl [MORE.jsonl …]

Each line is an article with gold ``deals`` that name their ``event``. All pairs of reports that share a blocking key
are labelled by whether they tell one event, and a logistic regression is fitted whose weights are drawn towards the
expectations below (a Gaussian prior), so that a feature that the stories do not show keeps its expectation. The same
stories are seen several times, with what extraction does to them: parties and amounts missed, roles misread, names
that the knowledge base does not have. How strong the prior is, is chosen by leaving out one story at a time.
"""

from __future__ import annotations

import json
import random
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from importlib import resources
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.knowledge import KnownCompany, load_knowledge
from pipeline.link.features import VETOES, compare, may_link
from pipeline.link.judgements import Rulings
from pipeline.link.keys import blocking_keys
from pipeline.link.linker import Linker
from pipeline.link.mentions import KnownNames
from pipeline.link.state import MemoryState
from pipeline.link.weights import Weights
from pipeline.records import LinkedReport, Money, Party, Report, Role, Stake
from pipeline.store.extractions import report_id

EXPECTED: dict[str, float] = {
    "bias": -3.0,
    "object_same": 4.0,
    "object_alike": 2.5,
    "object_related": 0.5,
    "object_unread": -1.5,
    "object_missing": -2.0,
    "subject_same": 3.0,
    "subject_alike": 2.0,
    "subject_related": 1.5,
    "subject_unlike": -3.5,
    "subject_unread": -1.0,
    "subject_missing": 0.0,
    "subject_share": 1.0,
    "seller_same": 1.5,
    "seller_alike": 1.5,
    "seller_related": 0.5,
    "seller_unread": 0.0,
    "seller_unlike": -1.0,
    "roles_swapped": 2.0,
    "two_same": 1.0,
    "type_same": 0.5,
    "type_confusable": -1.5,
    "amount_same": 2.5,
    "amount_near": 0.7,
    "amount_far": -1.5,
    "stake_same": 1.0,
    "stake_conflict": -0.7,
    "days_few": 0.8,
    "days_many": -1.0,
    "days_most": -3.0,
    "lasting_many": 0.0,
    "lasting_most": -0.5,
    "same_article": -6.0,
}
"""What one would expect of each feature, in log odds."""
THRESHOLDS = {"link": 0.0, "doubt": 1.5}
NAMES = tuple(EXPECTED)
STRENGTHS = (1.0, 3.0, 10.0, 30.0)
"""How strongly weights are held to their expectations: the inverse variance of the prior."""
COPIES = 6
"""How often each story is seen with the faults of extraction."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Told:
    """A gold report with its event and story."""

    report: LinkedReport
    event: str
    story: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labelled pairs: a row of features each, whether it is one event, its story, and how much it counts."""

    rows: Floats
    labels: Floats
    stories: tuple[str, ...]
    weights: Floats


class NoKnowledge:
    """A knowledge base without companies."""

    def lookup(self, folded_name: str) -> tuple[KnownCompany, ...]:
        """Nothing."""
        return ()

    def get(self, id: str) -> KnownCompany | None:
        """Nothing."""
        return None


def read_stories(paths: Iterable[Path]) -> list[Told]:
    """The gold reports of files in the format of the stories."""
    found = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            forms: dict[str, set[str]] = defaultdict(set)
            for entity in row["entities"]:
                forms[entity["id"]].add(entity["text"])
            for n, deal in enumerate(row["deals"]):
                report = _report(deal, forms)
                linked = LinkedReport(
                    report_id(row["id"], report, n),
                    row["id"],
                    row["lang"],
                    date.fromisoformat(row["published"]),
                    report,
                    row.get("url"),
                    row["title"],
                )
                found.append(Told(linked, deal["event"], row.get("story", row["id"])))
    return found


def _report(deal: Mapping[str, Any], forms: Mapping[str, set[str]]) -> Report:
    parties = tuple(
        Party(p["name"], p["role"], (), 1.0, tuple(sorted(forms.get(p["id"], set()) - {p["name"]})))
        for p in deal["parties"]
    )
    stake = deal.get("stake")
    return Report(
        deal["type"],
        deal["status"],
        parties,
        _money(deal.get("amount")),
        _money(deal.get("valuation")),
        Stake(float(stake)) if stake is not None else None,
    )


def _money(raw: Mapping[str, Any] | None) -> Money | None:
    if raw is None:
        return None
    low, high = (None if raw[k] is None else Decimal(str(raw[k])) for k in ("low", "high"))
    return Money("", 0, 0, raw["currency"], low, high)


def spoil(told: Sequence[Told], rng: random.Random) -> list[Told]:
    """Gold reports as an extraction might have read them."""
    return [replace(t, report=replace(t.report, report=_spoil(t.report.report, rng))) for t in told]


def _spoil(report: Report, rng: random.Random) -> Report:
    kept = [p for p in report.parties if rng.random() > 0.15] or [rng.choice(report.parties)]
    if len(kept) > 1 and rng.random() < 0.06:
        roles: list[Role] = [p.role for p in kept]
        roles = roles[1:] + roles[:1]
        kept = [replace(p, role=role) for p, role in zip(kept, roles, strict=True)]
    kept = [replace(p, aliases=() if rng.random() < 0.4 else p.aliases) for p in kept]
    changed = replace(report, parties=tuple(kept))
    if rng.random() < 0.2:
        changed = replace(changed, amount=None)
    if report.stake and rng.random() < 0.3:
        changed = replace(changed, stake=None)
    if rng.random() < 0.12:
        changed = replace(changed, status=rng.choice(("rumored", "announced", "completed", "terminated")))
    return changed


def labelled_pairs(told: Sequence[Told], knowledge: KnownNames, weight: float = 1.0) -> Pairs:
    """The pairs of reports that share a blocking key, with their features and labels."""
    weights = Weights(EXPECTED, THRESHOLDS["link"], THRESHOLDS["doubt"])
    linker = Linker(MemoryState(), knowledge, weights, NO_RULINGS, NO_RULINGS)
    articles: dict[str, list[LinkedReport]] = defaultdict(list)
    for each in told:
        articles[each.report.article].append(each.report)
    linker.change(articles)
    profiles = linker.profiles([t.report.id for t in told])
    blocks: dict[int, list[str]] = defaultdict(list)
    for report, profile in sorted(profiles.items()):
        for key in blocking_keys(profile):
            blocks[key].append(report)
    pairs = {pair for held in blocks.values() for pair in combinations(sorted(held), 2)}
    by_id = {t.report.id: t for t in told}
    rows, labels, stories = [], [], []
    for a, b in sorted(pairs):
        if may_link(profiles[a], profiles[b]):
            features = compare(profiles[a], profiles[b], linker.relations)
            if features.keys() & VETOES:
                continue
            rows.append([1.0, *(features.get(name, 0.0) for name in NAMES[1:])])
            labels.append(float(by_id[a].event == by_id[b].event))
            stories.append(by_id[a].story)
    return Pairs(np.array(rows), np.array(labels), tuple(stories), np.full(len(rows), weight))


def fit(pairs: Pairs, strength: float) -> Floats:
    """The weights of greatest posterior probability, by Newton's method with steps halved until they help."""
    expected = np.array([EXPECTED[name] for name in NAMES])

    def objective(weights: Floats) -> float:
        pull = float(((weights - expected) ** 2).sum())
        return loss(pairs, weights) * float(pairs.weights.sum()) + strength * pull / 2

    weights = expected.copy()
    for _ in range(100):
        chance = 1.0 / (1.0 + np.exp(-np.clip(pairs.rows @ weights, -30, 30)))
        gradient = pairs.rows.T @ (pairs.weights * (chance - pairs.labels)) + strength * (weights - expected)
        spread = pairs.weights * chance * (1.0 - chance)
        step = np.linalg.solve((pairs.rows.T * spread) @ pairs.rows + strength * np.eye(len(weights)), gradient)
        now = objective(weights)
        while objective(weights - step) > now and float(np.abs(step).max()) > 1e-9:
            step = step / 2
        weights = weights - step
        if float(np.abs(step).max()) < 1e-8:
            break
    # No feature says the contrary of what its name says.
    return np.where(np.sign(weights) * np.sign(expected) < 0, 0.0, weights)


def loss(pairs: Pairs, weights: Floats) -> float:
    """The mean log loss of weights on pairs."""
    chance = 1.0 / (1.0 + np.exp(-np.clip(pairs.rows @ weights, -30, 30)))
    told = np.where(pairs.labels > 0.5, chance, 1.0 - chance)
    return float(-(pairs.weights * np.log(np.clip(told, 1e-12, 1.0))).sum() / pairs.weights.sum())


def choose_strength(pairs: Pairs) -> tuple[float, dict[float, float]]:
    """The strength of the prior with the least loss on stories left out, and the loss of each."""
    stories = sorted(set(pairs.stories))
    held = np.array(pairs.stories)
    losses = {}
    for strength in STRENGTHS:
        total = 0.0
        for story in stories:
            out = held == story
            total += loss(_part(pairs, out), fit(_part(pairs, ~out), strength)) * float(out.sum())
        losses[strength] = total / len(held)
    return min(losses, key=lambda s: losses[s]), losses


def _part(pairs: Pairs, mask: NDArray[np.bool_]) -> Pairs:
    stories = tuple(story for story, kept in zip(pairs.stories, mask, strict=True) if kept)
    return Pairs(pairs.rows[mask], pairs.labels[mask], stories, pairs.weights[mask])


def join(parts: Sequence[Pairs]) -> Pairs:
    """Several sets of pairs as one."""
    return Pairs(
        np.concatenate([p.rows for p in parts]),
        np.concatenate([p.labels for p in parts]),
        tuple(story for p in parts for story in p.stories),
        np.concatenate([p.weights for p in parts]),
    )


def write_weights(weights: Floats, path: Path, told: str) -> None:
    """Write the file of weights."""
    lines = [
        "# Weights of the features by which two reports are judged to tell one deal or two, in log odds.",
        "# Written by `python -m pipeline.link.fit` (see docs/linking.md); not tuned by hand.",
        f"# {told}",
        "",
        "[thresholds]",
        f"link = {THRESHOLDS['link']}   # a pair above is a link",
        f"doubt = {THRESHOLDS['doubt']}  # a pair this near to the threshold is shown for review",
        "",
        "[weights]",
        *(f"{name} = {value:.2f}" for name, value in zip(NAMES, weights, strict=True)),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: Sequence[str]) -> None:
    """Fit to the files named and write ``weights.toml``."""
    told = read_stories([Path(argument) for argument in arguments])
    knowledge: Collection[KnownNames] = (load_knowledge(), NoKnowledge())
    rng = random.Random(20251)
    parts = [labelled_pairs(told, base) for base in knowledge]
    for _ in range(COPIES):
        parts += [labelled_pairs(spoil(told, rng), base, 2.0 / COPIES) for base in knowledge]
    pairs = join(parts)
    strength, losses = choose_strength(pairs)
    weights = fit(pairs, strength)
    told_of = f"{len(told)} reports, {len(pairs.labels)} pairs, prior strength {strength:g}."
    write_weights(weights, Path(str(resources.files("pipeline.link").joinpath("weights.toml"))), told_of)
    print(told_of)
    print("log loss on stories left out:", {s: round(value, 4) for s, value in losses.items()})
    print("as expected, without fitting:", round(loss(pairs, np.array([EXPECTED[n] for n in NAMES])), 4))
    for name, value in zip(NAMES, weights, strict=True):
        print(f"{name:20} {EXPECTED[name]:6.2f} -> {value:6.2f}")


NO_RULINGS = Rulings(frozenset(), frozenset())

if __name__ == "__main__":
    main(sys.argv[1:])
