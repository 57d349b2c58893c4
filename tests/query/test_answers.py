"""Companies, totals, search and loops, asked of a small database; and all answers as JSON."""

import json
from datetime import date

import pytest

from pipeline.errors import InputError
from pipeline.query.as_json import change_json, found_json, loop_json, total_json
from pipeline.query.companies import get_companies, list_companies
from pipeline.query.deals import what_changed
from pipeline.query.filters import DealFilter
from pipeline.query.loops import LoopOptions, find_loops, stored_loops
from pipeline.query.search import search
from pipeline.query.totals import TOTAL_KEYS, deal_totals
from pipeline.store import Store
from pipeline.store.queries import TotalKey
from tests.query.press import add_articles, told, wire


def test_companies_are_listed_by_their_deals(store: Store) -> None:
    page = list_companies(store, limit=2)
    assert [(company.id, deals) for company, deals in page.companies] == [("belmont", 3), ("name:quenda", 3)]
    rest = list_companies(store, limit=9, after=page.next)
    assert [(company.id, deals) for company, deals in rest.companies] == [
        ("orsay", 3), ("kitahama", 1), ("kitahama-rail", 1), ("name:vela", 1),
    ]  # fmt: skip
    assert rest.next is None and len(list_companies(store, limit=0).companies) == 6
    assert [company.id for company, _ in list_companies(store, "北浜").companies] == ["kitahama", "kitahama-rail"]
    assert list_companies(store, "nobody").companies == ()
    with pytest.raises(InputError, match="'x' is no place"):
        list_companies(store, after="x")


def test_a_company_is_found_by_any_name(store: Store) -> None:
    for name in ("belmont", "ﾍﾞﾙﾓﾝﾄ", "Belmont plc", "BELMONT"):
        assert [company.id for company in get_companies(store, name)] == ["belmont"]
    assert get_companies(store, "name:quenda")[0].name == "Quenda"


TOTALS: dict[TotalKey, list[tuple[str | None, int, int]]] = {
    "month": [("2022-05", 1, 0), ("2024-05", 1, 0), ("2024-02", 1, 1), ("2024-03", 1, 1), ("2024-04", 1, 1)],
    "type": [("acquisition", 2, 1), ("contract", 1, 1), ("investment", 1, 1), ("joint_venture", 1, 0)],
    "status": [("completed", 1, 1), ("announced", 2, 2), ("rumored", 1, 0), ("terminated", 1, 0)],
    "currency": [("USD", 1, 1), ("JPY", 1, 1), ("EUR", 2, 1), (None, 1, 0)],
    "company": [
        ("belmont", 3, 1), ("kitahama", 1, 1), ("orsay", 3, 2), ("kitahama-rail", 1, 1), ("name:quenda", 3, 1),
        ("name:vela", 1, 0),
    ],
    "lang": [("ja", 1, 1), ("fr", 2, 2), ("en", 4, 2)],
    "country": [("GB", 3, 1), ("JP", 2, 2), ("FR", 3, 2), (None, 3, 1)],
    "quarter": [("2022-Q2", 1, 0), ("2024-Q1", 2, 2), ("2024-Q2", 2, 1)],
    "year": [("2022", 1, 0), ("2024", 4, 3)],
}  # fmt: skip


@pytest.mark.parametrize("by", TOTAL_KEYS)
def test_totals(store: Store, by: TotalKey) -> None:
    found = deal_totals(store, by)
    assert sorted((t.key or "", t.deals, t.with_amount) for t in found) == sorted(
        (key or "", deals, told) for key, deals, told in TOTALS[by]
    )
    if by not in ("company", "country", "lang"):
        assert sum(t.deals for t in found) == 5
        assert sum(t.usd for t in found) == pytest.approx(1000e6 + 54e6 + 198e6, rel=0.01)


