"""Linking over the database: batches, rebuilds, judgements and redirects leave the tables that the set demands."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pipeline.errors import InputError
from pipeline.link.explain import explain
from pipeline.link.judging import PROGRAM, judge, judgements, undo
from pipeline.link.review import review
from pipeline.link.service import link_reports, rebuild_links
from pipeline.link.whole import link_all
from pipeline.records import Article, Extraction, LinkedReport, Report, Role
from pipeline.store import Store, open_store
from tests.link.telling import BASE, Base, euros, told
from tests.link.test_order import some_report

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
BID: dict[str, Role] = {"Lumen Industries": "acquirer", "Kestrel": "target"}


def put(store: Store, reports: Sequence[LinkedReport], base: Base = BASE) -> None:
    """Store the articles of reports, each with all that it tells, and link them in one batch."""
    came: set[str] = set()
    went: set[str] = set()
    with store.transaction():
        for name in sorted({r.article for r in reports}):
            held = [r for r in reports if r.article == name]
            tells(store, held[0], [r.report for r in held], came, went)
        link_reports(store, came, went, base)


def tells(store: Store, like: LinkedReport, reports: Sequence[Report], came: set[str], went: set[str]) -> None:
    """Store one article, with the reports that it tells now."""
    text = f"Told on {like.published} in {like.lang}."
    store.articles.put(Article(like.article, like.title, text, like.lang, like.url, like.published))
    stored = store.articles.get(like.article)
    assert stored is not None
    more, less = store.extractions.put(Extraction(like.article, like.lang, reports=tuple(reports)), stored.version)
    came |= more
    went |= less


def tables(store: Store) -> dict[str, list[str]]:
    """Every derived table of linking, row by row."""
    names = store.connection.execute(
        r"""SELECT name FROM sqlite_master WHERE type = 'table' AND (name LIKE 'x\_deal%' ESCAPE '\'
            OR name LIKE 'x\_compan%' ESCAPE '\' OR name LIKE 'x\_link%' ESCAPE '\') ORDER BY name"""
    ).fetchall()
    assert len(names) >= 15
    return {n: sorted(map(repr, store.connection.execute(f"SELECT * FROM {n}").fetchall())) for (n,) in names}


