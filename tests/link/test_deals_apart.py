"""Distinct deals stay distinct, and one deal with a history stays one."""

from pipeline.records import Role
from tests.link.telling import Base, euros, linked, shape, told

BID: dict[str, Role] = {"Lumen Industries": "acquirer", "Kestrel": "target"}


def test_a_rumour_that_comes_true_is_one_deal_with_a_history() -> None:
    found = linked(
        told("a", "2024-03-01", "acquisition", "rumored", BID, euros(900e6)),
        told("b", "2024-03-20", "acquisition", "announced", BID, euros(1_000e6)),
        told("c", "2024-11-02", "acquisition", "completed", BID, euros(1_000e6)),
    )
    assert shape(found) == {frozenset("abc")}
    deal = found.deals[0]
    assert deal.status == "completed"
    assert [(span.status, str(span.first), span.first_article) for span in deal.timeline] == [
        ("rumored", "2024-03-01", "a"),
        ("announced", "2024-03-20", "b"),
        ("completed", "2024-11-02", "c"),
    ]


def test_a_part_of_a_company_may_be_told_by_the_name_of_its_owner() -> None:
    found = linked(
        told("a", "2024-03-01", "acquisition", "announced", {"Lumen Industries": "acquirer", "Kestrel": "seller"}),
        told("b", "2024-03-20", "acquisition", "announced", BID),
    )
    assert shape(found) == {frozenset("ab")}


def test_a_raised_bid_is_the_same_deal() -> None:
    found = linked(
        told("a", "2024-03-01", "acquisition", "announced", BID, euros(1_000e6)),
        told("b", "2024-04-15", "acquisition", "announced", BID, euros(1_250e6)),
    )
    assert shape(found) == {frozenset("ab")}
    assert found.deals[0].amount is not None
    assert found.deals[0].amount.top == 1_250_000_000


def test_a_regulators_block_and_its_lifting_are_one_deal() -> None:
    found = linked(
        told("a", "2023-04-26", "acquisition", "terminated", BID, euros(69e9, "USD")),
        told("b", "2023-09-22", "acquisition", "announced", BID, euros(69e9, "USD")),
        told("c", "2023-10-13", "acquisition", "completed", BID, euros(68.7e9, "USD")),
    )
    assert shape(found) == {frozenset("abc")}
    assert found.deals[0].status == "completed"


def test_a_new_bid_long_after_a_withdrawal_is_a_successor() -> None:
    found = linked(
        told("a", "2021-01-10", "acquisition", "announced", BID, euros(16e9)),
        told("b", "2021-01-17", "acquisition", "terminated", BID, euros(16e9)),
        told("c", "2023-06-01", "acquisition", "announced", BID, euros(21e9)),
    )
    assert shape(found) == {frozenset("ab"), frozenset("c")}
    second = next(d for d in found.deals if len(d.reports) == 1)
    first = next(d for d in found.deals if len(d.reports) == 2)
    assert [(line.kind, line.deal) for line in second.lineage] == [("successor_of", first.id)]
    assert first.lineage == ()


def test_talks_that_go_on_after_a_refusal_are_one_deal() -> None:
    found = linked(
        told("a", "2024-09-06", "acquisition", "terminated", BID, euros(38.6e9, "USD")),
        told("b", "2024-11-13", "acquisition", "rumored", BID, euros(47e9, "USD")),
    )
    assert shape(found) == {frozenset("ab")}
    assert found.deals[0].status == "rumored"


def test_rival_bids_for_one_target_are_two_deals_that_know_each_other() -> None:
    rival: dict[str, Role] = {"Minato Holdings": "acquirer", "Kestrel": "target"}
    found = linked(
        told("a", "2024-03-01", "acquisition", "announced", BID, euros(900e6)),
        told("b", "2024-03-09", "acquisition", "announced", rival, euros(950e6)),
        told("c", "2024-03-15", "acquisition", "terminated", BID, euros(900e6)),
    )
    assert shape(found) == {frozenset("ac"), frozenset("b")}
    assert all([line.kind for line in deal.lineage] == ["rival_of"] for deal in found.deals)


def test_one_acquirer_with_two_targets_in_a_week() -> None:
    found = linked(
        told("a", "2024-03-01", "acquisition", "announced", BID, euros(300e6)),
        told("b", "2024-03-04", "acquisition", "announced", {"Lumen Industries": "acquirer", "Oracle": "target"},
             euros(300e6)),
    )  # fmt: skip
    assert len(found.deals) == 2


