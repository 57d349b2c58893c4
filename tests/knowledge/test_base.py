"""Looking organisations up."""

from __future__ import annotations

import pytest

from pipeline.knowledge import Knowledge, KnownCompany, load_knowledge
from pipeline.knowledge.fold import fold_name
from pipeline.knowledge.table import pack, unpack
from pipeline.records import CompanyName

SAME = [
    ("softbank-group", ["SoftBank Group", "groupe SoftBank", "ソフトバンクグループ", "ソフトバンクG", "SBG"]),
    ("softbank-corp", ["SoftBank Corp.", "ソフトバンク", "ソフトバンク株式会社"]),
    ("nippon-steel", ["Nippon Steel", "日本製鉄", "日鉄", "新日鉄住金", "日本製鉄株式会社"]),
    ("toyota-industries", ["Toyota Industries", "豊田自動織機", "豊田織"]),
    ("johnson-johnson", ["Johnson & Johnson", "J&J", "ジョンソン・エンド・ジョンソン", "Johnson and Johnson"]),
    ("meta", ["Meta", "Meta Platforms", "Facebook", "フェイスブック", "メタ"]),
    ("nvidia", ["Nvidia", "NVIDIA CORP", "エヌビディア"]),
    ("openai", ["OpenAI", "Open AI", "オープンAI", "オープンＡＩ"]),
    ("cleveland-cliffs", ["Cleveland-Cliffs", "クリーブランド・クリフス"]),
    ("lvmh", ["LVMH", "LVMH Moët Hennessy Louis Vuitton", "LVMHモエヘネシー・ルイヴィトン"]),
    ("toshiba", ["Toshiba", "東芝"]),
    ("bpifrance", ["Bpifrance", "BPIフランス"]),
    ("european-commission", ["Commission européenne", "European Commission", "欧州委員会"]),
]


@pytest.fixture(scope="module")
def base() -> Knowledge:
    return load_knowledge()


def ids(companies: tuple[KnownCompany, ...]) -> list[str]:
    return [company.id for company in companies]


@pytest.mark.parametrize(("wanted", "names"), SAME, ids=[wanted for wanted, _ in SAME])
def test_one_organisation_is_found_by_its_names_of_all_languages(
    base: Knowledge, wanted: str, names: list[str]
) -> None:
    for name in names:
        assert ids(base.lookup(fold_name(name)))[:1] == [wanted], name


def test_an_ambiguous_name_gives_the_default_first(base: Knowledge) -> None:
    assert ids(base.lookup(fold_name("SoftBank"))) == ["softbank-group", "softbank-corp"]
    assert ids(base.lookup(fold_name("ソフトバンク"))) == ["softbank-corp", "softbank-group"]
    assert ids(base.lookup(fold_name("Merck"))) == ["merck-us", "merck-kgaa"]


def test_a_listed_company_is_found_by_japanese_and_english_name_and_code(base: Knowledge) -> None:
    (seeds,) = base.lookup(fold_name("カネコ種苗"))
    assert base.lookup(fold_name("Kaneko Seeds")) == (seeds,)
    assert base.lookup(fold_name("KANEKO SEEDS CO., LTD.")) == (seeds,)
    assert ("securities_code", "1376") in seeds.codes
    assert (seeds.country, seeds.kind, seeds.readings) == ("JP", "company", ("カネコシュビョウ",))


def test_what_is_unknown_gives_nothing(base: Knowledge) -> None:
    assert base.lookup("a name that nobody bears") == ()
    assert base.lookup("") == ()
    assert base.get("nobody") is None
    assert base.children("nobody") == ()


def test_parents_and_children_agree(base: Knowledge) -> None:
    assert {"softbank-corp", "arm"} <= set(ids(base.children("softbank-group")))
    for company in base:
        if company.parent is not None:
            assert company in base.children(company.parent)
            assert base.get(company.parent) is not None


def test_every_company_is_found_by_its_own_names(base: Knowledge) -> None:
    assert len({company.id for company in base}) == len(base)
    for company in base:
        assert base.get(company.id) is company
        for name in company.names[:3]:
            assert company in base.lookup(fold_name(name.text)), (company.id, name)


def test_no_code_of_a_register_is_given_twice(base: Knowledge) -> None:
    owners: dict[tuple[str, str], str] = {}
    for company in base:
        for code in company.codes:
            if code[0] in ("edinet", "securities_code", "cik"):
                assert owners.setdefault(code, company.id) == company.id, code


def test_ranks_order_the_answers() -> None:
    def known(id_: str, name: str, **more: tuple[str, ...]) -> KnownCompany:
        return KnownCompany(id_, name, names=(CompanyName(name),), **more)  # type: ignore[arg-type]

    companies = [
        known("z-default", "Azure Group", default_for=("Azure",)),
        known("d-former", "Indigo", former=("Azure",)),
        known("c-form", "Azure SE"),
        known("sec:1", "Azure"),
        known("b-name", "Azure"),
    ]
    base = Knowledge(unpack(pack(companies), "table"))
    assert ids(base.lookup("azure")) == ["z-default", "b-name", "sec:1", "c-form", "d-former"]
    assert ids(tuple(base)) == ["b-name", "c-form", "d-former", "sec:1", "z-default"]
