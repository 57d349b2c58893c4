"""Which triggers tell one deal, and who plays what in it."""

from __future__ import annotations

import pytest

from pipeline.extract.deals.drafts import Draft, make_drafts
from pipeline.extract.money import find_money
from pipeline.extract.names import NamedThing
from tests.extract.deals.readings import make_reading

ORGS = {"Alpha": "ORG", "Beta": "ORG", "Gamma": "ORG", "Delta": "ORG"}
TEXT = "Alpha buys Beta. The takeover is large. Gamma acquires Delta."


def named(draft: Draft, things: list[NamedThing]) -> set[tuple[str, str]]:
    return {(role, things[index].name) for index, role in draft.roles}


def sure(**roles: str) -> dict[str, dict[str, float]]:
    """Links that leave no doubt: name=role."""
    return {name: {role: 0.95, "none": 0.05} for name, role in roles.items()}


def test_a_trigger_with_its_parties_is_a_deal() -> None:
    reading, things = make_reading(TEXT, ORGS, [("buys", "acquisition", sure(Alpha="acquirer", Beta="target"))])
    (draft,) = make_drafts(reading, things, {})
    assert named(draft, things) == {("acquirer", "Alpha"), ("target", "Beta")}


def test_a_trigger_without_parties_is_none() -> None:
    reading, things = make_reading(TEXT, ORGS, [("takeover", "acquisition", {})])
    assert make_drafts(reading, things, {}) == []


def test_triggers_that_tell_the_same_are_one_deal() -> None:
    triggers = [
        ("buys", "acquisition", sure(Alpha="acquirer", Beta="target")),
        ("takeover", "acquisition", sure(Alpha="acquirer")),
    ]
    reading, things = make_reading(TEXT, ORGS, triggers, {(1, 0): 0.95})
    (draft,) = make_drafts(reading, things, {})
    assert draft.triggers == (0, 1)
    assert named(draft, things) == {("acquirer", "Alpha"), ("target", "Beta")}


def test_deals_with_other_parties_stay_apart() -> None:
    triggers = [
        ("buys", "acquisition", sure(Alpha="acquirer", Beta="target")),
        ("acquires", "acquisition", sure(Gamma="acquirer", Delta="target")),
    ]
    reading, things = make_reading(TEXT, ORGS, triggers, {(1, 0): 0.02})
    assert [named(d, things) for d in make_drafts(reading, things, {})] == [
        {("acquirer", "Alpha"), ("target", "Beta")},
        {("acquirer", "Gamma"), ("target", "Delta")},
    ]


def test_deals_of_two_types_stay_apart() -> None:
    triggers = [
        ("buys", "acquisition", sure(Alpha="acquirer", Beta="target")),
        ("takeover", "investment", sure(Alpha="investor", Beta="investee")),
    ]
    reading, things = make_reading(TEXT, ORGS, triggers, {(1, 0): 0.95})
    assert [d.type for d in make_drafts(reading, things, {})] == ["acquisition", "investment"]


def test_a_doubtful_party_is_left_out() -> None:
    links = sure(Alpha="acquirer", Beta="target") | {"Gamma": {"acquirer": 0.2, "none": 0.8}}
    reading, things = make_reading(TEXT, ORGS, [("buys", "acquisition", links)])
    (draft,) = make_drafts(reading, things, {})
    assert ("acquirer", "Gamma") not in named(draft, things)


def test_beside_a_sure_party_a_less_sure_one_counts_only_in_roles_of_many() -> None:
    less = {"none": 0.25}
    links = sure(Alpha="acquirer", Beta="target") | {"Gamma": {"acquirer": 0.75, **less}}
    reading, things = make_reading(TEXT, ORGS, [("buys", "acquisition", links)])
    (draft,) = make_drafts(reading, things, {})
    assert ("acquirer", "Gamma") not in named(draft, things)
    links = sure(Alpha="investor", Beta="investee") | {"Gamma": {"investor": 0.75, **less}}
    reading, things = make_reading(TEXT, ORGS, [("buys", "investment", links)])
    (draft,) = make_drafts(reading, things, {})
    assert ("investor", "Gamma") in named(draft, things)


@pytest.mark.parametrize(("other", "roles"), [(0.2, {"supplier", "customer"}), (0.02, {"customer"})])
def test_of_two_customers_without_a_supplier_the_likelier_one_is_it(other: float, roles: set[str]) -> None:
    links = {"Alpha": {"customer": 0.9, "supplier": 0.01}, "Beta": {"customer": 0.85, "supplier": other}}
    reading, things = make_reading(TEXT, ORGS, [("buys", "contract", links)])
    (draft,) = make_drafts(reading, things, {})
    assert {role for role, _ in named(draft, things)} == roles
    assert ("customer", "Alpha") in named(draft, things)


