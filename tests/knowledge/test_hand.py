"""The hand list: what its schema refuses, and that the list which ships holds together."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.knowledge.fold import fold_name
from pipeline.knowledge.hand import HandEntry, read_hand
from pipeline.records import CompanyName

WRONG = {
    "yaml": ("FR:\n  kering: {name: Kering\n", ":3: not valid YAML"),
    "list": ("- Kering\n", ":1: here must stand countries"),
    "country": ("France:\n  kering: {name: Kering}\n", ":1: France is no country code: write two capitals"),
    "entries": ("FR: [Kering]\n", ":1: here must stand organisations"),
    "id": ("FR:\n  Kering SA: {name: Kering}\n", ":2: Kering SA is no id: write small letters"),
    "entry": ("FR:\n  kering: Kering\n", ":2: here must stand the names"),
    "key": ("FR:\n  kering: {name: Kering, formr: PPR}\n", ":2: unknown key formr: did you mean former?"),
    "far_key": ("FR:\n  kering: {name: Kering, qqqq: x}\n", ":2: unknown key qqqq: known are name, en, fr, ja"),
    "key_twice": ("FR:\n  kering:\n    name: Kering\n    name: PPR\n", ":4: name stands here a second time"),
    "id_twice": ("FR:\n  kering: {name: Kering}\n  kering: {name: PPR}\n", ":3: kering stands here a second time"),
    "kind": ("FR:\n  kering: {name: Kering, kind: firm}\n", ":2: firm is no kind: write one of company, fund"),
    "nameless": ("FR:\n  kering: {former: PPR}\n", ":2: kering has no name: give name, en, fr or ja"),
    "empty": ("FR:\n  kering: {name: ''}\n", ":2: name of kering must be a text or a list"),
    "nested": ("FR:\n  kering: {name: [[Kering]]}\n", ":2: name of kering must be a text or a list"),
    "name_twice": ("FR:\n  kering: {name: [Kering, Kering]}\n", ":2: name of kering says the same twice"),
    "parents": ("FR:\n  kering: {name: Kering, parent: [a, b]}\n", ":2: parent takes one value, not 2"),
    "orphan": (
        "FR:\n  lvmh: {name: LVMH}\n  dior: {name: Dior, parent: lvhm}\n",
        ":3: parent lvhm is not in the list: did",
    ),
    "circle": ("FR:\n  a: {name: A, parent: b}\n  b: {name: B, parent: a}\n", "is its own parent by way of"),
    "code": ('JP:\n  a: {ja: A, code: "1"}\n  b: {ja: B, code: "1"}\n', ":3: 1 is also given to a in"),
    "default": ("JP:\n  a: {ja: A, default_for: X}\n  b: {ja: B, default_for: x}\n", ":3: x is also given to a in"),
}


def write(folder: Path, text: str, name: str = "list.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_is_told_with_file_line_and_remedy(case: str, tmp_path: Path) -> None:
    text, message = WRONG[case]
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as error:
        read_hand(tmp_path)
    told = str(error.value)
    assert told.startswith(f"{path}:")
    assert message in told
    assert "\n" not in told


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_bytes("FR:\n  a: {name: Société}\n".encode("latin-1"))
    with pytest.raises(ConfigError, match="byte 20 is not UTF-8: save the file as UTF-8"):
        read_hand(tmp_path)


def test_an_id_of_two_files_is_told(tmp_path: Path) -> None:
    first = write(tmp_path, "FR:\n  kering: {name: Kering}\n", "a.yaml")
    write(tmp_path, "FR:\n\n  kering: {name: PPR}\n", "b.yaml")
    with pytest.raises(ConfigError, match=rf"b\.yaml:3: kering is already given in {first}:2: join the two"):
        read_hand(tmp_path)


def test_values_are_texts_whatever_yaml_would_make_of_them(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "NO:\n  on-semi: {name: [ON, 3i], ja: オン, kind: fund, former: [No], code: 0700, ticker: 0700.HK}\n"
        "XX:\n  who: {en: WHO}\n",
    )
    first, second = read_hand(tmp_path)
    assert first == HandEntry(
        "on-semi",
        (
            CompanyName("ON", None, "knowledge"),
            CompanyName("3i", None, "knowledge"),
            CompanyName("オン", "ja", "knowledge"),
        ),
        "fund",
        "NO",
        None,
        ("No",),
        (("securities_code", "0700"), ("ticker", "0700.HK")),
        (),
        f"{path}:2",
    )
    assert second.country is None


@pytest.fixture(scope="module")
def shipped() -> list[HandEntry]:
    return read_hand()


def test_the_list_that_ships_is_read_without_mistakes_and_large_enough(shipped: list[HandEntry]) -> None:
    assert len(shipped) >= 1000
    kinds = Counter(entry.kind for entry in shipped)
    assert kinds["fund"] >= 100
    assert kinds["state_body"] >= 60
    assert len({entry.country for entry in shipped}) >= 40
    japanese = [entry for entry in shipped if any(name.lang == "ja" for name in entry.names)]
    assert len(japanese) >= 1000


def test_every_ambiguous_name_of_the_list_is_known_to_be_so(shipped: list[HandEntry]) -> None:
    """A name that two organisations bear today has a default, or stands here because nothing tells them apart."""
    undecided = {"acc", "kia", "nexi", "ses", "prudential"}
    bearers: dict[str, set[str]] = {}
    defaults: set[str] = set()
    for entry in shipped:
        for name in entry.names:
            bearers.setdefault(fold_name(name.text), set()).add(entry.id)
        defaults |= {fold_name(name) for name in entry.default_for}
    twice = {name for name, ids in bearers.items() if len(ids) > 1}
    assert twice - defaults <= undecided


def test_a_default_is_also_a_name_of_another_or_of_itself(shipped: list[HandEntry]) -> None:
    by_id = {entry.id: {fold_name(n.text) for n in entry.names} for entry in shipped}
    formers = {fold_name(f) for entry in shipped for f in entry.former}
    borne = set().union(*by_id.values()) | formers
    families = {"mitsubishi", "mitsui", "sumitomo", "samsung", "サムスン", "hyundai"}
    for entry in shipped:
        for name in entry.default_for:
            assert fold_name(name) in borne | families, (entry.place, name)
