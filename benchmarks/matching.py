"""Companies by their names alone: the name matching of linking beside splink and nomenklatura, on the same names.

Splink is given what its users would give it: names without case and punctuation, compared by Jaro-Winkler, blocked by
their beginning and end; and once more our folded names and our skeletons of consonants as columns. It has one field
or two to learn from, too few to do so by itself, so its parameters are estimated from the right answers, which we do
not see. Nomenklatura takes part where it is installed (``pip install nomenklatura``, which
builds PyICU and needs ICU's headers): its logic-v2 matcher on pairs that share a token of its own index of names.
"""

from __future__ import annotations

import importlib.util
import logging
import random
import time
from collections import defaultdict
from collections.abc import Callable, Mapping

from rich.console import Console
from rich.table import Table

from benchmarks.company_links import Quality, companies_by_name, pairwise
from benchmarks.linking_reports import World
from pipeline.link.legal_forms import split_name
from pipeline.link.phonetics import skeletons
from pipeline.records import LANGS, Lang

COMPANIES = 1_000
SPELLINGS = 3
"""How often each company is written; some spellings are the same."""
SURE = 0.5
"""Splink's probability from which two names are one."""
SURE_LOGIC = 0.7
"""Nomenklatura's score from which it takes two entities for one."""

Matcher = Callable[[Mapping[str, Lang]], dict[str, str]]


def names_of(companies: int) -> tuple[dict[str, Lang], dict[str, str]]:
    """Names as articles write them, with their language, and the company of each; names that two bear are left out."""
    world = World(companies)
    rng = random.Random(3)
    langs: dict[str, Lang] = {}
    owners: dict[str, set[int]] = defaultdict(set)
    for company in range(companies):
        for lang in (*LANGS, *rng.choices(LANGS, k=SPELLINGS - 1)):
            name = world.written(company, lang)
            langs.setdefault(name, lang)
            owners[name].add(company)
    gold = {name: str(next(iter(held))) for name, held in owners.items() if len(held) == 1}
    return {name: langs[name] for name in sorted(gold)}, gold


def by_splink(names: Mapping[str, Lang], gold: Mapping[str, str], *, our_columns: bool) -> dict[str, str]:
    """The cluster of each name by splink, trained on ``gold``, the company of each."""
    import pyarrow
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    rows = [{"unique_id": n, "company": gold[name], **_columns(name, our_columns)} for n, name in enumerate(names)]
    comparisons = [cl.JaroWinklerAtThresholds("name", [0.95, 0.9, 0.8])]
    rules = [block_on("start"), block_on("finish")]
    if our_columns:
        comparisons.append(cl.ExactMatch("sound"))
        rules.append(block_on("sound"))
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules,
        probability_two_random_records_match=4 / len(rows),
    )
    linker = Linker(DuckDBAPI().register(pyarrow.Table.from_pylist(rows)), settings, log_level=logging.CRITICAL)
    linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=1)
    linker.training.estimate_m_from_label_column("company")
    pairs = linker.inference.predict(threshold_match_probability=SURE)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=SURE)
    listed = list(names)
    return {listed[row["unique_id"]]: str(row["cluster_id"]) for row in clusters.as_record_list()}


def _columns(name: str, ours: bool) -> dict[str, str | None]:
    plain = split_name(name).core if ours else "".join(c for c in name.casefold() if c.isalnum() or c == " ")
    sound = min(skeletons(name), default=None) if ours else None
    return {"name": plain, "start": plain[:4], "finish": plain[-4:], "sound": sound}


def by_nomenklatura(names: Mapping[str, Lang]) -> dict[str, str]:
    """The cluster of each name by nomenklatura's logic-v2, over pairs of names that share a token as it reads them."""
    from followthemoney import model
    from nomenklatura.matching import LogicV2
    from normality import latinize_text
    from rigour.names import tokenize_name

    entities = {
        name: model.get_proxy({"id": str(n), "schema": "Company", "properties": {"name": [name]}})
        for n, name in enumerate(names)
    }
    blocks: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for token in tokenize_name((latinize_text(name) or name).casefold()):
            blocks[token[:4]].add(name)
    config = LogicV2.default_config()
    groups = {name: {name} for name in names}
    seen: set[tuple[str, str]] = set()
    for block in blocks.values():
        for a in sorted(block):
            for b in sorted(block):
                if a < b and (a, b) not in seen and groups[a] is not groups[b]:
                    seen.add((a, b))
                    if LogicV2.compare(entities[a], entities[b], config).score >= SURE_LOGIC:
                        groups[a] |= groups[b]
                        for name in groups[b]:
                            groups[name] = groups[a]
    return {name: min(group) for name, group in groups.items()}


def compare_matchers(companies: int = COMPANIES) -> None:
    """Print the table of matchers."""
    names, gold = names_of(companies)
    matchers: dict[str, Matcher] = {"Dealwire": companies_by_name}
    if importlib.util.find_spec("splink"):
        matchers["splink"] = lambda n: by_splink(n, gold, our_columns=False)
        matchers["splink, our columns"] = lambda n: by_splink(n, gold, our_columns=True)
    if importlib.util.find_spec("nomenklatura"):
        matchers["nomenklatura logic-v2"] = by_nomenklatura
    table = Table("matcher", "precision", "recall", "F1", "CPU seconds")
    table.title = f"{len(names):,} names of {companies:,} companies, in pairs"
    for told, matcher in matchers.items():
        start = time.process_time()
        found = matcher(names)
        spent = time.process_time() - start
        quality: Quality = pairwise(gold, found)
        shown = (f"{value:.3f}" for value in (quality.precision, quality.recall, quality.f1))
        table.add_row(told, *shown, f"{spent:.1f}")
    console = Console()
    console.print(table)
    if missing := [name for name in ("splink", "nomenklatura") if not importlib.util.find_spec(name)]:
        console.print(f"not installed here: {', '.join(missing)}")
