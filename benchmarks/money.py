"""Reading money: speed and right readings beside other libraries, and time on ever longer and odder texts.

Run with ``python -m benchmarks.money`` after ``make .venv/.bench``; without the peers only our own rows are shown.
``--articles FILE`` measures speed on articles of yours instead (JSON Lines with ``title``, ``text`` and ``lang``).
All times are CPU seconds of one process.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import logging
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache, partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from pipeline.extract.money import find_money
from pipeline.records import LANGS, Lang
from tests.extract.money.cases_format import Case, read_cases

Reading = tuple[str | None, Decimal]
"""Currency (None where the library tells none) and value."""
Reader = Callable[[str], list[Reading]]

PLAIN: dict[Lang, tuple[str, ...]] = {
    "fr": (
        "Les deux groupes se connaissent de longue date et partagent une partie de leurs fournisseurs.",
        "La direction assure que les effectifs seront maintenus et que le siège ne bougera pas.",
        "Interrogé en marge d'un salon, le patron a refusé de commenter le calendrier de la transaction.",
        "Les syndicats, reçus dans la matinée, demandent des garanties sur l'avenir des usines.",
        "Le conseil d'administration a donné son accord à l'unanimité, après plusieurs semaines de discussions.",
        "L'autorité de la concurrence doit encore se prononcer, mais aucun obstacle n'est attendu.",
    ),
    "ja": (
        "両社は長年にわたり取引があり、部品の調達先の一部を共有している。",
        "経営陣は雇用を維持し、本社の所在地も変えない方針を示した。",
        "社長は記者団に対し、手続きの日程については言及を控えた。",
        "労働組合は工場の将来について会社側に説明を求めている。",
        "取締役会は協議を重ねたうえで全会一致で承認した。",
        "競争当局の審査が残るが、大きな障害はないとみられる。",
    ),
    "en": (
        "The two groups have known each other for years and share some of their suppliers.",
        "Management says that no jobs will go and that the head office will stay where it is.",
        "Asked on the sidelines of a trade fair, the chief executive would not comment on the timing.",
        "Unions, which were received in the morning, want guarantees about the future of the factories.",
        "The board gave its unanimous consent after several weeks of talks behind closed doors.",
        "The competition authority has yet to rule, but no obstacle is expected.",
    ),
}
PLAIN_PER_CASE = 2
"""Sentences without figures for each one with some, about as in the business pages."""
CASES_PER_ARTICLE = 6
ODD: dict[str, tuple[Lang, str]] = {
    "digits": ("fr", "1"),
    "digits and spaces": ("fr", "1 000 "),
    "digits and commas": ("en", "1,000,"),
    "ranges without end": ("en", "$1-"),
    "a list without end": ("fr", "1, "),
    "scales": ("fr", "million "),
    "number words": ("en", "one hundred and "),
    "currency words": ("fr", "euro "),
    "amounts": ("en", "$1 "),
    "amounts with cues": ("fr", "rachat de 5 millions d'euros, dont "),
    "bare amounts": ("fr", "5 milliards de "),
    "conversions": ("ja", "1億円（"),
    "numerals": ("ja", "千"),
    "brackets": ("en", "("),
    "ambiguous signs": ("en", "kr 5 R5 "),
    "qualifiers": ("en", "about more than "),
    "capitals": ("fr", "UN MILLIARD D'EUROS "),
    "spaces in numbers": ("en", " 000"),
    "slashes": ("en", "$1/2 million/"),
    "fractions": ("en", "1 1/2 "),
    "cents": ("fr", "1 euro 50 et "),
    "exchange rates": ("ja", "対ドルで150円"),
    "units of tables": ("ja", "（百万円）"),
    "longer lower case": ("fr", "İ1 € "),
}
_ROUND, _ROUNDS = 0.3, 7
"""CPU seconds of a round of one library, and how many rounds there are."""
SIZES = (20_000, 40_000, 80_000, 160_000)


@dataclass(frozen=True)
class Peer:
    """A library, the languages that it reads, and how."""

    name: str
    langs: tuple[Lang, ...]
    reader: Callable[[Lang], Reader]


def ours(lang: Lang) -> Reader:
    return lambda text: [(money.currency, money.top) for money in find_money(text, lang)]


def recognizers(lang: Lang) -> Reader:
    units: Any = importlib.import_module("recognizers_number_with_unit")
    culture = {"fr": "fr-fr", "en": "en-us"}[lang]
    model = units.NumberWithUnitRecognizer(culture).get_currency_model(culture)

    def read(text: str) -> list[Reading]:
        found = [result.resolution or {} for result in model.parse(text)]
        return [(_code(told.get("unit"), lang), figure) for told in found for figure in _figure(told.get("value"))]

    return read


def quantulum(_lang: Lang) -> Reader:
    parser: Any = importlib.import_module("quantulum3.parser")

    def read(text: str) -> list[Reading]:
        found = [quantity for quantity in parser.parse(text) if quantity.unit.entity.name == "currency"]
        return [(quantity.unit.currency_code, figure) for quantity in found for figure in _figure(quantity.value)]

    return read


@cache
def _code(name: str | None, lang: Lang) -> str | None:
    """Code of a currency that a library tells by name."""
    return next((money.currency for money in find_money(f"1 million {name}", lang)), None)


def price(_lang: Lang) -> Reader:
    parser: Any = importlib.import_module("price_parser")
    signs = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}

    def read(text: str) -> list[Reading]:
        found = parser.Price.fromstring(text)
        code = signs.get(found.currency or "", found.currency)
        return [(code, found.amount)] if found.amount is not None and code else []

    return read


def _figure(value: object) -> Iterator[Decimal]:
    try:
        yield Decimal(str(value))
    except InvalidOperation:
        return


PEERS = (
    Peer("dealwire", LANGS, ours),
    Peer("recognizers-text-suite", ("fr", "en"), recognizers),
    Peer("quantulum3", ("en",), quantulum),
    Peer("price-parser", LANGS, price),
)


def articles(lang: Lang) -> list[str]:
    """Articles of our own: the sentences of the tables of cases between others without figures."""
    cases, plain = read_cases(lang), PLAIN[lang]
    out = []
    for first in range(0, len(cases), CASES_PER_ARTICLE):
        sentences = []
        for i, case in enumerate(cases[first : first + CASES_PER_ARTICLE]):
            sentences.append(case.text)
            sentences += [plain[(first + i * PLAIN_PER_CASE + k) % len(plain)] for k in range(PLAIN_PER_CASE)]
        out.append("\n".join("".join(sentences[k : k + 3]) for k in range(0, len(sentences), 3)))
    return out


def given(path: Path) -> dict[Lang, list[str]]:
    """Articles of a JSON Lines file by language."""
    out: dict[Lang, list[str]] = {lang: [] for lang in LANGS}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        out[row["lang"]].append(f"{row['title']}\n{row['text']}")
    return out


def seconds(run: Callable[[], object], least: float) -> float:
    """CPU seconds of one run: the best of as many as fit into ``least`` seconds, but of one at least."""
    best, spent = float("inf"), 0.0
    gc.collect()
    while True:
        start = time.process_time()
        run()
        last = time.process_time() - start
        best, spent = min(best, last), spent + last
        if spent >= least:
            return best


def right(reader: Reader, cases: list[Case]) -> tuple[int, int, int]:
    """Amounts read right, amounts there are, and amounts read that are none, sentence by sentence."""
    hits = wanted = wrong = 0
    for case in cases:
        left = [(e.currency, e.high if e.high is not None else e.low) for e in case.amounts]
        wanted += len(left)
        for reading in reader(case.text):
            if reading in left:
                left.remove(reading)
                hits += 1
            else:
                wrong += 1
    return hits, wanted, wrong


def read_all(reader: Reader, texts: list[str]) -> None:
    for text in texts:
        reader(text)


@dataclass
class Measured:
    """One library on one language."""

    name: str
    reader: Reader
    sample: list[str]
    """As many articles as it reads in about :data:`_ROUND` seconds."""
    best: float = float("inf")
    """CPU seconds an article, the best of the rounds."""


def measured(lang: Lang, texts: list[str], missing: set[str]) -> list[Measured]:
    """The libraries that are installed, timed in turns, so that all meet the same state of the machine."""
    found = []
    for peer in PEERS:
        if lang not in peer.langs:
            continue
        try:
            reader = peer.reader(lang)
        except ImportError:
            missing.add(peer.name)
            continue
        read_all(reader, texts[:1])
        once = seconds(partial(read_all, reader, texts[:3]), least=0.0) / len(texts[:3])
        found.append(Measured(peer.name, reader, texts[: max(4, int(_ROUND / max(once, 1e-6)))]))
    for _ in range(_ROUNDS):
        for entry in found:
            spent = seconds(partial(read_all, entry.reader, entry.sample), least=0.0) / len(entry.sample)
            entry.best = min(entry.best, spent)
    return found


def compare(console: Console, texts: dict[Lang, list[str]]) -> None:
    """Print speed and right readings of every library that is installed."""
    table = Table(title="Reading money on one core")
    for heading in ("library", "language", "articles/s", "MB/s", "times slower", "right", "of", "invented"):
        table.add_column(heading, justify="left" if heading in ("library", "language") else "right")
    missing: set[str] = set()
    for lang in LANGS:
        if not texts[lang]:
            continue
        entries = measured(lang, texts[lang], missing)
        for entry in entries:
            size = sum(len(text.encode()) for text in entry.sample) / len(entry.sample) / 1e6
            hits, wanted, wrong = right(entry.reader, read_cases(lang))
            table.add_row(
                entry.name,
                lang,
                f"{1 / entry.best:,.0f}",
                f"{size / entry.best:.2f}",
                f"{entry.best / entries[0].best:,.1f}",
                f"{hits:,}",
                f"{wanted:,}",
                f"{wrong:,}",
            )
    console.print(table)
    for name in sorted(missing):
        console.print(f"{name} is not installed: make .venv/.bench")


def growth(console: Console) -> None:
    """Print the time on odd texts of growing length; linear time keeps the seconds per megabyte level."""
    table = Table(title="Microseconds a character on odd texts of growing length")
    table.add_column("text")
    for size in SIZES:
        table.add_column(f"{size:,}", justify="right")
    table.add_column("last / first", justify="right")
    for name, (lang, piece) in ODD.items():
        costs = []
        for size in SIZES:
            text = piece * (size // len(piece))
            costs.append(seconds(partial(find_money, text, lang), least=0.05) / len(text) * 1e6)
        table.add_row(name, *(f"{cost:.2f}" for cost in costs), f"{costs[-1] / costs[0]:.2f}")
    console.print(table)


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--articles", type=Path, help="JSON Lines with title, text and lang")
    chosen = arguments.parse_args().articles
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    console = Console(width=120)
    texts = given(chosen) if chosen else {lang: articles(lang) for lang in LANGS}
    compare(console, texts)
    growth(console)


if __name__ == "__main__":
    main()
