"""A report that names one company only is held by its best link, and hangs no other deals together."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.link.clusters import Pair, pair
from pipeline.link.components import Components, holding, is_loose
from pipeline.records import LinkedReport
from tests.link.telling import euros, new_linker, told

SUM = euros(300e6)
FIRST = told("a", "2024-03-01", "acquisition", "announced", {"Lumen Industries": "acquirer", "Kestrel": "target"}, SUM)
OTHER = told("b", "2024-05-01", "acquisition", "announced", {"Lumen Industries": "acquirer", "Zephyr": "target"}, SUM)


def alone(article: str, day: str) -> LinkedReport:
    """A report that names the buyer and the sum only."""
    return told(article, day, "acquisition", "announced", {"Lumen Industries": "acquirer"}, SUM)


def deals_of(*reports: LinkedReport) -> set[frozenset[str]]:
    """The articles of each deal, linked one after the other."""
    linker, state = new_linker()
    for report in reports:
        linker.change({report.article: [report]})
    article = {report.id: report.article for report in reports}
    return {frozenset(article[r] for r in held) for held in state.all_deals().values()}


def test_a_report_of_a_buyer_and_a_sum_goes_to_the_nearest_deal() -> None:
    assert deals_of(FIRST, OTHER, alone("c", "2024-03-04")) == {frozenset("ac"), frozenset("b")}
    assert deals_of(FIRST, OTHER, alone("c", "2024-04-29")) == {frozenset("a"), frozenset("bc")}


def test_a_deal_that_fits_better_draws_the_report_away_and_leaves_the_other_whole() -> None:
    told_again = told(
        "d", "2024-03-02", "acquisition", "completed", {"Lumen Industries": "acquirer", "Kestrel": "target"}, SUM
    )
    assert deals_of(FIRST, told_again, alone("c", "2024-05-02")) == {frozenset("acd")}
    assert deals_of(FIRST, told_again, alone("c", "2024-05-02"), OTHER) == {frozenset("ad"), frozenset("bc")}


def test_reports_of_one_company_alone_are_held_together_until_one_names_the_other() -> None:
    assert deals_of(alone("c", "2024-03-04"), alone("d", "2024-03-05")) == {frozenset("cd")}
    assert deals_of(alone("c", "2024-03-02"), alone("d", "2024-04-30"), FIRST, OTHER) == {
        frozenset("ac"),
        frozenset("bd"),
    }


def test_a_person_who_parts_the_best_two_leaves_the_next_best() -> None:
    linker, _ = new_linker()
    loose = alone("c", "2024-03-04")
    linker.change({r.article: [r] for r in (FIRST, OTHER, loose)})
    profiles = linker.profiles([FIRST.id, OTHER.id, loose.id])
    near, far = (pair(loose.id, r.id) for r in (FIRST, OTHER))
    links = {near: 2.0, far: 2.0}
    assert is_loose(profiles[loose.id])
    assert not is_loose(profiles[FIRST.id])
    assert holding(links, profiles) == {near: 2.0}
    assert holding(links, profiles, [near]) == {far: 2.0}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_walking_the_components_finds_the_links_that_hold_of_all(data: st.DataObject) -> None:
    linker, _ = new_linker()
    days = [f"2024-{data.draw(st.integers(1, 12)):02}-01" for _ in range(data.draw(st.integers(2, 9)))]
    reports = [
        alone(f"x{n}", day)
        if data.draw(st.booleans())
        else told(f"x{n}", day, "acquisition", "announced", {"Lumen Industries": "acquirer", f"Kestrel {n}": "target"})
        for n, day in enumerate(days)
    ]
    linker.change({report.article: [report] for report in reports})
    ids = sorted(report.id for report in reports)
    profiles = linker.profiles(ids)
    links = {
        Pair(a, b): float(data.draw(st.integers(1, 3)))
        for n, a in enumerate(ids)
        for b in ids[n + 1 :]
        if data.draw(st.booleans())
    }
    components = Components(
        lambda reports: {p: s for p, s in links.items() if p.a in reports or p.b in reports},
        lambda reports: (),
        linker.profiles,
        (),
    )
    walked: dict[Pair, float] = {}
    for report in ids:
        members, found = components.around(report)
        assert report in members
        walked |= found
    assert walked == holding(links, profiles)