def some_reports(seed: int, count: int) -> list[LinkedReport]:
    """Reports out of few names, days and amounts."""
    rng = random.Random(seed)
    return list({r.id: r for r in (some_report(rng, n // 2) for n in range(count))}.values())


@pytest.fixture
def store() -> Store:
    return open_store(":memory:")


def test_batches_in_any_order_a_rebuild_and_memory_agree(store: Store) -> None:
    reports = some_reports(1, 60)
    put(store, reports)
    expected = tables(store)
    other = open_store(":memory:")
    articles = sorted({r.article for r in reports})
    random.Random(5).shuffle(articles)
    for start in range(0, len(articles), 4):
        part = articles[start : start + 4]
        put(other, [r for r in reports if r.article in part])
    assert tables(other) == expected
    rebuild_links(other, BASE)
    assert tables(other) == expected
    whole = link_all(other.extractions.linked_reports(), BASE)
    assert list(other.deals.all()) == list(whole.deals)
    assert list(other.companies.all()) == list(whole.companies)


def test_ingested_twice_is_ingested_once(store: Store) -> None:
    reports = some_reports(2, 30)
    put(store, reports)
    expected = tables(store)
    put(store, reports)
    assert tables(store) == expected


def test_articles_that_change_leave_no_trace_of_what_they_said(store: Store) -> None:
    before, after = some_reports(3, 50), some_reports(4, 50)
    put(store, before)
    put(store, after)
    gone = {r.article for r in before} - {r.article for r in after}
    came: set[str] = set()
    went: set[str] = set()
    with store.transaction():
        for name in sorted(gone):
            tells(store, next(r for r in before if r.article == name), [], came, went)
        link_reports(store, came, went, BASE)
    straight = open_store(":memory:")
    put(straight, after)
    assert tables(store) == tables(straight)


def test_nothing_is_kept_of_a_batch_that_fails(store: Store) -> None:
    put(store, some_reports(5, 10))
    expected = tables(store)

    class Broken(Base):
        def get(self, id: str) -> None:
            raise RuntimeError(id)

    with pytest.raises(RuntimeError):
        put(store, some_reports(6, 10), Broken())
    assert tables(store) == expected


def test_any_id_ever_shown_leads_to_its_deal(store: Store) -> None:
    late = told("b", "2024-03-20", "acquisition", "announced", BID, euros(1e9))
    put(store, [late])
    shown = next(store.deals.all()).id
    early = told("a", "2024-03-01", "acquisition", "rumored", BID, euros(1e9))
    put(store, [early])
    now = next(store.deals.all()).id
    assert now != shown
    assert store.deals.get(shown) is None
    assert store.deals.resolve(shown) == store.deals.resolve(now) == now
    assert store.deals.resolve("dnever") is None


def test_an_id_of_a_report_that_was_read_anew_leads_on(store: Store) -> None:
    first = told("a", "2024-03-20", "acquisition", "announced", BID, euros(1e9))
    other = told("a", "2024-03-20", "debt", "announced", {"Minato Holdings": "issuer"}, euros(2e9))
    put(store, [first, other])
    shown = store.deals.resolve("d" + first.id[1:])
    assert shown is not None
    anew = told("a", "2024-03-20", "acquisition", "announced", {**BID, "Oracle": "seller"}, euros(1e9))
    put(store, [anew, other])
    assert store.deals.get(shown) is None
    assert store.deals.resolve(shown) == "d" + anew.id[1:]


def test_a_judgement_on_deals_holds_through_a_rebuild_and_is_undone_without_trace(store: Store) -> None:
    one = told("a", "2024-03-01", "acquisition", "announced", BID, euros(1e9))
    two = told("b", "2024-03-05", "acquisition", "announced", BID, euros(1e9))
    far = told("c", "2019-03-05", "contract", "announced", {"Oracle": "supplier", "OpenAI": "customer"}, euros(5e6))
    put(store, [one, two, far])
    expected = tables(store)
    assert store.deals.count() == 2
    ids = ["d" + r.id[1:] for r in (one, two, far)]
    apart = judge(store, "deal", "different", ids[0], ids[1], because="two stakes", judge="ann", at=NOW, knowledge=BASE)
    assert store.deals.count() == 3
    joined = judge(store, "deal", "same", ids[1], ids[2], because="why not", judge="bob", at=NOW, knowledge=BASE)
    assert store.deals.count() == 2
    shaped = tables(store)
    rebuild_links(store, BASE)
    assert tables(store) == shaped
    assert store.judgements.get(apart.id) == apart
    assert apart.anchors[0].startswith(("a: acquisition", "b: acquisition"))
    undo(store, joined.id, by="ann", at=NOW, knowledge=BASE)
    undone = undo(store, apart.id, by="ann", at=NOW, knowledge=BASE)
    assert (undone.undone_by, undone.undone_at) == ("ann", NOW)
    assert tables(store) == expected


def test_a_judgement_follows_a_report_that_is_read_anew(store: Store) -> None:
    one = told("a", "2024-03-01", "acquisition", "announced", BID, euros(1e9))
    two = told("b", "2024-03-05", "acquisition", "announced", BID, euros(1e9))
    put(store, [one, two])
    ids = ["d" + r.id[1:] for r in (one, two)]
    judge(store, "deal", "different", *ids, because="two stakes", judge="ann", at=NOW, knowledge=BASE)
    anew = told("b", "2024-03-05", "acquisition", "announced", {**BID, "Oracle": "seller"}, euros(1e9))
    put(store, [anew])
    assert store.deals.count() == 2
    rebuild_links(store, BASE)
    assert store.deals.count() == 2


def test_a_judgement_on_companies_by_name_is_undone_without_trace(store: Store) -> None:
    put(store, [
        told("a", "2024-03-01", "partnership", "announced", {"Tern Foods": "partner", "Oracle": "partner"}),
        told("b", "2024-03-05", "partnership", "announced", {"Curlew Foods": "partner", "Oracle": "partner"}),
    ])  # fmt: skip
    expected = tables(store)
    assert store.deals.count() == 2
    same = judge(store, "company", "same", "Tern Foods Inc.", "Curlew Foods", because="renamed", judge="ann", at=NOW,
                 knowledge=BASE)  # fmt: skip
    assert (same.a, same.b) == ("name:curlew-foods", "name:tern-foods")
    assert store.deals.count() == 1
    assert store.companies.resolve("name:tern-foods") == "name:curlew-foods"
    rebuild_links(store, BASE)
    assert store.deals.count() == 1
    undo(store, same.id, by="ann", at=NOW, knowledge=BASE)
    assert tables(store) == expected


def test_what_is_learned_is_shown_and_can_be_forbidden(store: Store) -> None:
    put(store, [
        told("a", "2024-05-02", "acquisition", "announced",
             {"Lumen Industries": "acquirer", "Northern Paper Mill": "target"}, euros(480e6)),
        told("b", "2024-05-03", "acquisition", "announced", {"ルーメン工業": "acquirer", "北方製紙": "target"},
             euros(480e6), lang="ja"),
    ])  # fmt: skip
    (taught,) = judgements(store, BASE)
    assert (taught.judge, taught.verdict, taught.at.date()) == (PROGRAM, "same", date(2024, 5, 3))
    assert set(taught.anchors) == {"Northern Paper Mill", "北方製紙"}
    assert "a, b" in taught.because
    forbidden = undo(store, taught.id, by="ann", at=NOW, knowledge=BASE)
    assert [j.verdict for j in judgements(store, BASE)] == ["different"]
    assert store.companies.resolve("name:北方製紙") == "name:北方製紙"
    put(store, [told("c", "2024-05-04", "acquisition", "announced", {"ルーメン工業": "acquirer", "北方製紙": "target"},
                     euros(480e6), lang="ja")])  # fmt: skip
    assert store.companies.resolve("name:北方製紙") == "name:北方製紙"
    undo(store, forbidden.id, by="ann", at=NOW, knowledge=BASE)
    assert store.companies.resolve("name:北方製紙") == "name:northern-paper-mill"


@pytest.mark.parametrize(
    ("kind", "a", "b", "words"),
    [
        ("company", "Nobody Knows", "Oracle", "no company is named 'Nobody Knows'"),
        ("company", "SoftBank", "Oracle", "softbank-group (SoftBank Group)"),
        ("company", "Oracle", "オラクル", "the same company"),
        ("deal", "d0", "d1", "there is no deal 'd0'"),
    ],
)
def test_a_judgement_on_what_is_not_there_says_so(store: Store, kind: str, a: str, b: str, words: str) -> None:
    put(store, [told("a", "2024-03-01", "acquisition", "announced", BID)])
    with pytest.raises(InputError, match=words.replace("(", r"\(").replace(")", r"\)")):
        judge(store, kind, "same", a, b, because="", judge="ann", at=NOW, knowledge=BASE)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no judgement 'j0'"):
        undo(store, "j0", by="ann", at=NOW, knowledge=BASE)
    assert store.judgements.all() == []


def test_a_rumour_that_nothing_confirmed_for_a_year_is_stale(store: Store) -> None:
    rumour = told("a", "2023-03-01", "acquisition", "rumored", BID)
    late = told("b", "2024-03-02", "debt", "announced", {"Minato Holdings": "issuer"}, euros(1e9))
    put(store, [rumour])
    deal = "d" + rumour.id[1:]

    def stale() -> bool:
        found = store.deals.get(deal)
        assert found is not None
        (column,) = store.connection.execute("SELECT stale FROM x_deals WHERE id = ?", [deal]).fetchone()
        assert found.stale == bool(column)
        return found.stale

    assert not stale()
    put(store, [late])
    assert stale()
    came: set[str] = set()
    went: set[str] = set()
    with store.transaction():
        tells(store, late, [], came, went)
        link_reports(store, came, went, BASE)
    assert not stale()


def test_every_link_explains_itself(store: Store) -> None:
    put(store, [
        told("a", "2024-03-01", "acquisition", "rumored", BID, euros(1e9)),
        told("b", "2024-03-05", "acquisition", "announced", BID, euros(1e9)),
    ])  # fmt: skip
    first, second = explain(store, next(store.deals.all()).id, BASE)
    assert (first.linked_to, first.score, first.reasons) == (None, None, ())
    assert second.linked_to == first.report
    weights = {reason.feature: reason.weight for reason in second.reasons}
    assert {"object_same", "subject_same", "amount_same", "type_same", "bias"} <= weights.keys()
    assert second.score == pytest.approx(sum(weights.values()), abs=0.05)
    assert all(reason.words for reason in second.reasons)


def test_doubts_are_listed_with_their_reasons_until_judged(store: Store) -> None:
    put(store, [
        told("a", "2024-03-01", "acquisition", "announced", {"Oracle": "acquirer", "Kestrel": "target"}),
        told("b", "2024-03-05", "acquisition", "announced", {"北方製紙": "acquirer", "Kestrel": "target"}, lang="ja"),
        told("d", "2024-03-02", "acquisition", "announced",
             {"Oracle": "acquirer", "Telefront Ltd": "acquirer", "Zephyr": "target"}),
        told("e", "2024-03-02", "acquisition", "announced",
             {"Oracle": "acquirer", "Tele Front": "acquirer", "Zephyr": "target"}),
    ])  # fmt: skip
    found = review(store, knowledge=BASE)
    deals = [doubt for doubt in found if doubt.kind == "deal"]
    assert deals
    assert all(doubt.reasons for doubt in deals)
    assert [d.score for d in deals if not d.joined] == sorted((d.score for d in deals if not d.joined), reverse=True)
    companies = [doubt for doubt in found if doubt.kind == "company"]
    assert {(c.a, c.b) for c in companies} == {("name:tele-front", "name:telefront")}
    judge(store, "company", "different", "name:tele-front", "name:telefront", because="", judge="ann", at=NOW,
          knowledge=BASE)  # fmt: skip
    assert [doubt for doubt in review(store, knowledge=BASE) if doubt.kind == "company"] == []


def test_a_doubt_calls_each_deal_by_its_own_name(store: Store) -> None:
    put(store, some_reports(8, 150))
    apart = [doubt for doubt in review(store, knowledge=BASE) if doubt.kind == "deal" and not doubt.joined]
    assert len(apart) > 10
    labels = store.deals.labels({id for doubt in apart for id in (doubt.a, doubt.b)})
    assert [(labels[d.a], labels[d.b]) for d in apart] == [(d.a_label, d.b_label) for d in apart]


def test_columns_tell_what_a_deal_is_worth_and_when(store: Store) -> None:
    put(store, [
        told("a", "2024-03-01", "acquisition", "announced", BID, euros(195e9, "JPY"), stake=60.0),
        told("b", "2024-11-04", "acquisition", "completed", BID, euros(195e9, "JPY")),
    ])  # fmt: skip
    row = store.connection.execute(
        """SELECT label, currency, amount, eur, usd, rate_day, stake, announced, completed, reports, langs
           FROM x_deals"""
    ).fetchone()
    label, currency, amount, eur, usd, rate_day, stake, announced, completed, reports, langs = row
    assert (label, currency, amount) == ("Lumen Industries → Kestrel", "JPY", 195e9)
    assert 1.1e9 < eur < usd < 1.4e9
    assert (rate_day, stake, announced, completed) == ("2024-03-01", 60.0, "2024-03-01", "2024-11-04")
    assert (reports, langs) == (2, "en")
    (heads,) = store.connection.execute("SELECT count(*) FROM x_company_groups").fetchone()
    assert heads == 2


def test_a_group_holds_its_units(store: Store) -> None:
    put(store, [told("a", "2024-03-01", "contract", "announced",
                     {"SoftBank Corp.": "customer", "Oracle": "supplier"})])  # fmt: skip
    heads = store.connection.execute("SELECT head FROM x_company_groups WHERE company = 'softbank-corp' ORDER BY 1")
    assert [row[0] for row in heads.fetchall()] == ["softbank-corp", "softbank-group"]


def test_a_changed_day_of_an_article_is_linked_anew(store: Store) -> None:
    report = told("a", "2024-03-01", "acquisition", "announced", BID)
    put(store, [report])
    moved = replace(report, published=date(2024, 4, 1))
    store.connection.execute("UPDATE article_versions SET published = '2024-04-01'")
    came: set[str] = set()
    went: set[str] = set()
    with store.transaction():
        tells(store, moved, [moved.report], came, went)
        assert came == {report.id}
        link_reports(store, came, went, BASE)
    found = tables(store)
    rebuild_links(store, BASE)
    assert tables(store) == found
    assert next(store.deals.all()).first_seen == date(2024, 4, 1)
