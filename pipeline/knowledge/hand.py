"""The hand list: YAML files, country by country, read through a schema that names file, line and remedy.

A file holds countries (ISO 3166 alpha-2; ``EU`` and ``XX`` for what has none), and under each its organisations by id::

    JP:
      softbank-group: {en: SoftBank Group, ja: [ソフトバンクグループ, SBG], code: "9984", default_for: [SoftBank]}

All values are read as text, so that ``NO``, ``3i`` and ``0700.HK`` need no quotes.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipeline.errors import ConfigError
from pipeline.records import CompanyKind, CompanyName, Lang

HAND = Path(__file__).parent / "hand"
KINDS: tuple[CompanyKind, ...] = ("company", "fund", "state_body", "unit", "project")
KEYS = ("name", "en", "fr", "ja", "former", "kind", "parent", "code", "ticker", "default_for")
_LANGS: dict[str, Lang | None] = {"name": None, "en": "en", "fr": "fr", "ja": "ja"}
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_NO_COUNTRY = ("EU", "XX")
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class HandEntry:
    """One organisation of the hand list, with the place where it is written."""

    id: str
    names: tuple[CompanyName, ...]
    kind: CompanyKind
    country: str | None
    parent: str | None
    former: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]
    default_for: tuple[str, ...]
    place: str
    """``file:line``."""


def read_hand(folder: Path = HAND) -> list[HandEntry]:
    """All entries of the files ``*.yaml`` in ``folder``, in order of id.

    Raises :class:`~pipeline.errors.ConfigError` for what is no YAML, an unknown key, kind or parent, an id, code or
    default given twice, and an entry without a name.
    """
    entries: dict[str, HandEntry] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise ConfigError(f"{path}: byte {error.start} is not UTF-8: save the file as UTF-8") from None
        for entry in parse_hand(text, path):
            if other := entries.get(entry.id):
                raise ConfigError(f"{entry.place}: {entry.id} is already given in {other.place}: join the two")
            entries[entry.id] = entry
    _check_together(entries)
    return [entries[key] for key in sorted(entries)]


def parse_hand(text: str, path: Path) -> Iterator[HandEntry]:
    """The entries of one file; ``path`` is named in errors. Raises :class:`~pipeline.errors.ConfigError`."""
    try:
        root = yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise ConfigError(f"{path}:{line}: not valid YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}:1: not valid YAML: {' '.join(str(error).split())}") from None
    if root is None:
        return
    for country, organisations, place in _pairs(root, path, "countries, such as FR:"):
        if not _COUNTRY.fullmatch(country):
            raise ConfigError(f"{place}: {country} is no country code: write two capitals, such as FR, or XX for none")
        seat = None if country in _NO_COUNTRY else country
        for id_, node, entry_place in _pairs(organisations, path, "organisations, such as kering: {name: Kering}"):
            yield _entry(id_, node, seat, entry_place, path)


def _pairs(node: yaml.Node, path: Path, wanted: str) -> Iterator[tuple[str, yaml.Node, str]]:
    if not isinstance(node, yaml.MappingNode):
        raise ConfigError(f"{path}:{node.start_mark.line + 1}: here must stand {wanted}")
    seen: set[str] = set()
    for key, value in node.value:
        place = f"{path}:{key.start_mark.line + 1}"
        if key.value in seen:
            raise ConfigError(f"{place}: {key.value} stands here a second time: remove one of them")
        seen.add(key.value)
        yield key.value, value, place


def _entry(id_: str, node: yaml.Node, country: str | None, place: str, path: Path) -> HandEntry:
    if not _ID.fullmatch(id_):
        raise ConfigError(f"{place}: {id_} is no id: write small letters, digits and hyphens, such as saint-gobain")
    fields: dict[str, list[str]] = {}
    for key, value, key_place in _pairs(node, path, "the names of an organisation, such as {name: Kering}"):
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, n=1, cutoff=0.5)
            remedy = f"did you mean {near[0]}?" if near else f"known are {', '.join(KEYS)}"
            raise ConfigError(f"{key_place}: unknown key {key}: {remedy}")
        fields[key] = _texts(value, f"{key_place}: {key} of {id_}")
    kind = _one(fields, "kind", place) or "company"
    if kind not in KINDS:
        raise ConfigError(f"{place}: {kind} is no kind: write one of {', '.join(KINDS)}")
    names = tuple(CompanyName(text, lang, "knowledge") for key, lang in _LANGS.items() for text in fields.get(key, ()))
    if not names:
        raise ConfigError(f"{place}: {id_} has no name: give name, en, fr or ja")
    codes = [("securities_code", code) for code in fields.get("code", ())]
    codes += [("ticker", ticker) for ticker in fields.get("ticker", ())]
    return HandEntry(
        id_,
        names,
        kind,
        country,
        _one(fields, "parent", place),
        tuple(fields.get("former", ())),
        tuple(codes),
        tuple(fields.get("default_for", ())),
        place,
    )


def _texts(node: yaml.Node, what: str) -> list[str]:
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    texts = [item.value.strip() for item in items if isinstance(item, yaml.ScalarNode)]
    if len(texts) != len(items) or not all(texts) or not texts:
        raise ConfigError(f"{what} must be a text or a list of texts, none of them empty")
    if len(set(texts)) != len(texts):
        raise ConfigError(f"{what} says the same twice: remove one of them")
    return texts


def _one(fields: dict[str, list[str]], key: str, place: str) -> str | None:
    texts = fields.get(key, [])
    if len(texts) > 1:
        raise ConfigError(f"{place}: {key} takes one value, not {len(texts)}")
    return texts[0] if texts else None


def _check_together(entries: dict[str, HandEntry]) -> None:
    owners: dict[tuple[str, str], HandEntry] = {}
    for entry in entries.values():
        if entry.parent is not None and entry.parent not in entries:
            near = difflib.get_close_matches(entry.parent, entries, n=1, cutoff=0.5)
            remedy = f"did you mean {near[0]}?" if near else "give its own entry first"
            raise ConfigError(f"{entry.place}: parent {entry.parent} is not in the list: {remedy}")
        for owned in [*entry.codes, *(("default", name.casefold()) for name in entry.default_for)]:
            if other := owners.get(owned):
                raise ConfigError(f"{entry.place}: {owned[1]} is also given to {other.id} in {other.place}: keep one")
            owners[owned] = entry
        line: list[str] = [entry.id]
        while (parent := entries[line[-1]].parent) is not None:
            if parent in line:
                raise ConfigError(f"{entry.place}: {entry.id} is its own parent by way of {' and '.join(line)}")
            line.append(parent)
