"""Where names begin and end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.boundaries import mend_boundaries
from pipeline.extract.tagger.tagging import Mention
from tests.extract.test_names import mentions


def mended(text: str, *names: str, kind: str = "ORG") -> list[str]:
    return [text[m.start : m.end] for m in mend_boundaries(text, mentions(text, *names, kind=kind))]


@pytest.mark.parametrize(
    ("text", "found", "names"),
    [
        ("株式会社ミライと東京製作所(株)", ["ミライ", "東京製作所"], ["株式会社ミライ", "東京製作所(株)"]),
        ("代表を務める大手町(東京都豊島区)で", ["町"], ["大手町"]),
        ("食品の山海(静岡県)は", ["海"], ["山海"]),
        ("大手町(旧山海)で", ["町"], []),
        ("Acme Inc. said so", ["Acme Inc"], ["Acme Inc."]),
        ("A社のHD", ["HD"], []),
        ("米政府と米商務省", ["政府", "商務省"], ["米政府", "米商務省"]),
        ("北日本政府系の銀行", ["政府"], ["政府"]),
        ("北浜工業(上海)有限公司は", ["北浜工業"], ["北浜工業(上海)有限公司"]),
        ("北浜工業(上海)は", ["北浜工業"], ["北浜工業"]),
        ("the Calder Bank of yesterday", ["Calder Bank of"], ["Calder Bank"]),
        ("the Institute for Clean Water said", ["Institute for"], ["Institute for Clean Water"]),
        ("maître des anciennes Banques du Port", ["des anciennes Banques du Port"], ["Banques du Port"]),
        ("le fonds des Trois Tilleuls", ["des Trois Tilleuls"], ["Trois Tilleuls"]),
        ("Norvane sold. Norvane's port", ["Norvane", "Norvane's"], ["Norvane", "Norvane"]),
        ("Tilley's sold a port", ["Tilley's"], ["Tilley's"]),
        ("selon La Gazette du Port", ["Gazette du Port"], ["La Gazette du Port"]),
        ("La Gazette du Port dit", ["Gazette du Port"], ["Gazette du Port"]),
        ("Kessel Conseil (juridique)", ["Kessel Conseil (juridique"], ["Kessel Conseil"]),
        ("北浜工業(上海)貿易服務有限公司は", ["北浜工業"], ["北浜工業(上海)貿易服務有限公司"]),
        ("北浜工業(上海)貿易服務有限公司は", ["北浜工業(上海)貿易"], ["北浜工業(上海)貿易服務有限公司"]),
        ("創薬ベンチャーミライは", ["ベンチャーミライ"], ["ミライ"]),
        ("ベンチャーリンクは", ["ベンチャーリンク"], ["ベンチャーリンク"]),
        ("Canada's Aliments Norvane said", ["Aliments", "Norvane"], ["Aliments Norvane"]),
        ("ノルヴァーヌ Kesselの増資", ["ノルヴァーヌ", "Kessel"], ["ノルヴァーヌ", "Kessel"]),
        ("北浜は受注した。北浜分は8億円", ["北浜", "北浜分"], ["北浜", "北浜"]),
        ("受注した国分は", ["国分"], ["国分"]),
        ("東京証券取引所スタンダード市場に", ["東京証券取引所スタンダード市場"], ["東京証券取引所"]),
        ("東証プライムに", ["東証プライム"], ["東証"]),
        ("門を開く", ["門"], []),
        ("le réseau X change", ["X"], ["X"]),
        ("Norvane &amp; others", ["Norvane &amp;"], ["Norvane"]),
        ("the end &amp;", ["&amp;"], []),
        ("Kessel &amp; Fils", ["Kessel &amp; Fils"], ["Kessel &amp; Fils"]),
    ],
)
def test_edges(text: str, found: list[str], names: list[str]) -> None:
    assert mended(text, *found) == names


def test_one_letter_is_a_company_only_where_the_tagger_is_sure() -> None:
    assert mend_boundaries("plan B fails", [Mention(5, 6, "ORG", 0.8)]) == []
    assert mend_boundaries("x is sold", [Mention(0, 1, "ORG", 0.99)]) == []


def test_a_house_named_after_a_person_is_one_organisation() -> None:
    text = "the brewer Harold Neave"
    halves = [Mention(11, 17, "PERSON", 0.7), Mention(18, 23, "ORG", 0.8)]
    assert mend_boundaries(text, halves) == [Mention(11, 23, "ORG", 0.8)]
    apart = [Mention(0, 4, "PERSON"), Mention(9, 13, "ORG")]
    assert mend_boundaries("Mary, at Acme", apart) == apart


@pytest.mark.parametrize(
    ("text", "surname", "whole"),
    [
        ("with Sonia de Kermadec, partner", "Kermadec", "Sonia de Kermadec"),
        ("with Willem van Aalst, partner", "Aalst", "Willem van Aalst"),
        ("avec Sonia d’Ormesson", "Ormesson", "Sonia d’Ormesson"),
    ],
)
def test_a_first_name_and_a_surname_behind_a_particle_are_one_person(text: str, surname: str, whole: str) -> None:
    start, end = text.index(surname), text.index(surname) + len(surname)
    first = Mention(5, text.index(" ", 5), "PERSON", 0.8)
    (found,) = mend_boundaries(text, [first, Mention(start, end, "ORG", 0.6)])
    assert (text[found.start : found.end], found.kind) == (whole, "PERSON")


def test_a_whole_name_of_a_person_does_not_take_in_the_firm_behind_it() -> None:
    text = "Ana Silva de Petrona"
    apart = [Mention(0, 9, "PERSON"), Mention(13, 20, "ORG")]
    assert mend_boundaries(text, apart) == apart


@settings(max_examples=200)
@given(st.text("Aé 'sof(（株)中国有限公司米政府\n", max_size=30), st.data())
def test_mentions_stay_in_order_inside_the_text_and_apart(text: str, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    kinds = st.sampled_from(["ORG", "PERSON", "PLACE"])
    given_ = [Mention(a, b, data.draw(kinds)) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    found = mend_boundaries(text, given_)
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
