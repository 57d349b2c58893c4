"""The inline markup of the training passages: text in, annotated passages out.

The form is described in ``models/data/README.md``. ``python -m models.recipe.markup FOLDER``
checks every passage below a folder and prints what is wrong, one line each.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROLES: dict[str, frozenset[str]] = {
    "acquisition": frozenset({"acquirer", "target", "seller"}),
    "merger": frozenset({"party", "result"}),
    "investment": frozenset({"investor", "investee", "seller"}),
    "joint_venture": frozenset({"partner", "venture"}),
    "partnership": frozenset({"partner"}),
    "contract": frozenset({"supplier", "customer"}),
    "project": frozenset({"sponsor", "project"}),
    "ipo": frozenset({"issuer"}),
    "buyback": frozenset({"issuer", "seller"}),
    "debt": frozenset({"issuer", "lender"}),
    "spin_off": frozenset({"parent", "target"}),
}
STATUSES = ("rumored", "announced", "completed", "terminated")
ENTITY_TYPES = {"O": "ORG", "P": "PERSON", "L": "PLACE", "T": "PRODUCT"}
MONEY, SHARE = "MONEY", "SHARE"
MONEY_USES = frozenset({"deal", "valuation"})

_HEAD = re.compile(r"@(\w+)((?: \d+=\w+/\w+(?:/bg)?)*)$")
_LATIN = re.compile(r"[A-Za-zÀ-ÿ]")
_TOKEN = re.compile(
    r"\\(.)"
    r"|\[((?:\\.|[^\[\]<>|\\])+)\|([OPLTMS])((?: \d+(?::\w+)?)*)\]"
    r"|<((?:\\.|[^\[\]<>|\\])+)\|(\d+)(?: (\w+))?>"
    r"|([\[\]<>|])"
)


class MarkupError(ValueError):
    """A passage that does not follow the form; the message says what and where."""


@dataclass(frozen=True, slots=True)
class DealHead:
    """A deal of a passage as its head line tells it."""

    number: int
    type: str
    status: str
    background: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity, an amount or a share of capital; ``links`` pairs deal numbers with roles."""

    start: int
    end: int
    kind: str
    links: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that tell a deal, with the status that these words give it."""

    start: int
    end: int
    deal: int
    status: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One annotated passage: plain text and what is marked in it, in character offsets."""

    style: str
    text: str
    deals: tuple[DealHead, ...]
    mentions: tuple[Mention, ...]
    triggers: tuple[Trigger, ...]
    doubtful: tuple[tuple[int, int], ...] = ()
    """Parts of the text in which words that tell a deal may stand unmarked."""


def parse_passage(block: str) -> Passage:
    """Read one passage. Raises MarkupError where it breaks the form or names an unknown role, type or deal."""
    head, _, body = block.partition("\n")
    found = _HEAD.match(head.strip())
    if not found:
        raise MarkupError(f"the head {head[:60]!r} is not '@style 1=type/status …'")
    if not body.strip():
        raise MarkupError("the passage has no text")
    deals = {d.number: d for d in map(_deal_head, found[2].split())}
    text, mentions, triggers = _read_body(body.strip("\n"), deals)
    for number in deals:
        if not any(t.deal == number for t in triggers):
            raise MarkupError(f"deal {number} has no <words|{number}>")
        if not any(n == number and r in ROLES[deals[number].type] for m in mentions for n, r in m.links):
            raise MarkupError(f"deal {number} has no party")
    return Passage(found[1], text, tuple(deals.values()), _repeat_roles(text, mentions), tuple(triggers))


def read_passages(path: Path) -> list[Passage]:
    """All passages of a file. Raises MarkupError naming file and line of the first that is wrong."""
    out = []
    for line, block in _blocks(path):
        try:
            out.append(parse_passage(block))
        except MarkupError as error:
            raise MarkupError(f"{path}:{line}: {error}") from None
    return out


def _blocks(path: Path) -> list[tuple[int, str]]:
    """The passages of a file as (line number, text), split at empty lines."""
    blocks, start, held = [], 1, []
    for number, line in enumerate([*path.read_text(encoding="utf-8").split("\n"), ""], 1):
        if line.strip():
            if not held:
                start = number
            held.append(line)
        elif held:
            blocks.append((start, "\n".join(held)))
            held = []
    return blocks


def _deal_head(word: str) -> DealHead:
    number, _, rest = word.partition("=")
    kind, status, *flags = rest.split("/")
    if kind not in ROLES:
        raise MarkupError(f"unknown deal type {kind!r}")
    if status not in STATUSES:
        raise MarkupError(f"unknown status {status!r}")
    return DealHead(int(number), kind, status, bool(flags))


