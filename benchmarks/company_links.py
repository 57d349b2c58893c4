"""How well names find their company: on gold stories with the knowledge base, and on pairs of names without it.

Run with ``python -m benchmarks.company_links [STORIES.jsonl]``; without a file that is there, only the pairs are
measured. The pairs are the Japanese and the English name of 600 listed companies (``tests/knowledge/pairs.tsv``):
all names are matched together by what they look and sound like, with the knowledge base emptied.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from pipeline.knowledge import load_knowledge
from pipeline.link.fit import NO_RULINGS, NoKnowledge, Told, read_stories
from pipeline.link.legal_forms import split_name
from pipeline.link.linker import Linker
from pipeline.link.mentions import KnownNames, node_of
from pipeline.link.naming import Naming, name_buckets
from pipeline.link.phonetics import is_katakana
from pipeline.link.state import MemoryState
from pipeline.link.weights import load_weights
from pipeline.records import Lang, LinkedReport

ROOT = Path(__file__).parents[1]
STORIES = ROOT.parent / "shared" / "eval" / "stories.dev.jsonl"
PAIRS = ROOT / "tests" / "knowledge" / "pairs.tsv"

Item = TypeVar("Item", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Quality:
    """Precision and recall, 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def b_cubed(gold: Mapping[Item, str], found: Mapping[Item, str]) -> Quality:
    """B-cubed over the items that both hold."""
    items = gold.keys() & found.keys()
    by_gold, by_found = _groups(items, gold), _groups(items, found)
    shared = {item: len(by_gold[gold[item]] & by_found[found[item]]) for item in items}
    return Quality(
        sum(shared[item] / len(by_found[found[item]]) for item in items) / len(items),
        sum(shared[item] / len(by_gold[gold[item]]) for item in items) / len(items),
    )


def pairwise(gold: Mapping[Item, str], found: Mapping[Item, str]) -> Quality:
    """Of the pairs that are found to be one, how many are; of those that are one, how many are found."""
    items = gold.keys() & found.keys()
    truth, told = _groups(items, gold), _groups(items, found)
    right = sum(_pairs(len(both)) for group in told.values() for both in _groups(group, gold).values())
    together = sum(_pairs(len(group)) for group in told.values())
    wanted = sum(_pairs(len(group)) for group in truth.values())
    return Quality(right / together if together else 1.0, right / wanted if wanted else 1.0)


def _groups(items: Iterable[Item], of: Mapping[Item, str]) -> dict[str, set[Item]]:
    found: dict[str, set[Item]] = defaultdict(set)
    for item in items:
        found[of[item]].add(item)
    return found


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def companies_by_name(names: Mapping[str, Lang]) -> dict[str, str]:
    """The company of each name, by form and sound alone: no knowledge base, no articles."""
    state = MemoryState()
    nodes: dict[str, set[str]] = defaultdict(set)
    for name in names:
        nodes[node_of(split_name(name))].add(name)
    state.count_names({(node, name, names[name]): 1 for node, held in nodes.items() for name in held})
    for node, held in nodes.items():
        state.set_buckets(node, name_buckets(held))
    companies = Naming(state, NO_RULINGS).settle(nodes.keys())
    return {name: companies[node] or node for node, held in nodes.items() for name in held}


def story_companies(told: Collection[Told], knowledge: KnownNames, *, aliases: bool) -> dict[tuple[str, str], str]:
    """The company of each (article, party's name) of gold reports, with or without the other forms of the names that
    their articles hold."""
    linker = Linker(MemoryState(), knowledge, load_weights(), NO_RULINGS, NO_RULINGS)
    articles: dict[str, list[LinkedReport]] = defaultdict(list)
    for each in told:
        report = each.report.report
        if not aliases:
            report = replace(report, parties=tuple(replace(p, aliases=()) for p in report.parties))
        articles[each.report.article].append(replace(each.report, report=report))
    linker.change(articles)
    entries = linker.state.entries([each.report.id for each in told])
    companies = linker.state.companies({m.node for entry in entries.values() for m in entry.mentions})
    return {
        (entry.profile.article, mention.name): companies[mention.node]
        for entry in entries.values()
        for mention in entry.mentions
    }


def read_pairs(path: Path = PAIRS) -> list[tuple[str, str, str]]:
    """(code, Japanese name, English name) of listed companies."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [(code, japanese, english) for code, japanese, english in rows]


def pair_quality(pairs: Collection[tuple[str, str, str]]) -> tuple[Quality, dict[str, tuple[int, int]]]:
    """Pairwise quality on the names of all pairs together, and by the script of the Japanese name how many of its
    pairs were found, of how many."""
    gold = {name: code for code, *names in pairs for name in names}
    found = companies_by_name({name: "ja" if n == 0 else "en" for _, *names in pairs for n, name in enumerate(names)})
    by_script: dict[str, list[bool]] = defaultdict(list)
    for _, japanese, english in pairs:
        by_script[script(japanese)].append(found[japanese] == found[english])
    return pairwise(gold, found), {kind: (sum(hits), len(hits)) for kind, hits in sorted(by_script.items())}


def script(name: str) -> str:
    """How a Japanese name is written."""
    stem = split_name(name).core
    return "Latin letters" if stem.isascii() else "katakana" if is_katakana(name) else "Chinese characters or hiragana"


def main() -> None:
    """Print both tables."""
    console = Console()
    stories = Path(sys.argv[1]) if len(sys.argv) > 1 else STORIES
    if stories.exists():
        told = read_stories([stories])
        gold = story_ids(stories)
        table = Table("knowledge base", "other forms given", "precision", "recall", "B-cubed F1")
        for base in (load_knowledge(), NoKnowledge()):
            for aliases in (True, False):
                quality = b_cubed(gold, story_companies(told, base, aliases=aliases))
                with_base = "no" if isinstance(base, NoKnowledge) else "yes"
                table.add_row(with_base, "yes" if aliases else "no", *_shown(quality))
        table.title = f"Companies of {len(gold)} names in articles of stories"
        console.print(table)
    pairs = read_pairs()
    quality, by_script = pair_quality(pairs)
    table = Table("Japanese name in", "pairs", "found", title=f"{len(pairs)} listed companies, no knowledge base")
    for kind, (hits, count) in by_script.items():
        table.add_row(kind, str(count), f"{hits / count:.0%}")
    console.print(table)
    console.print("pairwise precision {}, recall {}, F1 {}".format(*_shown(quality)))


def story_ids(path: Path) -> dict[tuple[str, str], str]:
    """The gold id of each (article, party's name) of stories."""
    import json

    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {(row["id"], p["name"]): p["id"] for row in rows for deal in row["deals"] for p in deal["parties"]}


def _shown(quality: Quality) -> tuple[str, str, str]:
    return f"{quality.precision:.3f}", f"{quality.recall:.3f}", f"{quality.f1:.3f}"


if __name__ == "__main__":
    main()
