"""One company behind many names, and two companies that stay two."""

from datetime import UTC, datetime

from pipeline.link.whole import Linked
from pipeline.records import Judgement, Lang, LinkedReport, Role, Verdict
from tests.link.telling import Base, euros, known, linked, told

NOBODY = Base()


def companies(found: Linked) -> dict[str, set[str]]:
    """Names by company."""
    return {c.id: {n.text for n in c.names if n.source != "knowledge"} for c in found.companies}


def judged(verdict: Verdict, a: str, b: str) -> Judgement:
    """A person's word on two companies."""
    at = datetime(2025, 1, 1, tzinfo=UTC)
    return Judgement("j1", "company", verdict, min(a, b), max(a, b), "because", "ann", at)


def parties(article: str, *names: str) -> dict[str, Role]:
    """A partnership's parties: the names, and one of the article's own."""
    return dict.fromkeys((*names, f"Partner of {article}"), "partner")


def test_spellings_and_legal_forms_of_one_name_are_one_company() -> None:
    found = linked(
        told("a", "2024-01-01", "partnership", "announced", parties("a", "Érable Noir")),
        told("b", "2024-02-01", "partnership", "announced", parties("b", "ERABLE NOIR S.A.")),
        told("c", "2024-03-01", "partnership", "announced", parties("c", "Erable-Noir Group")),
        base=NOBODY,
    )
    assert companies(found)["name:erable-noir"] == {"Érable Noir", "ERABLE NOIR S.A.", "Erable-Noir Group"}
    assert next(c for c in found.companies if c.id == "name:erable-noir").legal_form == "SA"


def test_kk_and_gk_of_one_stem_are_two_companies() -> None:
    reports = [
        told("a", "2024-01-01", "partnership", "announced", parties("a", "株式会社みなと"), lang="ja"),
        told("b", "2024-02-01", "partnership", "announced", parties("b", "みなと合同会社"), lang="ja"),
    ]
    found = companies(linked(*reports, base=NOBODY))
    assert {"name:みなと/stock", "name:みなと/limited"} <= found.keys()
    joined = linked(*reports, base=NOBODY, judgements=[judged("same", "name:みなと/stock", "name:みなと/limited")])
    assert {"株式会社みなと", "みなと合同会社"} in companies(joined).values()


def test_a_bare_name_goes_with_the_only_form_there_is_and_with_none_of_two() -> None:
    one = told("a", "2024-01-01", "partnership", "announced", parties("a", "株式会社みなと"), lang="ja")
    bare = told("b", "2024-02-01", "partnership", "announced", parties("b", "みなと"), lang="ja")
    other = told("c", "2024-03-01", "partnership", "announced", parties("c", "みなと合同会社"), lang="ja")
    assert {"株式会社みなと", "みなと"} in companies(linked(one, bare, base=NOBODY)).values()
    assert {"みなと"} in companies(linked(one, bare, other, base=NOBODY)).values()


def test_katakana_and_latin_of_one_name_meet_where_they_are_alone() -> None:
    spoken = told("a", "2024-01-01", "partnership", "announced", parties("a", "テレフロント"), lang="ja")
    spelled = told("b", "2024-02-01", "partnership", "announced", parties("b", "Telefront"))
    rival = told("c", "2024-02-01", "partnership", "announced", parties("c", "Terefront"))
    assert {"テレフロント", "Telefront"} in companies(linked(spoken, spelled, base=NOBODY)).values()
    assert {"テレフロント"} in companies(linked(spoken, spelled, rival, base=NOBODY)).values()


def test_translated_names_come_from_the_knowledge_base() -> None:
    base = Base(known("steel", "Nippon Steel", "日本製鉄", "日鉄"))
    found = linked(
        told("a", "2024-01-01", "partnership", "announced", parties("a", "日本製鉄"), lang="ja"),
        told("b", "2024-02-01", "partnership", "announced", parties("b", "Nippon Steel Corp.")),
        base=base,
    )
    assert companies(found)["steel"] == {"Nippon Steel Corp."}