def _read_body(body: str, deals: dict[int, DealHead]) -> tuple[str, list[Mention], list[Trigger]]:
    out: list[str] = []
    length, at = 0, 0
    mentions: list[Mention] = []
    triggers: list[Trigger] = []

    def put(piece: str) -> None:
        nonlocal length
        out.append(piece)
        length += len(piece)

    for token in _TOKEN.finditer(body):
        put(body[at : token.start()])
        at = token.end()
        escaped, name, kind, links, words, deal, status, stray = token.groups()
        if stray:
            raise MarkupError(f"a stray {stray!r} at …{body[max(0, token.start() - 20) : token.end() + 20]!r}…")
        if escaped:
            put(escaped)
            continue
        start = length
        put(_plain(name or words))
        if name:
            full = ENTITY_TYPES.get(kind) or (MONEY if kind == "M" else SHARE)
            mentions.append(Mention(start, length, full, _links(kind, links, deals)))
        else:
            head = deals.get(int(deal))
            if head is None:
                raise MarkupError(f"<{words}|{deal}> names a deal that the head lacks")
            if status and status not in STATUSES:
                raise MarkupError(f"unknown status {status!r} at <{words}|{deal}>")
            triggers.append(Trigger(start, length, int(deal), status or head.status))
    put(body[at:])
    return "".join(out), mentions, triggers


def _links(kind: str, links: str, deals: dict[int, DealHead]) -> tuple[tuple[int, str], ...]:
    pairs = []
    for link in links.split():
        number, _, role = link.partition(":")
        head = deals.get(int(number))
        if head is None:
            raise MarkupError(f"'{link}' names a deal that the head lacks")
        if kind == "S":
            role = role or "stake"
        allowed = {"stake"} if kind == "S" else MONEY_USES if kind == "M" else ROLES[head.type] | {"advisor"}
        if role not in allowed:
            raise MarkupError(f"'{link}': a {head.type} has no role {role!r} for {kind}")
        pairs.append((int(number), role))
    if kind == "S" and not pairs:
        raise MarkupError("a share of capital [..|S] needs its deal")
    return tuple(pairs)


def _repeat_roles(text: str, mentions: list[Mention]) -> tuple[Mention, ...]:
    """Give a bare later mention of an entity the roles that the same string has elsewhere in the passage."""
    known: dict[tuple[str, str], dict[tuple[int, str], None]] = {}
    for m in mentions:
        if m.kind in ENTITY_TYPES.values():
            known.setdefault((text[m.start : m.end], m.kind), {}).update(dict.fromkeys(m.links))
    return tuple(
        Mention(m.start, m.end, m.kind, tuple(known.get((text[m.start : m.end], m.kind), dict.fromkeys(m.links))))
        for m in mentions
    )


def _plain(marked: str) -> str:
    return re.sub(r"\\(.)", r"\1", marked)


def unmarked_names(passage: Passage) -> list[str]:
    """Names that are marked once and stand bare elsewhere in the passage: most often forgotten brackets."""
    covered = bytearray(len(passage.text))
    for m in passage.mentions:
        covered[m.start : m.end] = b"\1" * (m.end - m.start)
    bare = []
    for name in {passage.text[m.start : m.end] for m in passage.mentions if m.kind in ENTITY_TYPES.values()}:
        hits = _whole_words(passage.text, name) if len(name) > 2 else ()
        if any(not any(covered[at : at + len(name)]) for at in hits):
            bare.append(name)
    return sorted(bare)


def _whole_words(text: str, name: str) -> Iterator[int]:
    """Where a name begins in a text, but for those places where it is part of a longer Latin word. An expression made
    for each name would be slow: the passages hold hundreds of thousands."""
    at = text.find(name)
    while at >= 0:
        if not (_LATIN.match(text[at - 1 : at]) or _LATIN.match(text, at + len(name))):
            yield at
        at = text.find(name, at + 1)


def check(folder: Path) -> int:
    """Print what is wrong below a folder and a count of what is right; return the number of faults."""
    faults = 0
    counts: Counter[str] = Counter()
    seen: dict[str, str] = {}
    for path in sorted(folder.rglob("*.txt") if folder.is_dir() else [folder]):
        for line, block in _blocks(path):
            where = f"{path}:{line}"
            try:
                passage = parse_passage(block)
            except MarkupError as error:
                print(f"{where}: {error}")
                faults += 1
                continue
            for name in unmarked_names(passage):
                print(f"{where}: {name!r} also stands unmarked")
                faults += 1
            if passage.text in seen:
                print(f"{where}: the same text as {seen[passage.text]}")
                faults += 1
            seen[passage.text] = where
            counts[path.parent.name] += 1
            counts.update(f"{d.type}/{d.status}" for d in passage.deals)
            counts["no deal"] += not passage.deals
    print(", ".join(f"{name} {n}" for name, n in sorted(counts.items())), f"| faults {faults}")
    return faults


if __name__ == "__main__":
    sys.exit(bool(check(Path(sys.argv[1]))))
