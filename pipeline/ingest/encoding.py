"""Bytes of a feed or page to text: by what is declared, if that can be true, else by evidence.

Declarations are often wrong: servers add a charset they know nothing about, and old Japanese and French feeds declare
none. A declared encoding is believed only where the bytes decode in it.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from pipeline.records import Lang, Problem

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BARE = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"), (b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:+-]+)[\"']", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
# What is written under these names in practice: the vendors' extensions, with ㈱, ① and the euro sign.
_FAMILIES = {
    "shift_jis": ("cp932", "shift_jis_2004"),
    "cp932": ("cp932", "shift_jis_2004"),
    "euc_jp": ("euc_jp", "cp51932", "euc_jis_2004"),
    "iso2022_jp": ("iso2022_jp_ext", "iso2022_jp_2004"),
    "iso8859-1": ("cp1252", "latin-1"),
    "ascii": ("ascii", "cp1252", "latin-1"),
    "cp1252": ("cp1252", "latin-1"),
    "gb2312": ("gb18030",),
}
_ALIASES = {
    "x-sjis": "shift_jis",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "cp51932": "euc_jp",
    "eucjp-ms": "euc_jp",
}
_SINGLE_BYTE = frozenset({"iso8859-1", "cp1252", "ascii", "iso8859-15"})
_KANA = re.compile("[ぁ-ヿ]")
_JAPANESE = ("cp932", "euc_jp", "cp51932", "euc_jis_2004")
_ESCAPES = re.compile(rb"\x1b\$[B@]")
_EUC_PAIR = re.compile(rb"[\xa1-\xfe][\xa1-\xfe]|\x8e[\xa1-\xdf]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in, and what was wrong about it."""

    text: str
    encoding: str
    problem: Problem | None = None


def decode(data: bytes, content_type: str = "", lang: Lang | None = None) -> Decoded:
    """The text of a feed or page.

    ``content_type`` is the header it came with, ``lang`` the language it should be in: evidence where nothing true is
    declared. Never fails: what cannot be decoded becomes U+FFFD and is reported.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return Decoded(data[len(bom) :].decode(name, "replace"), name)
    for start, name in _BARE:
        if data.startswith(start):
            return Decoded(data.decode(name, "replace"), name)
    if _ESCAPES.search(data) and (escaped := _strict(data, _FAMILIES["iso2022_jp"])) is not None:
        # Seven bits only, so that it would pass for ASCII; no other text holds these escapes.
        return escaped
    declared = _declared(data, content_type)
    utf8 = _strict(data, ("utf-8",))
    for name in declared:
        family = _FAMILIES.get(name, (name,))
        if name in _SINGLE_BYTE and not data.isascii():
            # Any bytes are text in a single-byte encoding, so its name alone proves nothing.
            if utf8 is not None:
                return Decoded(utf8.text, "utf-8", _misdeclared(name, "utf-8"))
            if lang == "ja" and (found := _strict_japanese(data)) is not None:
                return Decoded(found.text, found.encoding, _misdeclared(name, found.encoding))
        decoded = _strict(data, family)
        if decoded is not None:
            return decoded if name == declared[0] else _noted(decoded, declared[0])
    if utf8 is not None:
        return utf8 if not declared else _noted(utf8, declared[0])
    if "utf-8" in declared and (damaged := _damaged_utf8(data)) is not None:
        return damaged
    found = _detect(data, lang)
    return _noted(found, declared[0]) if declared and found.problem is None else found


def _declared(data: bytes, content_type: str) -> list[str]:
    """Names of the encodings declared by the header, the XML declaration and the page's meta tag, as Python calls
    them; unknown names are left out."""
    names: list[str] = []
    found = [m[1] for m in [_CHARSET.search(content_type)] if m]
    found += [m[1].decode("ascii") for m in [_XML.search(data[:1024]), _META.search(data[:4096])] if m]
    for label in found:
        try:
            name = codecs.lookup(_ALIASES.get(label.lower(), label)).name
        except (LookupError, ValueError):
            continue
        if name not in names and name != "utf-16":
            names.append(name)
    return names


def _strict(data: bytes, family: tuple[str, ...]) -> Decoded | None:
    for name in family:
        try:
            return Decoded(_cp51932(data) if name == "cp51932" else data.decode(name), name)
        except (UnicodeDecodeError, LookupError):
            continue
    return None


def _cp51932(data: bytes) -> str:
    """EUC-JP with Microsoft's extensions (髙, ㈱, ①), which Python has no codec for: the same characters as in
    Shift_JIS, at other places. Raises UnicodeDecodeError."""

    def shifted(match: re.Match[bytes]) -> bytes:
        first, second = match[0]
        if first == 0x8E:
            return bytes([second])
        row, cell = first - 0xA1, second - 0xA1
        lead = 0x81 + row // 2 + (0x40 if row >= 62 else 0)
        return bytes([lead, 0x9F + cell if row % 2 else 0x40 + cell + (cell >= 63)])

    if _EUC_PAIR.sub(b"", data).isascii():
        return _EUC_PAIR.sub(shifted, data).decode("cp932")
    raise UnicodeDecodeError("cp51932", data, 0, 1, "bytes that stand alone")


def _strict_japanese(data: bytes) -> Decoded | None:
    """The text by the Japanese encoding in which it decodes with the most kana; None where there is none."""
    texts = [d for name in _JAPANESE if (d := _strict(data, (name,))) is not None]
    best = max(texts, key=lambda d: len(_KANA.findall(d.text)), default=None)
    return best if best is not None and _KANA.search(best.text) else None


def _damaged_utf8(data: bytes) -> Decoded | None:
    """UTF-8 with a few bad bytes in it, such as a character cut in half by the publisher; None if they are many."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    other = sum(1 for c in text if c > "\x7f") - bad
    if bad > max(3, other // 50) or other < bad:
        return None
    message = f"{bad} damaged characters in its UTF-8: shown as \ufffd"
    return Decoded(text, "utf-8", Problem("damaged_characters", message))


def _detect(data: bytes, lang: Lang | None) -> Decoded:
    """The text by evidence alone; the bytes are not UTF-8."""
    # Imported here: only feeds without a true declaration need it.
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=["cp932", "euc_jp", "cp1252"]).best()
    name = best.encoding if best is not None else None
    japanese = _strict_japanese(data)
    if japanese is not None and (lang == "ja" or name is None or name in _JAPANESE):
        # The library knows the family; which member holds every character is seen by decoding.
        exact = _strict(data, _FAMILIES.get(name or "", ()))
        return exact if exact is not None and _KANA.search(exact.text) else japanese
    decoded = _strict(data, _FAMILIES["cp1252"])
    assert decoded is not None, "every byte is a character of latin-1"
    if lang != "ja":
        return decoded
    text = data.decode("cp932", "replace")
    message = "its encoding is not told and not to be found: read as Shift_JIS"
    return Decoded(text, "cp932", Problem("unknown_encoding", message))


def _misdeclared(declared: str, true: str) -> Problem:
    return Problem("wrong_encoding", f"declared as {declared} but written in {true}: read as {true}")


def _noted(decoded: Decoded, declared: str) -> Decoded:
    return Decoded(decoded.text, decoded.encoding, _misdeclared(declared, decoded.encoding))
