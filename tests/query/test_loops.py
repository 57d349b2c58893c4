"""Loops of money: small graphs with their right answer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pipeline.errors import InputError
from pipeline.query.loops import Loop, LoopOptions, Tier, find_loops
from pipeline.records import Company, Deal, Lineage
from tests.query.fixtures import DAY, company, deal


def invest(id: str, investor: str, investee: str, millions: float | None, **more: object) -> Deal:
    return deal(id, "investment", f"investor={investor} investee={investee}", millions, **more)  # type: ignore[arg-type]


def buys(id: str, customer: str, supplier: str, millions: float | None, **more: object) -> Deal:
    return deal(id, "contract", f"customer={customer} supplier={supplier}", millions, **more)  # type: ignore[arg-type]


def way(loop: Loop) -> str:
    return " > ".join(loop.companies)


CIRCLE = [invest("1", "a", "b", 30), buys("2", "b", "a", 20)]

GRAPHS: dict[str, tuple[list[Deal], list[str]]] = {
    "nothing": ([], []),
    "a chain": ([invest("1", "a", "b", 3), buys("2", "b", "c", 4)], []),
    "two ways to one company": ([invest("1", "a", "b", 3), invest("2", "a", "b", 4)], []),
    "money back by a purchase": (CIRCLE, ["a > b"]),
    "three": ([invest("1", "a", "b", 9), buys("2", "b", "c", 8), buys("3", "c", "a", 7)], ["a > b > c"]),
    "five": ([buys(p + r, p, r, 5) for p, r in zip("abcde", "bcdea", strict=True)], ["a > b > c > d > e"]),
    "six are too many": ([buys(p + r, p, r, 5) for p, r in zip("abcdef", "bcdefa", strict=True)], []),
    "two apart": (
        [*CIRCLE, invest("3", "x", "y", 50), buys("4", "y", "x", 40)],
        ["x > y", "a > b"],
    ),
    "nested: a small one on the side of a large one": (
        [invest("1", "a", "b", 9), buys("2", "b", "c", 8), buys("3", "c", "a", 7), buys("4", "b", "a", 2)],
        ["a > b > c", "a > b"],
    ),
    "a loan and a share bought back": (
        [deal("1", "debt", "lender=a issuer=b", 9), deal("2", "buyback", "issuer=b seller=a", 8)],
        ["a > b"],
    ),
    "the seller is paid, not the target": (
        [deal("1", "acquisition", "acquirer=a target=t seller=b", 9), buys("2", "b", "a", 8), buys("3", "t", "a", 7)],
        ["a > b"],
    ),
    "a secondary sale pays the seller": (
        [deal("1", "investment", "investor=a investee=t seller=b", 9), buys("2", "t", "a", 8)],
        [],
    ),
    "sponsors pay the project, which pays a supplier": (
        [deal("1", "project", "sponsor=a,b project=p", 9), buys("2", "p", "b", 8)],
        ["b > p"],
    ),
    "a partnership and a merger move no money": (
        [deal("1", "partnership", "partner=a,b"), deal("2", "merger", "party=a,b result=c", 9), buys("3", "b", "a", 8)],
        [],
    ),
    "one deal that goes to and fro is no loop": (
        [deal("1", "contract", "customer=a,b supplier=a,b", 9)],
        [],
    ),
    "a dead deal pays nothing": ([CIRCLE[0], buys("2", "b", "a", 20, status="terminated")], []),
    "a stale rumour pays nothing": ([CIRCLE[0], buys("2", "b", "a", 20, status="rumored", stale=True)], []),
    "a partner's own share is no loop": ([deal("1", "joint_venture", "partner=a,b venture=v", 9)], []),
    "an owner who buys from the venture": (
        [deal("1", "joint_venture", "partner=a,b venture=v", 9), buys("2", "a", "v", 8)],
        ["a > v"],
    ),
    "an owner who funds the other owner": (
        [deal("1", "joint_venture", "partner=a,b venture=v"), invest("2", "a", "b", 8)],
        ["a > b > v"],
    ),
    "a venture that nobody names": (
        [deal("1", "joint_venture", "partner=a,b"), invest("2", "a", "b", 8)],
        ["a > b > venture of 1"],
    ),
    "a supplier that nobody names beside one venture": (
        [
            deal("1", "joint_venture", "partner=a,b venture=v", article="same"),
            deal("2", "contract", "customer=a", 8, article="same"),
        ],
        ["a > v"],
    ),
    "a supplier that nobody names, elsewhere": (
        [deal("1", "joint_venture", "partner=a,b venture=v"), deal("2", "contract", "customer=a", 8)],
        [],
    ),
    "a supplier that nobody names beside two ventures": (
        [
            deal("1", "joint_venture", "partner=a,b venture=v", article="same"),
            deal("2", "joint_venture", "partner=a,c venture=w", article="same"),
            deal("3", "contract", "customer=a", 8, article="same"),
        ],
        [],
    ),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_the_right_loops_are_found_in_any_order(name: str) -> None:
    deals, want = GRAPHS[name]
    found = find_loops(deals)
    assert [way(loop) for loop in found] == want
    assert find_loops(deals[::-1]) == found


def test_deals_outside_the_window_make_no_loop() -> None:
    late = [CIRCLE[0], buys("2", "b", "a", 20, day=DAY + timedelta(days=366))]
    assert find_loops(late) == []
    assert [way(loop) for loop in find_loops(late, options=LoopOptions(window=366))] == ["a > b"]
    assert [way(loop) for loop in find_loops(late, options=LoopOptions(window=None))] == ["a > b"]


def test_each_pair_near_enough_is_not_enough() -> None:
    days = [DAY, DAY + timedelta(days=200), DAY + timedelta(days=400)]
    chain = [buys(p + r, p, r, 5, day=d) for p, r, d in zip("abc", "bca", days, strict=True)]
    assert find_loops(chain) == []
    assert len(find_loops(chain, options=LoopOptions(window=400))) == 1


def test_an_owners_share_lasts() -> None:
    venture = deal("1", "joint_venture", "partner=a,b venture=v", day=DAY)
    later, before = (buys("2", "a", "v", 8, day=DAY + timedelta(days=d)) for d in (3000, -3000))
    assert len(find_loops([venture, later])) == 1
    assert find_loops([venture, before]) == []


def test_a_deal_without_a_day_is_in_no_window() -> None:
    undated = [CIRCLE[0], buys("2", "b", "a", 20, day=None)]
    assert find_loops(undated) == []
    assert len(find_loops(undated, options=LoopOptions(window=None))) == 1


def test_the_window_that_lets_most_round_is_shown() -> None:
    deals = [
        invest("small", "a", "b", 1, day=date(2020, 1, 1)),
        buys("small-back", "b", "a", 1, day=date(2020, 6, 1)),
        invest("large", "a", "b", 50, day=date(2023, 1, 1)),
        buys("large-back", "b", "a", 40, day=date(2023, 6, 1)),
    ]
    (loop,) = find_loops(deals)
    assert loop.deals == ("large", "large-back")
    assert (loop.levels[0].first, loop.levels[0].last, loop.levels[0].value) == (
        date(2023, 1, 1), date(2023, 6, 1), 40e6,
    )  # fmt: skip


def test_the_narrowest_edge_is_told_and_ranks() -> None:
    wide = [invest("1", "a", "b", 90), buys("2", "b", "c", 80), buys("3", "c", "a", 70)]
    narrow = [invest("4", "d", "e", 900), buys("5", "e", "d", 60)]
    unknown = [invest("6", "f", "g", 9000), buys("7", "g", "f", None)]
    first, second, third = find_loops([*unknown, *narrow, *wide])
    assert [way(first), way(second), way(third)] == ["a > b > c", "d > e", "f > g"]
    assert first.levels[0].narrowest == 2 and first.edges[2].value == 70e6
    assert third.levels[0].untold == 1 and third.levels[0].value == 9000e6
    assert find_loops([*unknown, *narrow, *wide], options=LoopOptions(limit=2)) == [first, second]


def test_kinds_are_never_added_and_parts_not_counted_twice() -> None:
    deals = [
        invest("round", "a", "b", 40),
        invest("tranche", "a", "b", 10, lineage=[Lineage("part_of", "round", "told so")]),
        invest("other", "a", "b", 5),
        buys("supply", "a", "b", 300),
        buys("back", "b", "a", 1000),
    ]
    (loop,) = find_loops(deals)
    there = next(edge for edge in loop.edges if edge.payer == "a")
    assert {total.kind: total.value for total in there.totals} == {"equity": 45e6, "purchase": 300e6}
    assert there.value == 300e6


def test_the_amount_of_a_round_is_no_single_investors() -> None:
    (loop,) = find_loops([invest("1", "a,c", "b", 90), buys("2", "b", "a", 80)])
    there = next(edge for edge in loop.edges if edge.payer == "a")
    assert there.totals[0].at_most and there.flows[0].at_most
    assert not loop.edges[1].totals[0].at_most


@pytest.mark.parametrize(
    ("back", "tiers"),
    [("rumored", ["reported"]), ("announced", ["reported", "signed"]), ("completed", ["reported", "signed", "moved"])],
)
def test_tiers_are_kept_apart(back: str, tiers: list[Tier]) -> None:
    deals = [
        invest("1", "a", "b", 30, status="completed"),
        invest("2", "a", "b", 900, status="rumored"),
        buys("3", "b", "a", 20, status=back),
        buys("4", "b", "a", 100, status="rumored"),
    ]
    (loop,) = find_loops(deals)
    assert [level.tier for level in loop.levels] == tiers
    assert [level.value for level in loop.levels] == [120e6, 20e6, 20e6][: len(tiers)]
    assert loop.tier == tiers[-1]
    strict = find_loops(deals, options=LoopOptions(tier="moved"))
    assert len(strict) == (back == "completed")
    assert all(flow.status == "completed" for loop in strict for edge in loop.edges for flow in edge.flows)


def test_an_owners_share_is_never_money_that_moved() -> None:
    deals = [
        deal("1", "joint_venture", "partner=a,b venture=v", status="completed"),
        invest("2", "a", "b", 8, status="completed"),
    ]
    (loop,) = find_loops(deals)
    assert loop.tier == "signed" and loop.weak
    assert [edge.weak for edge in loop.edges] == [False, False, True]
    assert find_loops(deals, options=LoopOptions(shares=False)) == []


def test_a_group_is_one_company_on_request() -> None:
    deals = [invest("1", "holding", "b", 30), buys("2", "b", "telecom", 20)]
    group = [company("holding"), company("telecom", parent="middle"), company("middle", parent="holding"), company("b")]
    assert find_loops(deals, group) == []
    (loop,) = find_loops(deals, group, LoopOptions(roll_up=True))
    assert loop.companies == ("holding", "b") and loop.names == ("HOLDING", "B")
    inside = [invest("1", "holding", "telecom", 30), buys("2", "telecom", "holding", 20)]
    assert find_loops(inside, group, LoopOptions(roll_up=True)) == []


def test_a_circle_of_parents_does_not_hang() -> None:
    round_about = [company("a", parent="b"), company("b", parent="a")]
    assert find_loops(CIRCLE, round_about, LoopOptions(roll_up=True)) == []


def test_loops_through_one_company() -> None:
    deals = [*CIRCLE, invest("3", "x", "y", 50), buys("4", "y", "x", 40)]
    assert [way(loop) for loop in find_loops(deals, options=LoopOptions(company="b", limit=1))] == ["a > b"]
    assert len(find_loops(deals, options=LoopOptions(company=("b", "y", "nobody")))) == 2
    assert find_loops(deals, options=LoopOptions(company="nobody")) == []


def test_every_edge_names_its_deals_amounts_and_evidence() -> None:
    (loop,) = find_loops(CIRCLE, [company("a"), company("b")])
    there, back = loop.edges
    assert (there.payer_name, there.receiver_name, there.kind, back.kind) == ("A", "B", "equity", "purchase")
    (flow,) = there.flows
    assert (flow.deal, flow.amount, flow.value, flow.day) == ("1", CIRCLE[0].amount, 30e6, DAY)
    (source,) = flow.sources
    assert (source.article, source.url, source.evidence) == (
        "a-1", "https://example.org/1", CIRCLE[0].reports[0].report.evidence[0],
    )  # fmt: skip


def test_amounts_are_compared_in_dollars_of_the_day() -> None:
    first, second = CIRCLE
    assert first.amount is not None
    yen = replace(first, amount=replace(first.amount, currency="JPY"))
    (loop,) = find_loops([yen, second])
    value = next(edge for edge in loop.edges if edge.payer == "a").value
    assert value is not None and 30e6 / 160 < value < 30e6 / 140
    odd = replace(first, amount=replace(first.amount, currency="XAF"))
    (loop,) = find_loops([odd, second])
    assert loop.levels[0].untold == 1


def test_softbank_openai_and_their_venture() -> None:
    deals = [
        deal(
            "stake", "investment", "investor=softbank investee=openai", 25000, status="rumored", day=date(2025, 1, 31)
        ),
        deal("venture", "joint_venture", "partner=softbank,openai venture=sboai", day=date(2025, 11, 6), article="v"),
        deal("use", "contract", "customer=softbank supplier=sboai", day=date(2025, 11, 6), article="v"),
        deal(
            "stargate", "project", "sponsor=softbank,openai,oracle,mgx project=stargate", 500000, day=date(2025, 1, 31)
        ),
    ]
    names = [Company("softbank", "SoftBank"), Company("openai", "OpenAI"), Company("sboai", "SB OAI Japan")]
    found = find_loops(deals, names)
    assert [loop.names for loop in found] == [("SoftBank", "OpenAI", "SB OAI Japan"), ("SB OAI Japan", "SoftBank")]
    long, short = found
    assert [edge.flows[0].kind for edge in long.edges] == ["equity", "contribution", "share"]
    assert long.tier == "reported" and short.tier == "signed"


@pytest.mark.parametrize(
    ("options", "message"),
    [({"window": -1}, "window of -1 days"), ({"longest": 6}, "up to 6 companies"), ({"tier": "paid"}, "tier 'paid'")],
)
def test_options_that_make_no_sense_are_told(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        LoopOptions(**options)  # type: ignore[arg-type]