def test_an_alias_of_an_article_is_known_elsewhere() -> None:
    full = told("a", "2024-01-01", "partnership", "announced", parties("a", "Quantum Kettle Works"),
                aliases={"Quantum Kettle Works": ("QKW",)})  # fmt: skip
    short = told("b", "2024-02-01", "partnership", "announced", parties("b", "QKW"))
    other = told("c", "2024-03-01", "partnership", "announced", parties("c", "Queen Kitty Waffles"),
                 aliases={"Queen Kitty Waffles": ("QKW",)})  # fmt: skip
    assert {"Quantum Kettle Works", "QKW"} in companies(linked(full, short, base=NOBODY)).values()
    assert {"QKW"} in companies(linked(full, short, other, base=NOBODY)).values()


def test_an_alias_never_welds_two_known_companies() -> None:
    found = linked(
        told("a", "2024-01-01", "partnership", "announced", parties("a", "Kestrel"), aliases={"Kestrel": ("Oracle",)}),
        told("b", "2024-02-01", "partnership", "announced", parties("b", "Zephyr"),
             aliases={"Zephyr": ("Kestrel", "Oracle")}),
        told("c", "2024-02-01", "partnership", "announced", parties("c", "Oracle")),
    )  # fmt: skip
    assert {"kestrel", "oracle", "name:zephyr"} <= companies(found).keys()


def test_a_parents_name_is_not_its_units() -> None:
    found = linked(
        told("a", "2024-01-01", "partnership", "announced", parties("a", "Hitachi Rail"),
             aliases={"Hitachi Rail": ("Hitachi",)}),
        told("b", "2024-02-01", "partnership", "announced", parties("b", "Hitachi")),
    )  # fmt: skip
    assert {"hitachi", "name:hitachi-rail"} <= companies(found).keys()


def test_two_parties_of_one_deal_are_two_companies_whatever_their_names() -> None:
    found = linked(
        told(
            "a",
            "2024-01-01",
            "acquisition",
            "announced",
            {"Telefront": "acquirer", "テレフロント": "target"},
            lang="ja",
        ),
        base=NOBODY,
    )
    assert len(found.companies) == 2


def test_a_bare_softbank_is_resolved_by_its_context_with_a_score() -> None:
    def resolved(parties: dict[str, Role], name: str, **more: object) -> tuple[str, float]:
        found = linked(told("a", "2025-01-31", "investment", "announced", parties, **more))  # type: ignore[arg-type]
        party = next(p for p in found.deals[0].parties if p.role != "investee" and p.role != "customer")
        assert party.name
        return party.company, party.score

    investor: dict[str, Role] = {"SoftBank": "investor", "OpenAI": "investee"}
    company, bare = resolved(investor, "SoftBank")
    assert company == "softbank-group"
    company, told_fully = resolved(investor, "SoftBank", aliases={"SoftBank": ("SoftBank Group",)})
    assert company == "softbank-group"
    assert bare < told_fully < 1.0
    company, arm = resolved(investor, "SoftBank", aliases={"SoftBank": ("ソフトバンク株式会社",)})
    assert company == "softbank-corp"
    assert arm < told_fully
    company, full = resolved({"SoftBank Group Corp.": "investor", "OpenAI": "investee"}, "SoftBank Group Corp.")
    assert (company, full) == ("softbank-group", 1.0)


def test_a_name_of_two_companies_without_a_likelier_one_stays_a_name() -> None:
    base = Base(known("list:1", "Sankei"), known("list:2", "Sankei"))
    found = linked(told("a", "2024-01-01", "partnership", "announced", parties("a", "Sankei")), base=base)
    party = next(p for p in found.deals[0].parties if p.name == "Sankei")
    assert (party.company, party.score) == ("name:sankei", 0.5)


