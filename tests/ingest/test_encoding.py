"""Bytes come out as the characters that were written, declared, misdeclared or undeclared."""

from __future__ import annotations

import pytest

from pipeline.ingest.encoding import decode
from pipeline.records import Lang

FRENCH = "<rss><title>Société Générale cède sa filiale à un fonds européen, « rien de signé »</title></rss>"
JAPANESE = "<rss><title>㈱港製作所、①期工事を12億円で受注　髙橋社長が発表</title></rss>"
SHORT = "<rss><title>日経平均、続落</title></rss>"


def encoded(text: str, codec: str) -> bytes:
    """The bytes of a text; cp51932 is what Windows writes as EUC-JP."""
    if codec != "cp51932":
        return text.encode(codec)
    return b"".join(_euc(character) for character in text)


def _euc(character: str) -> bytes:
    pair = character.encode("cp932")
    if len(pair) == 1:
        return pair if pair < b"\x80" else b"\x8e" + pair
    lead, trail = pair[0] - (0xC1 if pair[0] >= 0xE0 else 0x81), pair[1]
    if trail >= 0x9F:
        return bytes([0xA1 + 2 * lead + 1, 0xA1 + trail - 0x9F])
    return bytes([0xA1 + 2 * lead, 0xA1 + trail - 0x40 - (trail >= 0x80)])


def declared(text: str, name: str) -> str:
    return f'<?xml version="1.0" encoding="{name}"?>{text}'


@pytest.mark.parametrize(
    ("text", "label", "codec"),
    [
        (FRENCH, "ISO-8859-1", "cp1252"),
        (FRENCH, "windows-1252", "cp1252"),
        (FRENCH, "ISO-8859-15", "iso8859-15"),
        (FRENCH, "utf-8", "utf-8"),
        (JAPANESE, "Shift_JIS", "cp932"),
        (JAPANESE, "x-sjis", "cp932"),
        (JAPANESE, "Windows-31J", "cp932"),
        (JAPANESE, "EUC-JP", "cp51932"),
        (JAPANESE, "utf-8", "utf-8"),
        (JAPANESE, "UTF-16", "utf-16"),
        (SHORT, "ISO-2022-JP", "iso2022_jp"),
    ],
)
@pytest.mark.parametrize("where", ["xml", "header"])
def test_a_declared_encoding_is_used(text: str, label: str, codec: str, where: str) -> None:
    document = declared(text, label) if where == "xml" else text
    header = f"application/xml; charset={label}" if where == "header" else "application/xml"
    decoded = decode(encoded(document, codec), header)
    assert decoded.text == document
    assert decoded.problem is None


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_beats_all_declarations(codec: str) -> None:
    document = declared(FRENCH, "ISO-8859-1")
    assert decode(encoded(document, codec), "text/xml; charset=shift_jis").text == document


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_wide_characters_need_no_mark(codec: str) -> None:
    document = declared(JAPANESE, "UTF-16")
    assert decode(encoded(document, codec)).text == document


@pytest.mark.parametrize(
    ("text", "codec", "lang"),
    [
        (FRENCH, "cp1252", None),
        (FRENCH, "cp1252", "fr"),
        (FRENCH, "utf-8", "fr"),
        (JAPANESE, "cp932", None),
        (JAPANESE, "cp932", "ja"),
        (JAPANESE, "cp51932", None),
        (JAPANESE, "cp51932", "ja"),
        (SHORT.replace("続落", "は続落した"), "cp932", "ja"),
        (SHORT.replace("続落", "は続落した"), "euc_jp", "ja"),
        (SHORT, "iso2022_jp", "ja"),
        (SHORT, "utf-8", None),
        ("<rss><title>plain</title></rss>", "ascii", None),
    ],
)
def test_an_undeclared_encoding_is_found(text: str, codec: str, lang: Lang | None) -> None:
    decoded = decode(encoded(text, codec), "", lang)
    assert decoded.text == text
    assert decoded.problem is None


@pytest.mark.parametrize(
    ("text", "codec", "label", "lang"),
    [
        (FRENCH, "utf-8", "ISO-8859-1", "fr"),
        (FRENCH, "cp1252", "utf-8", "fr"),
        (FRENCH, "cp1252", "us-ascii", "fr"),
        (JAPANESE, "utf-8", "Shift_JIS", "ja"),
        (JAPANESE, "cp932", "utf-8", "ja"),
        (JAPANESE, "cp932", "ISO-8859-1", "ja"),
        (JAPANESE, "cp51932", "Shift_JIS", "ja"),
        (JAPANESE, "cp932", "no-such-encoding", "ja"),
    ],
)
def test_a_wrong_declaration_is_seen_through(text: str, codec: str, label: str, lang: Lang) -> None:
    document = declared(text, label)
    decoded = decode(encoded(document, codec), "", lang)
    assert decoded.text == document
    if label not in ("us-ascii", "no-such-encoding"):
        assert decoded.problem is not None
        assert decoded.problem.kind == "wrong_encoding"


def test_the_header_and_the_document_may_disagree() -> None:
    document = declared(JAPANESE, "EUC-JP")
    decoded = decode(encoded(document, "cp51932"), "text/xml; charset=utf-8", "ja")
    assert decoded.text == document
    assert decoded.problem is not None
    assert "declared as utf-8" in decoded.problem.message


def test_a_page_may_declare_in_its_head() -> None:
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS"></head>{JAPANESE}'
    assert decode(page.encode("cp932"), "text/html").text == page


def test_a_few_damaged_characters_do_not_spoil_utf8() -> None:
    data = declared(JAPANESE * 5, "utf-8").encode().replace("髙".encode(), "髙".encode()[:2], 1)
    decoded = decode(data, "", "ja")
    assert decoded.encoding == "utf-8"
    assert decoded.text.count("㈱港製作所") == 5
    assert decoded.problem is not None
    assert decoded.problem.kind == "damaged_characters"


def test_any_bytes_become_some_text() -> None:
    for lang in ("fr", "ja", None):
        decoded = decode(bytes(range(256)) * 3, "text/xml; charset=utf-8", lang)
        assert decoded.text