def test_totals_hold_what_was_told_and_converted(store: Store) -> None:
    yen = next(t for t in deal_totals(store, "currency") if t.key == "JPY")
    assert yen.own == 30_000e6 and yen.usd == pytest.approx(198e6, rel=0.02)
    (only,) = deal_totals(store, "company", DealFilter(types=("contract",)), limit=1)
    assert only.name in ("Orsay", "Kitahama Rail")
    (then,) = deal_totals(store, "status", DealFilter(as_of=date(2024, 2, 1), types=("acquisition",)))
    assert (then.key, then.usd) == ("rumored", 900e6)
    with pytest.raises(InputError, match="totals by 'week'"):
        deal_totals(store, "week")  # type: ignore[arg-type]


def test_search_shows_where_the_words_stand(store: Store) -> None:
    found = search(store, "買収")
    assert (found.total, [a.article for a in found.articles]) == (1, ["bid-2"])
    (article,) = found.articles
    assert [article.quote[a:b] for a, b in article.marks] == ["買収"]
    (deal,) = article.deals
    assert deal in {d.id for d in store.deals.all()}
    assert [company.id for company, _ in search(store, "belmont").companies] == ["belmont"]
    every = search(store, "orsay", limit=0)
    assert len(every.articles) == every.total == 3
    assert search(store, "orsay", limit=1, offset=1).articles == every.articles[1:2]
    with pytest.raises(InputError, match="give at least one word"):
        search(store, "-x ...")


@pytest.fixture
def looped(store: Store) -> Store:
    """The small database, with a loop through a group."""
    stake = told("investment", "completed", "investor=Kitahama; investee=Nadir", (40, "EUR"))
    order = told("contract", "announced", "customer=Nadir; supplier=Kitahama Rail", (30, "EUR"))
    add_articles(
        store,
        [wire("stake", date(2024, 6, 1), "Kitahama in Nadir", stake), wire("order", date(2024, 6, 9), "Trains", order)],
    )
    return store


def test_loops_of_the_database_are_those_of_its_deals(looped: Store) -> None:
    store = looped
    deals, companies = list(store.deals.all()), list(store.companies.all())
    for options in (LoopOptions(), LoopOptions(roll_up=True), LoopOptions(roll_up=True, tier="moved")):
        assert stored_loops(store, options) == find_loops(deals, companies, options)
    assert stored_loops(store) == []
    (loop,) = stored_loops(store, LoopOptions(roll_up=True))
    assert loop.names == ("Kitahama Group", "Nadir") and loop.tier == "signed"
    assert loop.levels[0].value == pytest.approx(32e6, rel=0.05)
    assert stored_loops(store, LoopOptions(roll_up=True), as_of=date(2024, 6, 8)) == []
    assert stored_loops(store, LoopOptions(roll_up=True), as_of=date(2024, 6, 9)) == [loop]


def test_every_answer_is_plain_json(looped: Store) -> None:
    store = looped
    (loop,) = stored_loops(store, LoopOptions(roll_up=True))
    shown = json.loads(json.dumps(loop_json(loop)))
    assert [c["name"] for c in shown["companies"]] == ["Kitahama Group", "Nadir"]
    assert shown["levels"][0]["narrowest"]["payer"] == "name:nadir"
    assert [edge["kind"] for edge in shown["edges"]] == ["equity", "purchase"]
    assert shown["edges"][0]["deals"][0]["sources"][0]["evidence"]["end"] == 5
    totals = json.loads(json.dumps([total_json(t) for t in deal_totals(store, "currency")]))
    assert {t["key"]: t["own"] for t in totals if t["key"]}["JPY"] == 30_000_000_000
    found = json.loads(json.dumps(found_json(search(store, "orsay"))))
    assert found["companies"][0]["deals"] == 3
    changes = [change_json(c) for c in what_changed(store, DealFilter(changed_since=date(2024, 6, 1)))]
    assert [c["before"] is None for c in json.loads(json.dumps(changes))] == [True, False, True]
