"""Names of one article: one type a name, repeats, symbols, headings, and forms that are one name."""

from __future__ import annotations

import pytest

from pipeline.extract.names import (
    add_repeats,
    drop_common_words,
    drop_heading_words,
    drop_tickers,
    fold,
    group_names,
    settle_types,
)
from pipeline.extract.tagger.tagging import Mention


def mentions(text: str, *names: str, kind: str = "ORG") -> list[Mention]:
    """Mentions of names, each at its first place behind the one before."""
    out, at = [], 0
    for name in names:
        at = text.index(name, at)
        out.append(Mention(at, at + len(name), kind))
        at += len(name)
    return out


def grouped(text: str, *names: str, kind: str = "ORG") -> list[set[str]]:
    return [set(thing.forms) for thing in group_names(text, mentions(text, *names, kind=kind))]


def test_fold_drops_case_width_accents_and_marks() -> None:
    assert fold("Société-Générale") == fold("SOCIETE GENERALE")
    assert fold("\uff7f\uff86\uff70") == fold("ソニー")
    assert fold("ガス") != fold("カス")


def test_a_name_has_one_type() -> None:
    text = "Orange buys. Orange grows. Orange sells."
    found = [Mention(0, 6, "ORG", 0.9), Mention(13, 19, "PLACE", 0.6), Mention(27, 33, "ORG", 0.8)]
    assert [m.kind for m in settle_types(text, found)] == ["ORG"] * 3


def test_names_left_out_are_found_again() -> None:
    text = "Alstom gagne. Chez Alstom, on s'en réjouit. Les Alstomiens aussi."
    found = add_repeats(text, [Mention(0, 6, "ORG", 0.95)])
    assert [(m.start, m.end) for m in found] == [(0, 6), (19, 25)]


def test_a_doubtful_name_is_not_repeated() -> None:
    text = "Alstom gagne. Chez Alstom."
    assert len(add_repeats(text, [Mention(0, 6, "ORG", 0.55)])) == 1


def test_repeats_do_not_cut_runs_of_one_script() -> None:
    text = "日立が買う。日立市で開く。"
    assert len(add_repeats(text, [Mention(0, 2, "ORG", 0.95)])) == 1


def test_in_headings_a_capital_tells_no_name() -> None:
    text = "Le Pari De Norvane Sur La Mer\nNorvane veut racheter un port.\nConclusion : Le Vent Et La Prudence"
    found = drop_heading_words(text, mentions(text, "Norvane", "Norvane", "Prudence"))
    assert [text[m.start : m.end] for m in found] == ["Norvane", "Norvane"]
    alone = "Norvane Buys The Port Of Calder"
    assert drop_heading_words(alone, mentions(alone, "Norvane")) == mentions(alone, "Norvane")


def test_a_doubtful_capital_on_a_word_that_is_written_small_too_tells_no_name() -> None:
    text = "Watchdog relents. The watchdog let Norvane go, said Harbour & Co of the harbour."
    found = [Mention(0, 8, "ORG", 0.7), Mention(35, 42, "ORG", 0.7), Mention(52, 64, "ORG", 0.7)]
    assert drop_common_words(text, found) == found[1:]
    sure = [Mention(0, 8, "ORG", 0.95)]
    assert drop_common_words(text, sure) == sure


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Meridian Foods (NYSE: MDFX) rose.", ["MDFX"]),
        ("Meridian Foods (MDFX) rose.", ["MDFX"]),
        ("Meridian Foods (MF-T) rose.", ["MF-T"]),
        ("Meridian Foods (FR:MDX) rose.", ["FR", "MDX"]),
    ],
)
def test_stock_symbols_are_no_names(text: str, found: list[str]) -> None:
    left = drop_tickers(text, mentions(text, "Meridian Foods", *found))
    assert [text[m.start : m.end] for m in left] == ["Meridian Foods"]


def test_an_acronym_in_brackets_stays() -> None:
    text = "Compagnie Nationale du Rhône (CNR) vend. CNR achète."
    assert len(drop_tickers(text, mentions(text, "Compagnie Nationale du Rhône", "CNR", "CNR"))) == 3


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Nippon Steel Corporation said. Nippon Steel gained.", ("Nippon Steel Corporation", "Nippon Steel")),
        ("Compagnie Nationale du Rhône, ou CNR", ("Compagnie Nationale du Rhône", "CNR")),
        ("日本製鉄は言う。日鉄は買う。", ("日本製鉄", "日鉄")),
        ("日立製作所と日立", ("日立製作所", "日立")),
        ("ダノンと\uff80\uff9e\uff89\uff9d", ("ダノン", "\uff80\uff9e\uff89\uff9d")),
        ("L’Oréal et L'ORÉAL", ("L’Oréal", "L'ORÉAL")),
    ],
)
def test_forms_of_one_name(text: str, names: tuple[str, str]) -> None:
    assert grouped(text, *names) == [set(names)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Alpha Motors, Beta Motors", ("Alpha Motors", "Beta Motors")),
        ("三井物産と三菱商事", ("三井物産", "三菱商事")),
        ("日立グループと日立製作所", ("日立グループ", "日立製作所")),
        ("Toyota Industries Corp. and Toyota Motor Corp.", ("Toyota Industries Corp.", "Toyota Motor Corp.")),
        ("Toyota Fudosan and Toyota Industries", ("Toyota Fudosan", "Toyota Industries")),
        ("Groupe Morel et Morel Énergie", ("Groupe Morel", "Morel Énergie")),
        ("Total Energies et Tata", ("Total Energies", "Tata")),
    ],
)
def test_names_that_are_two(text: str, names: tuple[str, str]) -> None:
    assert len(grouped(text, *names)) == 2


def test_a_form_in_another_script_stands_in_brackets() -> None:
    text = "ハルトマン(Hartmann)を買う"
    assert grouped(text, "ハルトマン", "Hartmann") == [{"ハルトマン", "Hartmann"}]


def test_capitals_in_brackets_behind_a_name_are_what_it_goes_by() -> None:
    text = "Dunmore & Hale Ltd. (DND) bought a mill."
    assert grouped(text, "Dunmore & Hale Ltd.", "DND") == [{"Dunmore & Hale Ltd.", "DND"}]
    assert len(grouped("BNP (KBC) sells", "BNP", "KBC")) == 2
    assert len(grouped("Dunmore & Hale sells to DND", "Dunmore & Hale", "DND")) == 2


def test_a_person_is_known_by_the_last_name() -> None:
    text = "Marie Dupont dirige. Dupont reste. Jean Petit part."
    assert {"Marie Dupont", "Dupont"} in grouped(text, "Marie Dupont", "Dupont", "Jean Petit", kind="PERSON")


def test_the_fullest_form_is_the_name() -> None:
    text = "CNR, Compagnie Nationale du Rhône"
    (thing,) = group_names(text, mentions(text, "CNR", "Compagnie Nationale du Rhône"))
    assert thing.name == "Compagnie Nationale du Rhône"
    assert thing.mentions == (0, 1)
