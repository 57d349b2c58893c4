"""From the encoder's numbers to names, triggers and links."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.extract.tagger.labels import ENTITY_TAGS, LINKS, links_allowed
from pipeline.extract.tagger.layers import gelu, sigmoid, softmax
from pipeline.extract.tagger.tagging import Mention, find_names, read_deals
from tests.extract.tagger.fakes import SURE, FakeModel, encoded

TEXT = "Alpha Works buys Beta in Lyon"


def words(text: str, mentions: tuple[Mention, ...]) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.kind) for m in mentions]


def test_names_are_runs_of_words() -> None:
    tags = {"Alpha": "B-ORG", "Works": "I-ORG", "Beta": "B-ORG", "Lyon": "B-PLACE"}
    found = find_names(FakeModel(), encoded(TEXT, tags))
    assert words(TEXT, found) == [("Alpha Works", "ORG"), ("Beta", "ORG"), ("Lyon", "PLACE")]
    assert all(m.confidence > 0.9 for m in found)


def test_a_beginning_ends_the_name_before() -> None:
    text = "Alpha Beta Gamma"
    tags = {"Alpha": "B-ORG", "Beta": "B-ORG", "Gamma": "I-ORG"}
    assert words(text, find_names(FakeModel(), encoded(text, tags))) == [("Alpha", "ORG"), ("Beta Gamma", "ORG")]


def test_a_name_has_one_kind_whatever_its_second_word_looks_like() -> None:
    tags = {"Alpha": "B-ORG", "Works": "I-PRODUCT", "Beta": "B-PRODUCT"}
    found = find_names(FakeModel(), encoded(TEXT, tags))
    assert [text for text, _ in words(TEXT, found)] == ["Alpha Works", "Beta"]


@pytest.mark.parametrize(("word", "found"), [("caracole", ["Alpha"]), ("Caracole", ["Alpha Caracole"])])
def test_a_word_written_small_must_be_surer_to_belong_to_a_name(word: str, found: list[str]) -> None:
    text = f"Alpha {word}"
    read = encoded(text, {"Alpha": "B-ORG", word: "I-ORG"})
    read.tags[2, ENTITY_TAGS.index("O")] = SURE - 0.3
    assert [name for name, _ in words(text, find_names(FakeModel(), read))] == found


def test_no_name_runs_over_a_line() -> None:
    text = "Alpha\nBeta"
    tags = {"Alpha": "B-ORG", "Beta": "I-ORG"}
    assert words(text, find_names(FakeModel(), encoded(text, tags))) == [("Alpha", "ORG"), ("Beta", "ORG")]


def test_nothing_is_found_where_nothing_is() -> None:
    model, text = FakeModel(), encoded("Nothing here.", {})
    assert find_names(model, text) == ()
    tagging = read_deals(model, text, [])
    assert (tagging.mentions, tagging.triggers, tagging.same) == ((), (), {})


def test_links_say_what_each_mention_is() -> None:
    mentions = [Mention(0, 11, "ORG"), Mention(17, 21, "ORG"), Mention(25, 29, "PLACE")]
    links = {"Alpha": "acquirer", "Works": "acquirer", "Beta": "target", "Lyon": "target"}
    tagging = read_deals(FakeModel(), encoded(TEXT, {"buys": "B-acquisition"}, links), mentions)
    (trigger,) = tagging.triggers
    assert (TEXT[trigger.start : trigger.end], trigger.type) == ("buys", "acquisition")
    assert [max(link, key=lambda k: link[k]) for link in trigger.links] == ["acquirer", "target", "none"]
    assert max(trigger.statuses, key=lambda s: trigger.statuses[s]) == "announced"
    assert trigger.background < 0.01


def test_a_role_of_another_type_cannot_be_linked() -> None:
    tagging = read_deals(
        FakeModel(), encoded(TEXT, {"buys": "B-acquisition"}, {"Beta": "lender"}), [Mention(17, 21, "ORG")]
    )
    assert "lender" not in tagging.triggers[0].links[0]


def test_money_has_what_it_is_about_and_names_have_not() -> None:
    text = "Alpha pays 5 euros"
    tagging = read_deals(FakeModel(), encoded(text, {}), [Mention(0, 5, "ORG"), Mention(11, 18, "MONEY")])
    assert tagging.abouts[0] is None
    about = tagging.abouts[1]
    assert about is not None and about["deal"] > 0.9


def test_triggers_of_one_deal_know_each_other() -> None:
    text = "Alpha buys Beta . The takeover"
    tags = {"buys": "B-acquisition", "takeover": "B-acquisition"}
    assert read_deals(FakeModel(same=9), encoded(text, tags), []).same[1, 0] > 0.9
    assert read_deals(FakeModel(same=-9), encoded(text, tags), []).same[1, 0] < 0.1


@pytest.mark.parametrize(("same", "types"), [(9, ["joint_venture"] * 2), (-9, ["partnership", "joint_venture"])])
def test_a_partnership_told_as_a_joint_venture_is_one(same: float, types: list[str]) -> None:
    text = "Their alliance , a venture , and a pact"
    tags = {"alliance": "B-partnership", "venture": "B-joint_venture"}
    assert [t.type for t in read_deals(FakeModel(same=same), encoded(text, tags), []).triggers] == types


@pytest.mark.parametrize("words", ["first customer", "premier client", "最初の顧客"])
def test_a_first_customer_tells_a_contract(words: str) -> None:
    text = f"Alpha is the {words} of Beta"
    tagging = read_deals(FakeModel(), encoded(text, {}, {"Alpha": "customer"}), [Mention(0, 5, "ORG")])
    (trigger,) = tagging.triggers
    assert (text[trigger.start : trigger.end], trigger.type) == (words, "contract")
    assert trigger.links[0]["customer"] > 0.9


def test_a_mention_without_pieces_is_left_out() -> None:
    tagging = read_deals(FakeModel(), encoded(TEXT, {}), [Mention(11, 12, "ORG"), Mention(17, 21, "ORG")])
    assert [(m.start, m.end) for m in tagging.mentions] == [(17, 21)]


def test_links_allowed_by_kind() -> None:
    assert {LINKS[i] for i in links_allowed("MONEY", "debt")} == {"none", "deal", "valuation"}
    assert {LINKS[i] for i in links_allowed("ORG", "debt")} == {"none", "issuer", "lender", "advisor"}
    assert {LINKS[i] for i in links_allowed("PLACE", "debt")} == {"none"}


def test_functions_of_the_network() -> None:
    from math import erf

    x = np.linspace(-6, 6, 101, dtype=np.float32)
    assert np.abs(gelu(x) - [0.5 * v * (1 + erf(v / 2**0.5)) for v in x]).max() < 1e-5
    assert softmax(np.array([[1000.0, 0.0]], np.float32)).tolist() == [[1.0, 0.0]]
    assert sigmoid(np.array([0.0, 800.0, -800.0], np.float32)).tolist() == [0.5, 1.0, 0.0]