def test_buyers_together_stay_buyers_where_the_target_is_told() -> None:
    links = sure(Alpha="acquirer", Beta="target") | {"Gamma": {"acquirer": 0.9, "target": 0.1}}
    reading, things = make_reading(TEXT, ORGS, [("buys", "acquisition", links)])
    (draft,) = make_drafts(reading, things, {})
    assert named(draft, things) == {("acquirer", "Alpha"), ("acquirer", "Gamma"), ("target", "Beta")}


def test_a_role_of_another_type_is_no_role() -> None:
    reading, things = make_reading(TEXT, ORGS, [("buys", "acquisition", sure(Alpha="lender", Beta="target"))])
    (draft,) = make_drafts(reading, things, {})
    assert named(draft, things) == {("target", "Beta")}


def test_an_advisor_fills_no_deal() -> None:
    reading, things = make_reading(
        TEXT, ORGS, [("buys", "acquisition", sure(Alpha="acquirer", Beta="target", Gamma="advisor"))]
    )
    (draft,) = make_drafts(reading, things, {})
    assert ("advisor", "Gamma") in named(draft, things)
    assert {things[i].name for i in draft.things} == {"Alpha", "Beta"}


ROUND_NAMES = {"Alpha": "ORG", "Beta": "ORG", "5 euros": "MONEY", "9 euros": "MONEY"}
ROUNDS = "Alpha puts 5 euros into Beta. Beta raises 9 euros."


def rounds(second: str) -> list[Draft]:
    """The drafts of two investments in Beta that no window tells together, the second of an amount."""
    triggers = [
        ("puts", "investment", sure(Alpha="investor", Beta="investee") | {"5 euros": {"deal": 0.9}}),
        ("raises", "investment", sure(Beta="investee") | {second: {"deal": 0.9}}),
    ]
    reading, things = make_reading(ROUNDS, ROUND_NAMES, triggers)
    at = {reading.mentions[m].start: m for m in range(len(reading.mentions))}
    monies = {at[money.start]: money for money in find_money(ROUNDS, "en")}
    return make_drafts(reading, things, monies)


def test_other_prices_keep_deals_apart_where_nothing_says_that_they_are_one() -> None:
    assert len(rounds("9 euros")) == 2
    assert len(rounds("5 euros")) == 1


def test_of_two_deals_with_exchanged_roles_the_surer_one_is_right() -> None:
    triggers = [
        ("buys", "acquisition", sure(Alpha="acquirer", Beta="target")),
        ("takeover", "acquisition", {"Beta": {"acquirer": 0.7, "none": 0.3}, "Alpha": {"target": 0.7, "none": 0.3}}),
    ]
    reading, things = make_reading(TEXT, ORGS, triggers, {(1, 0): 0.02})
    first, second = make_drafts(reading, things, {})
    assert named(first, things) == named(second, things) == {("acquirer", "Alpha"), ("target", "Beta")}


@pytest.mark.parametrize(("short", "full", "told"), [(0.95, 0.2, True), (0.55, 0.2, False), (0.55, 0.55, True)])
def test_a_role_is_settled_by_the_best_mention_and_by_all_of_them(short: float, full: float, told: bool) -> None:
    names = {"Alpha": "ORG", "Beta": "ORG", "Alpha Marine": "ORG"}
    links = {
        "Alpha": {"acquirer": short, "none": 1 - short},
        "Beta": {"target": 0.95, "none": 0.05},
        "Alpha Marine": {"acquirer": full, "none": 1 - full},
    }
    reading, things = make_reading("Alpha buys Beta. Alpha Marine said so.", names, [("buys", "acquisition", links)])
    (draft,) = make_drafts(reading, things, {})
    assert (("acquirer", "Alpha Marine") in named(draft, things)) is told


@pytest.mark.parametrize(("second", "deals"), [("$580 million", 1), ("$90 million", 2)])
def test_the_same_parties_for_the_same_sum_have_one_contract(second: str, deals: int) -> None:
    text = "Alpha orders ships of Beta for 500 million euros ($580 million). Alpha signed the lease at $90 million."
    monies = find_money(text, "en")
    names = {"Alpha": "ORG", "Beta": "ORG"} | {m.text: "MONEY" for m in monies}
    told = sure(Alpha="customer", Beta="supplier")
    triggers = [
        ("orders", "contract", told | {"500 million euros": {"deal": 0.9}}),
        ("lease", "contract", told | {second: {"deal": 0.45}}),
    ]
    reading, things = make_reading(text, names, triggers, {(1, 0): 0.01})
    at = {(m.start, m.end): i for i, m in enumerate(reading.mentions)}
    drafts = make_drafts(reading, things, {at[m.start, m.end]: m for m in monies})
    assert len(drafts) == deals