def test_a_judgement_that_two_differ_holds_against_any_likeness() -> None:
    reports = [
        told("a", "2024-01-01", "partnership", "announced", parties("a", "Telefront")),
        told("b", "2024-02-01", "partnership", "announced", parties("b", "テレフロント"), lang="ja"),
    ]
    found = linked(*reports, base=NOBODY, judgements=[judged("different", "name:telefront", "name:テレフロント")])
    assert {"Telefront"} in companies(found).values()
    assert {"テレフロント"} in companies(found).values()


def test_a_judgement_may_join_two_known_companies() -> None:
    reports = [
        told("a", "2024-01-01", "partnership", "announced", parties("a", "Kestrel")),
        told("b", "2024-02-01", "partnership", "announced", parties("b", "Oracle")),
    ]
    found = linked(*reports, judgements=[judged("same", "kestrel", "oracle")])
    assert "oracle" not in companies(found)
    kestrel = next(c for c in found.companies if c.id == "kestrel")
    assert kestrel.name == "Kestrel"
    assert "Oracle" in {n.text for n in kestrel.names}


def deal_in(article: str, lang: Lang, target: str, amount: float = 480e6, day: str = "2024-05-02") -> LinkedReport:
    """Lumen Industries buys something."""
    buyer = "ルーメン工業" if lang == "ja" else "Lumen Industries"
    return told(
        article, day, "acquisition", "announced", {buyer: "acquirer", target: "target"}, euros(amount), lang=lang
    )


def learned_from(*reports: LinkedReport) -> set[str]:
    """The names that deals taught."""
    return {n.text for c in linked(*reports).companies for n in c.names if n.source == "learned"}


def test_deals_that_agree_teach_a_name() -> None:
    found = linked(deal_in("a", "en", "Northern Paper Mill"), deal_in("b", "ja", "北方製紙", day="2024-05-04"))
    company = next(c for c in found.companies if c.id == "name:northern-paper-mill")
    assert {(n.text, n.source) for n in company.names} == {
        ("Northern Paper Mill", "article"),
        ("北方製紙", "learned"),
    }
    assert len(found.deals) == 1


def test_deals_that_differ_in_amount_week_or_not_in_language_teach_nothing() -> None:
    english = deal_in("a", "en", "Northern Paper Mill")
    assert learned_from(english, deal_in("b", "ja", "北方製紙")) == {"北方製紙"}
    assert learned_from(english, deal_in("b", "ja", "北方製紙", amount=700e6)) == set()
    assert learned_from(english, deal_in("b", "ja", "北方製紙", day="2024-06-04")) == set()
    assert learned_from(english, deal_in("b", "en", "Southern Paper Mill")) == set()
    assert learned_from(english, deal_in("b", "ja", "オラクル")) == {"Northern Paper Mill"}


def test_deals_never_teach_that_two_known_companies_are_one() -> None:
    assert learned_from(deal_in("a", "en", "Kestrel"), deal_in("b", "ja", "オラクル")) == set()


def test_what_a_person_forbade_is_not_learned() -> None:
    english, japanese = deal_in("a", "en", "Northern Paper Mill"), deal_in("b", "ja", "北方製紙")
    no = judged("different", "name:northern-paper-mill", "name:北方製紙")
    found = linked(english, japanese, judgements=[no])
    assert {"name:northern-paper-mill", "name:北方製紙"} <= {c.id for c in found.companies}


def test_names_tell_a_fund_and_a_ministry() -> None:
    found = linked(
        told("a", "2024-01-01", "partnership", "announced", parties("a", "Birch Lane Ventures", "Ministry of Canals")),
        base=NOBODY,
    )
    kinds = {c.name: c.kind for c in found.companies}
    assert kinds["Birch Lane Ventures"] == "fund"
    assert kinds["Ministry of Canals"] == "state_body"
    assert kinds["Partner of a"] == "company"