def test_two_companies_with_several_deals() -> None:
    programme: dict[str, Role] = {"OpenAI": "sponsor", "Oracle": "sponsor", "Stargate": "project"}
    partners: dict[str, Role] = {"OpenAI": "partner", "Oracle": "partner"}
    trade: dict[str, Role] = {"Oracle": "supplier", "OpenAI": "customer"}
    found = linked(
        told("a", "2025-01-21", "project", "announced", programme, euros(500e9, "USD")),
        told("b", "2025-01-22", "partnership", "announced", partners),
        told("c", "2025-07-02", "contract", "announced", trade, euros(30e9, "USD")),
        told("d", "2025-09-10", "contract", "announced", trade, euros(300e9, "USD")),
    )  # fmt: skip
    assert shape(found) == {frozenset("a"), frozenset("b"), frozenset("c"), frozenset("d")}


def test_rounds_of_one_company_stay_apart() -> None:
    first: dict[str, Role] = {"Lumen Industries": "investor", "Kestrel": "investee"}
    found = linked(
        told("a", "2023-06-13", "investment", "completed", first, euros(105e6)),
        told("b", "2024-06-11", "investment", "completed", first, euros(600e6)),
        told("c", "2024-06-12", "investment", "completed", {"Kestrel": "investee"}, euros(600e6)),
    )
    assert shape(found) == {frozenset("a"), frozenset("bc")}


def test_a_report_without_a_name_attracts_no_other() -> None:
    found = linked(
        told("a", "2024-03-01", "acquisition", "announced", {"le groupe": "acquirer"}, euros(300e6)),
        told("b", "2024-03-01", "acquisition", "announced", BID, euros(300e6)),
        told("c", "2024-03-02", "acquisition", "announced", {"the company": "acquirer"}, euros(300e6)),
    )
    assert len(found.deals) == 3


def test_deals_that_one_article_tells_apart_are_two() -> None:
    investor: dict[str, Role] = {"Lumen Industries": "investor", "Kestrel": "investee"}
    partner: dict[str, Role] = {"Lumen Industries": "partner", "Kestrel": "partner"}
    found = linked(
        told("a", "2024-02-26", "investment", "announced", investor, euros(15e6)),
        told("a", "2024-02-26", "partnership", "announced", partner),
        told("b", "2024-02-27", "partnership", "announced", partner),
    )
    assert len(found.deals) == 2
    partnership = next(d for d in found.deals if d.type == "partnership")
    assert {r.article for r in partnership.reports} == {"a", "b"}
    assert [line.kind for line in partnership.lineage] == ["follows_from"]


def test_who_buys_whom_may_be_misread() -> None:
    found = linked(
        told("a", "2023-05-12", "acquisition", "announced", BID, euros(69e9, "USD")),
        told("b", "2023-05-16", "acquisition", "announced", {"Lumen Industries": "target", "Kestrel": "acquirer"}),
    )
    assert shape(found) == {frozenset("ab")}


def test_a_type_that_articles_confuse_is_one_deal() -> None:
    found = linked(
        told("a", "2024-03-01", "acquisition", "announced", BID, euros(300e6), stake=51.0),
        told("b", "2024-03-02", "investment", "announced", {"Lumen Industries": "investor", "Kestrel": "investee"},
             euros(300e6), stake=51.0),
    )  # fmt: skip
    assert shape(found) == {frozenset("ab")}
    assert {p.role for p in found.deals[0].parties} <= {"acquirer", "target", "investor", "investee"}
    assert len({p.role for p in found.deals[0].parties}) == 2


def test_three_languages_and_three_currencies_tell_one_deal() -> None:
    found = linked(
        told("fr", "2024-03-01", "acquisition", "announced", BID, euros(1.2e9), lang="fr"),
        told("ja", "2024-03-02", "acquisition", "announced", {"ルーメン工業": "acquirer", "ケストレル": "target"},
             euros(195e9, "JPY"), lang="ja"),
        told("en", "2024-03-01", "acquisition", "announced", {"Kestrel": "target"}, euros(1.3e9, "USD")),
    )  # fmt: skip
    assert shape(found) == {frozenset(("fr", "ja", "en"))}


def test_a_unit_that_buys_for_its_parent_is_the_same_buyer() -> None:
    unit: dict[str, Role] = {"Hitachi Rail": "acquirer", "Kestrel": "target"}
    parent: dict[str, Role] = {"日立製作所": "acquirer", "ケストレル": "target"}
    found = linked(
        told("a", "2021-08-03", "acquisition", "rumored", unit, aliases={"Hitachi Rail": ("Hitachi",)}),
        told("b", "2021-08-04", "acquisition", "announced", parent, lang="ja"),
    )
    assert shape(found) == {frozenset("ab")}
    assert {c.id for c in found.companies} == {"name:hitachi-rail", "hitachi", "kestrel"}


def test_the_name_of_a_unit_begins_with_its_parents() -> None:
    found = linked(
        told("a", "2021-08-03", "acquisition", "rumored", {"Hitachi Rail": "acquirer", "Kestrel": "target"}),
        told("b", "2021-08-04", "acquisition", "announced", {"Hitachi": "acquirer", "Kestrel": "target"}),
        base=Base(),
    )
    assert shape(found) == {frozenset("ab")}
    assert len(found.companies) == 3
