"""Deals by filter: every condition, sorting, pages, an earlier day, what changed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.query.deals import SORTS, count_deals, get_deal, iterate_deals, list_deals, what_changed
from pipeline.query.filters import Days, DealFilter
from pipeline.query.totals import deal_totals
from pipeline.records import Deal
from pipeline.store import Store
from tests.query.press import ARTICLES, Knowledge, add_articles, build_store, told, wire

BID, SALE, TRAINS, ROUND, VELA = "bid", "sale", "trains", "round", "vela"
_TYPES = {"contract": TRAINS, "investment": ROUND, "joint_venture": VELA}


def which(deal: Deal) -> str:
    return _TYPES.get(deal.type) or (SALE if deal.status == "terminated" else BID)


def asked(store: Store, **wanted: Any) -> list[str]:
    return [which(deal) for deal in iterate_deals(store, DealFilter(**wanted))]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [BID, SALE, TRAINS, ROUND, VELA]),
        ({"companies": ("Belmont",)}, [BID, SALE, VELA]),
        ({"companies": ("ベルモント",)}, [BID, SALE, VELA]),
        ({"companies": ("BELMONT ltd",)}, [BID, SALE, VELA]),
        ({"companies": ("belmont", "orsay")}, [SALE]),
        ({"companies": ("Kitahama Group",)}, [BID]),
        ({"companies": ("Kitahama Group",), "group": True}, [BID, TRAINS]),
        ({"companies": ("Kitahama Rail",), "group": True}, [TRAINS]),
        ({"companies": ("Belmont",), "roles": ("acquirer",)}, [SALE]),
        ({"companies": ("Orsay",), "roles": ("investor", "seller")}, [SALE, ROUND]),
        ({"roles": ("acquirer",)}, [BID, SALE]),
        ({"types": ("contract", "investment")}, [TRAINS, ROUND]),
        ({"statuses": ("completed",)}, [BID]),
        ({"langs": ("fr",)}, [BID, ROUND]),
        ({"langs": ("ja",)}, [BID]),
        ({"countries": ("JP",)}, [BID, TRAINS]),
        ({"countries": ("FR", "GB")}, [BID, SALE, TRAINS, ROUND, VELA]),
        ({"min_amount": 900_000_000}, [BID]),
        ({"max_amount": Decimal(60_000_000), "currency": "EUR"}, [ROUND]),
        ({"min_amount": 150_000_000, "max_amount": 250_000_000}, [TRAINS]),
        ({"min_amount": 30_000_000_000, "max_amount": 30_000_000_000, "currency": "JPY"}, [TRAINS]),
        ({"min_amount": 8_000_000_000, "max_amount": 20_000_000_000, "currency": "JPY"}, [SALE, ROUND]),
        ({"min_amount": 50_000_000, "max_amount": 50_000_000, "currency": "EUR"}, [ROUND]),
        ({"min_stake": 20, "max_stake": 20}, [ROUND]),
        ({"min_stake": 50}, [BID]),
        ({"announced": Days(date(2024, 2, 20), date(2024, 3, 5))}, [BID, ROUND]),
        ({"completed": Days(last=date(2024, 12, 31))}, [BID]),
        ({"first_seen": Days(first=date(2024, 4, 1))}, [SALE, TRAINS]),
        ({"text": "買収"}, [BID]),
        ({"text": "milliard achevee"}, [BID]),
        ({"text": "orsay -trains"}, [SALE, ROUND]),
        ({"changed_since": date(2024, 5, 2)}, [BID, SALE]),
        ({"stale": True}, [VELA]),
        ({"stale": False, "types": ("joint_venture",)}, []),
        ({"companies": ("orsay",), "types": ("investment",), "langs": ("fr",), "text": "50 millions"}, [ROUND]),
    ],
)  # fmt: skip
def test_deals_that_fulfil_all_conditions(store: Store, wanted: dict[str, Any], found: list[str]) -> None:
    assert asked(store, **wanted) == found
    assert count_deals(store, DealFilter(**wanted)) == len(found)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"companies": ("Belmond",)}, "Belmond: no company .* did you mean Belmont"),
        ({"companies": ("zzz",)}, "zzz: no company .* see `dealwire companies`"),
        ({"types": ("sale",)}, "type 'sale': give one of acquisition"),
        ({"statuses": ("open",)}, "status 'open'"),
        ({"roles": ("buyer",)}, "role 'buyer'"),
        ({"langs": ("de",)}, "language 'de'"),
        ({"countries": ("France",)}, "country 'France': give two capital letters"),
        ({"min_amount": 2, "max_amount": 1}, "amount from 2 to 1"),
        ({"min_stake": 60, "max_stake": 50}, "stake from 60 to 50"),
        ({"min_amount": 1, "currency": "EURO"}, "currency 'EURO'"),
        ({"announced": Days(date(2024, 2, 1), date(2024, 1, 1))}, "announced from 2024-02-01 to 2024-01-01"),
        ({"text": "-買収"}, "text '-買収' asks for no word"),
    ],
)
def test_what_nothing_can_match_is_told(store: Store, wanted: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        list_deals(store, DealFilter(**wanted))


def test_a_deal_comes_whole(store: Store) -> None:
    deal = next(iterate_deals(store, DealFilter(statuses=("completed",))))
    assert [linked.article for linked in deal.reports] == ["bid-1", "bid-2", "bid-3"]
    assert deal == store.deals.get(deal.id)
    (bare,) = list_deals(store, DealFilter(statuses=("completed",)), reports=False).deals
    assert (bare.id, bare.parties, bare.amount, bare.reports) == (deal.id, deal.parties, deal.amount, ())


@pytest.mark.parametrize("sort", [sign + key for key in SORTS for sign in ("", "-")])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_give_every_deal_once_and_in_order(store: Store, sort: str, size: int) -> None:
    whole = list_deals(store, sort=sort, limit=0)
    assert whole.next is None and len(whole.deals) == 5
    found: list[Deal] = []
    after = None
    while True:
        page = list_deals(store, sort=sort, limit=size, after=after)
        found += page.deals
        after = page.next
        if after is None:
            break
        assert len(page.deals) == size
    assert tuple(found) == whole.deals


def test_amounts_told_without_a_day_count_in_their_own_currency(store: Store) -> None:
    parties = ("acquirer=Belmont; target=Vela", "acquirer=Orsay; target=Tessin", "acquirer=Quenda; target=Marn")
    amounts = ((7000, "USD"), (6000, "EUR"), (9_000_000, "JPY"))
    for number, (who, amount) in enumerate(zip(parties, amounts, strict=True)):
        report = told("acquisition", "announced", who, amount)
        add_articles(store, [(f"undated-{number}", "en", None, "A deal", "No day was told.", [report])])
    for currency, least in (("USD", 5e9), ("EUR", 5e9), ("JPY", 5e12)):
        for sort in ("-amount", "last_seen"):
            found = list_deals(store, DealFilter(min_amount=least, currency=currency), sort=sort).deals
            assert [deal.amount.currency for deal in found if deal.amount] == [currency]
    usd = {total.key: total.usd for total in deal_totals(store, "currency", DealFilter(min_amount=5e9))}
    assert usd == {"USD": 7e9}


def test_sorting_puts_the_unknown_last(store: Store) -> None:
    by_amount = {sort: [which(d) for d in list_deals(store, sort=sort).deals] for sort in ("amount", "-amount")}
    assert by_amount["-amount"] == [BID, TRAINS, SALE, ROUND, VELA]
    assert by_amount["amount"] == [ROUND, SALE, TRAINS, BID, VELA]
    assert [which(d) for d in list_deals(store, sort="announced").deals][:3] == [BID, ROUND, TRAINS]


def test_a_place_stays_right_while_deals_come(store: Store) -> None:
    first = list_deals(store, limit=2)
    newer = told("acquisition", "completed", "acquirer=Orsay; target=Nadir")
    add_articles(store, [wire("new", date(2024, 7, 1), "Orsay buys Nadir", newer)])
    assert [which(d) for d in list_deals(store, limit=9, after=first.next).deals] == [TRAINS, ROUND, VELA]


@pytest.mark.parametrize("after", ["", "x", "2024-01-01", "tomorrow|d1", "|"])
def test_a_place_that_no_page_gave_is_told(store: Store, after: str) -> None:
    with pytest.raises(InputError, match="is no place in a list"):
        list_deals(store, after=after)
    with pytest.raises(InputError, match="sort 'size'"):
        list_deals(store, sort="size")


AS_OF = {
    date(2021, 1, 1): {},
    date(2024, 1, 9): {VELA: ("rumored", False)},
    date(2022, 6, 1): {VELA: ("rumored", False)},
    date(2024, 1, 10): {"rumored": ("rumored", False), VELA: ("rumored", True)},
    date(2024, 3, 1): {"announced": ("announced", False), VELA: ("rumored", True)},
    date(2024, 6, 2): {
        SALE: ("terminated", False), TRAINS: ("announced", False), ROUND: ("announced", False),
        "announced": ("announced", False), VELA: ("rumored", True),
    },
}  # fmt: skip


@pytest.mark.parametrize("day", AS_OF)
def test_an_earlier_day_is_as_the_database_was(store: Store, day: date) -> None:
    then = build_store([a for a in ARTICLES if a[2] is not None and a[2] <= day])
    wanted = DealFilter(as_of=day)
    assert list(iterate_deals(store, wanted)) == list(iterate_deals(then))
    found = {which(d) if which(d) != BID else d.status: (d.status, d.stale) for d in iterate_deals(store, wanted)}
    assert found == AS_OF[day]
    assert count_deals(store, wanted) == len(found)


@settings(max_examples=25, deadline=None)
@given(
    st.dates(date(2022, 1, 1), date(2024, 12, 31)),
    st.sampled_from(
        [{}, {"companies": ("Belmont",)}, {"min_amount": 950e6}, {"statuses": ("rumored",)}, {"stale": True}]
    ),
    st.sampled_from(["-last_seen", "amount"]),
)
def test_an_earlier_day_can_be_asked_anything(day: date, wanted: dict[str, Any], sort: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.link.service.load_knowledge", Knowledge)
        now, then = build_store(), build_store([a for a in ARTICLES if a[2] is not None and a[2] <= day])
        try:
            want = list_deals(then, DealFilter(**wanted), sort=sort)
        except InputError:
            return
        assert list_deals(now, DealFilter(as_of=day, **wanted), sort=sort) == want


def test_what_is_one_deal_today_was_two_until_an_article_joined_them(store: Store) -> None:
    buyer = told("acquisition", "rumored", "acquirer=Toledo", (70, "EUR"))
    seller = told("acquisition", "announced", "target=Nadir; seller=Marais")
    add_articles(store, [wire("half-1", date(2024, 7, 1), "Toledo spends", buyer)])
    add_articles(store, [wire("half-2", date(2024, 7, 2), "Nadir is sold", seller)])
    halves = DealFilter(first_seen=Days(first=date(2024, 7, 1)))
    before = list(iterate_deals(store, halves, sort="first_seen"))
    assert len(before) == 2
    whole = told("acquisition", "announced", "acquirer=Toledo; target=Nadir; seller=Marais", (70, "EUR"))
    add_articles(store, [wire("whole", date(2024, 7, 3), "Toledo buys Nadir from Marais", whole)])
    (joined,) = iterate_deals(store, halves)
    assert {linked.article for linked in joined.reports} == {"half-1", "half-2", "whole"}
    then = DealFilter(first_seen=Days(first=date(2024, 7, 1)), as_of=date(2024, 7, 2))
    assert list(iterate_deals(store, then, sort="first_seen")) == before
    assert get_deal(store, joined.id, as_of=date(2024, 7, 2)) == before[0]
    assert get_deal(store, joined.id, as_of=date(2024, 6, 30)) is None
    assert get_deal(store, "dnone") is None


def test_a_deal_is_found_by_any_id_that_it_had(store: Store) -> None:
    (bid,) = list_deals(store, DealFilter(statuses=("completed",))).deals
    for linked in bid.reports:
        assert get_deal(store, "d" + linked.id.removeprefix("r")) == bid
    early = get_deal(store, bid.id, as_of=date(2024, 2, 1))
    assert early is not None and early.status == "rumored" and len(early.reports) == 1


def test_what_changed_since_a_day_is_told_with_what_was_known_before(store: Store) -> None:
    changes = {which(c.deal): c.before for c in what_changed(store, DealFilter(changed_since=date(2024, 5, 2)))}
    assert changes.keys() == {BID, SALE}
    assert changes[SALE] is None
    before = changes[BID]
    assert before is not None and (before.status, before.last_seen) == ("announced", date(2024, 2, 20))
    with pytest.raises(InputError, match="give the day since when"):
        next(what_changed(store, DealFilter()))


def test_lineage_of_an_earlier_day_names_no_later_deal() -> None:
    first, second = (
        told("acquisition", "announced", f"acquirer={bidder}; target=Nadir") for bidder in ("Orsay", "Belmont")
    )
    store = build_store(
        [
            wire("bid-a", date(2024, 1, 10), "Orsay bids for Nadir", first),
            wire("bid-b", date(2024, 2, 10), "Belmont bids for Nadir", second),
        ]
    )
    today = list(iterate_deals(store, sort="last_seen"))
    assert [[link.kind for link in deal.lineage] for deal in today] == [["rival_of"], ["rival_of"]]
    (then,) = iterate_deals(store, DealFilter(as_of=date(2024, 1, 31)))
    assert then.id == today[0].id and then.lineage == ()
