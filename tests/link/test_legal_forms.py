"""Legal forms are set aside, in many countries and scripts, and told."""

import json
from importlib import resources

import pytest

from pipeline.link.legal_forms import split_name, strip_legal_form

NAMES = [
    ("AE", "Emaar Development PJSC", "emaar development", "stock"),
    ("AL", "Alba Shoqëri Anonime", "alba", "stock"),
    ("AR", "Molinos del Sur S.A.", "molinos del sur", "stock"),
    ("AT", "Donau Werke GmbH", "donau werke", "limited"),
    ("AU", "Outback Mining Pty Ltd", "outback mining", None),
    ("AZ", "Xazar MMC", "xazar", "limited"),
    ("BE", "De Vlinder BVBA", "de vlinder", "limited"),
    ("BG", "Балкан ЕООД", "балкан", "limited"),
    ("BR", "Rio Verde Ltda", "rio verde", None),
    ("CA", "Érable Limitée", "erable", None),
    ("CH", "Alpenbahn AG", "alpenbahn", "stock"),
    ("CL", "Andes Fruta SpA", "andes fruta", "stock"),
    ("CN", "衆和貿易有限公司", "衆和貿易", "limited"),
    ("CO", "Café Bogotá SAS", "cafe bogota", "limited"),
    ("CZ", "Moravia spol. s r.o.", "moravia", "limited"),
    ("DE", "Nordlicht GmbH & Co. KG", "nordlicht", "partnership"),
    ("DK", "Lille Mølle ApS", "lille molle", "limited"),
    ("EE", "Põhjatäht OÜ", "pohjataht", "limited"),
    ("ES", "Costa Azul S.L.", "costa azul", "limited"),
    ("FI", "Pohjola Oyj", "pohjola", "stock"),
    ("FR", "Les Tilleuls SARL", "les tilleuls", "limited"),
    ("GB", "Thornbury PLC", "thornbury", "stock"),
    ("GR", "Aegean Olives ΕΠΕ", "aegean olives", "limited"),
    ("HR", "Jadran d.o.o.", "jadran", "limited"),
    ("HU", "Balaton Kft.", "balaton", "limited"),
    ("ID", "PT Garuda Timber Tbk", "garuda timber", "stock"),
    ("IE", "Shannon Foods DAC", "shannon foods", "limited"),
    ("IN", "Ganga Steel Pvt. Ltd.", "ganga steel", None),
    ("IS", "Norðurljós hf", "nordurljos", "limited"),
    ("IT", "Officine Lario S.r.l.", "officine lario", "limited"),
    ("JP", "株式会社みなと商会", "みなと商会", "stock"),
    ("JP", "みなと商会合同会社", "みなと商会", "limited"),
    ("JP", "㈱みなと商会", "みなと商会", "stock"),
    ("KR", "한빛전자 주식회사", "한빛전자", "stock"),
    ("KW", "Gulf Pearl KSC", "gulf pearl", "stock"),
    ("KZ", "ТОО Степь", "степь", None),
    ("LT", "Gintaras UAB", "gintaras", "limited"),
    ("LU", "Ardennes Invest SCA", "ardennes invest", "partnership"),
    ("LV", "Dzintars SIA", "dzintars", "limited"),
    ("MX", "Maíz Dorado S.A. de C.V.", "maiz dorado", "stock"),
    ("MY", "Kelapa Sdn Bhd", "kelapa", None),
    ("NL", "De Tulp B.V.", "de tulp", "limited"),
    ("NO", "Fjordkraft ASA", "fjordkraft", "stock"),
    ("PL", "Bałtyk Sp. z o.o.", "baltyk", "limited"),
    ("PT", "Porto Vinhos Lda", "porto vinhos", None),
    ("RO", "Carpat SRL", "carpat", "limited"),
    ("RS", "Dunav a.d.", "dunav", "stock"),
    ("RU", "ПАО Волга", "волга", "stock"),
    ("SE", "Norrsken AB", "norrsken", "stock"),
    ("SG", "Merlion Pte. Ltd.", "merlion", None),
    ("TH", "Chao Phraya PCL", "chao phraya", "stock"),
    ("TR", "Anadolu Ltd. Şti.", "anadolu", None),
    ("UA", "ТОВ Карпати", "карпати", None),
    ("US", "Blue Mesa LLC", "blue mesa", "limited"),
    ("US", "Blue Mesa, Inc.", "blue mesa", None),
]


@pytest.mark.parametrize(("country", "name", "stem", "family"), NAMES)
def test_a_form_is_set_aside(country: str, name: str, stem: str, family: str | None) -> None:
    parts = split_name(name)
    assert parts.stem == stem, country
    assert parts.form, country
    if family is not None:
        assert parts.family == family, country


def test_more_than_forty_countries_are_tried() -> None:
    assert len({country for country, *_ in NAMES}) >= 40


@pytest.mark.parametrize(
    ("name", "core", "group"),
    [
        ("ソフトバンクグループ㈱", "ソフトバンク", True),
        ("ソフトバンクG", "ソフトバンク", True),
        ("セブン&アイHD", "セブン&アイ", True),
        ("セブン＆アイ・ホールディングス", "セブン&アイ", True),
        ("Seven & i Holdings Co., Ltd.", "seven & i", True),
        ("Groupe Canal+", "canal", True),
        ("The Blue Mesa Company", "blue mesa", False),
        ("NTT", "ntt", False),
    ],
)
def test_words_like_group_are_set_aside_for_comparing(name: str, core: str, group: bool) -> None:
    parts = split_name(name)
    assert (parts.core, parts.group) == (core, group)


@pytest.mark.parametrize("name", ["SE", "HD", "グループ", "Inc", "SA Taxi", "A.O. Smith", "AT&T", "Trust"])
def test_a_name_is_never_emptied(name: str) -> None:
    parts = split_name(name)
    assert parts.stem == parts.folded
    assert parts.core


def test_the_form_is_told_beside_the_stem() -> None:
    assert strip_legal_form("Kering S.A.") == ("kering", "SA")
    assert strip_legal_form("Kering") == ("kering", None)


def test_the_file_holds_forms_of_every_family() -> None:
    raw = json.loads(resources.files("pipeline.link.data").joinpath("legal_forms.json").read_text(encoding="utf-8"))
    families = {form["family"] for form in raw["forms"]}
    assert {"stock", "limited", "partnership", "cooperative", "neutral"} <= families
    written = [w for form in raw["forms"] for w in form["written"]]
    assert len(written) == len(set(written)) > 1000
