"""Pictures are whole SVG: every company, amount and source is in them, inside of the frame and without overlap."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.query.loops import Loop, find_loops
from pipeline.query.money import company_money
from pipeline.query.pictures import company_money_svg, loop_svg
from pipeline.query.pictures.canvas import text_width, wrap
from pipeline.records import LANGS, Company, Lang
from pipeline.store import Store
from tests.query.fixtures import deal
from tests.query.press import add_articles, told, wire

SVG = "{http://www.w3.org/2000/svg}"


def ring(names: list[str], millions: list[float | None]) -> Loop:
    ids = [f"c{n}" for n in range(len(names))]
    deals = [
        deal(f"d{n}", "contract", f"customer={payer} supplier={receiver}", amount, day=date(2025, 11, 6))
        for n, (payer, receiver, amount) in enumerate(zip(ids, ids[1:] + ids[:1], millions, strict=True))
    ]
    companies = [Company(id, name) for id, name in zip(ids, names, strict=True)]
    (loop,) = find_loops(deals, companies)
    return loop


def texts(picture: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(picture).iter(f"{SVG}text"))


def bounds(text: ElementTree.Element) -> tuple[float, float, float, float]:
    size, x, y = (float(text.attrib[name]) for name in ("font-size", "x", "y"))
    width = text_width(text.text or "", size)
    left = {"start": x, "middle": x - width / 2, "end": x - width}[text.attrib["text-anchor"]]
    return left, y - size, left + width, y


def check_frame(picture: str) -> None:
    root = ElementTree.fromstring(picture)
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for text in texts(picture):
        left, top, right, bottom = bounds(text)
        assert left >= 0 and top >= 0 and right <= width and bottom <= height, text.text
    places = [bounds(text) for text in texts(picture)]
    for (a, b, c, d), (e, f, g, h) in combinations(places, 2):
        assert not (a < g - 1 and e < c - 1 and b < h - 4 and f < d - 4), "two texts lie on each other"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_a_loop_shows_its_companies_amounts_and_sources(size: int, lang: Lang) -> None:
    names = ["ソフトバンクグループ株式会社", "OpenAI", "Nestlé & <Fils>", "NTT", "Compagnie des Eaux"][:size]
    picture = loop_svg(ring(names, [25_000, 300, None, 7, 1_000_000][:size]), lang)
    check_frame(picture)
    shown = "\n".join(text.text or "" for text in texts(picture))
    together = shown.replace("\n", "").replace(" ", "")
    for name in names:
        assert name.replace(" ", "") in together
    for n in range(size):
        assert f"d{n}" in shown and "①②③④⑤"[n] in shown
    amount = {"en": "$300", "fr": "300 M $US", "ja": "$3億"}[lang]
    assert amount in shown.replace("\u202f", " ")
    links = [a.attrib["href"] for a in ElementTree.fromstring(picture).iter(f"{SVG}a")]
    assert links == [f"https://example.org/d{n}" for n in [*range(size)]] or len(links) == size


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.text(min_size=1, max_size=80), min_size=2, max_size=5),
    st.lists(st.none() | st.floats(0.001, 10**7), min_size=5, max_size=5),
    st.sampled_from(LANGS),
)
def test_any_name_and_amount_gives_a_picture(names: list[str], millions: list[float | None], lang: Lang) -> None:
    check_frame(loop_svg(ring(names, millions[: len(names)]), lang))


def test_wide_arrows_are_much_money_and_dashed_ones_are_told_by_nobody() -> None:
    deals = [
        deal("1", "joint_venture", "partner=a,b venture=v"),
        deal("2", "investment", "investor=a investee=b", 8),
    ]
    (loop,) = find_loops(deals)
    paths = [p.attrib for p in ElementTree.fromstring(loop_svg(loop)).iter(f"{SVG}path") if "stroke-width" in p.attrib]
    assert ["stroke-dasharray" in path for path in paths] == [False, False, True]
    widths = [float(path["stroke-width"]) for path in paths]
    assert widths[0] == max(widths)


def test_an_address_that_does_not_lead_to_the_web_is_no_link() -> None:
    loop = ring(["A", "B"], [1, 2])
    flow = loop.edges[0].flows[0]
    assert flow.sources[0].url is not None
    object.__setattr__(flow.sources[0], "url", "javascript:alert(1)")
    assert "javascript" not in loop_svg(loop)


def test_a_companys_money_in_and_out(store: Store) -> None:
    add_articles(
        store,
        [
            wire(
                "stake", date(2024, 6, 1), "In Orsay", told("investment", "completed", "investor=Nadir; investee=Orsay")
            )
        ],
    )
    money = company_money(store, "orsay")
    assert [(e.payer, e.receiver, e.kind) for e in money.incoming] == [("name:nadir", "orsay", "equity")]
    assert [(e.receiver_name, e.kind) for e in money.outgoing] == [("Kitahama Rail", "purchase"), ("Quenda", "equity")]
    moved = company_money(store, "Orsay SA", tier="moved")
    assert moved.outgoing == () and len(moved.incoming) == 1
    for lang in LANGS:
        picture = company_money_svg(money, lang)
        check_frame(picture)
        shown = [text.text for text in texts(picture)]
        assert {"Orsay", "Nadir", "Kitahama Rail", "Quenda"} <= set(shown)
    few = company_money_svg(money, most=1)
    assert "Quenda" not in few and "1 others" in few


def test_a_groups_money_leaves_out_what_flows_inside(store: Store) -> None:
    inside = told("debt", "completed", "lender=Kitahama; issuer=Kitahama Rail", (5, "EUR"))
    add_articles(store, [wire("loan", date(2024, 6, 1), "A loan", inside)])
    alone, group = (company_money(store, "kitahama", group=group) for group in (False, True))
    assert [e.receiver for e in alone.outgoing] == ["belmont", "kitahama-rail"]
    assert [e.receiver for e in group.outgoing] == ["belmont"]
    assert [e.payer for e in group.incoming] == ["orsay"]


def test_a_company_without_money_has_an_empty_picture(store: Store) -> None:
    check_frame(company_money_svg(company_money(store, "vela")))


@settings(deadline=None)
@given(st.text(max_size=60), st.floats(8, 20), st.floats(60, 300), st.integers(1, 4))
def test_wrapped_lines_fit(text: str, size: float, width: float, most: int) -> None:
    lines = wrap(text, size, width, most)
    assert 1 <= len(lines) <= most
    assert all(text_width(line, size) <= width + 0.01 for line in lines)
    if not any(line.endswith("…") for line in lines):
        assert "".join("".join(lines).split()) == "".join(text.split())
