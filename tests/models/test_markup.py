"""The markup of the training passages: read exactly, and refused where it breaks its form."""

from pathlib import Path

import pytest

from models.recipe.markup import MarkupError, Mention, Trigger, check, parse_passage, unmarked_names

PASSAGE = """@agency 1=acquisition/announced 2=debt/completed/bg
[Dupont|O 1:acquirer 2:issuer] <achète|1> [Durand|O 1:target] pour [3 M€|M 1:deal], soit [51 %|S 1]
\\<DUP\\> [Dupont|O] avait <emprunté|2 announced> à [Lyon|L]."""


def test_text_is_plain_and_offsets_are_exact() -> None:
    passage = parse_passage(PASSAGE)
    assert passage.text == "Dupont achète Durand pour 3 M€, soit 51 %\n<DUP> Dupont avait emprunté à Lyon."
    spans = [(passage.text[m.start : m.end], m.kind, m.links) for m in passage.mentions]
    assert spans == [
        ("Dupont", "ORG", ((1, "acquirer"), (2, "issuer"))),
        ("Durand", "ORG", ((1, "target"),)),
        ("3 M€", "MONEY", ((1, "deal"),)),
        ("51 %", "SHARE", ((1, "stake"),)),
        ("Dupont", "ORG", ((1, "acquirer"), (2, "issuer"))),
        ("Lyon", "PLACE", ()),
    ]


def test_a_trigger_has_its_deals_status_or_its_own() -> None:
    passage = parse_passage(PASSAGE)
    at = passage.text.index("emprunté")
    assert passage.triggers == (Trigger(7, 13, 1, "announced"), Trigger(at, at + 8, 2, "announced"))
    assert passage.deals[1].status == "completed"
    assert passage.deals[1].background


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("agency\n[A|O] x", "the head"),
        ("@agency 1=takeover/announced\n[A|O 1:acquirer] <buys|1>", "unknown deal type"),
        ("@agency 1=acquisition/planned\n[A|O 1:acquirer] <buys|1>", "unknown status"),
        ("@agency 1=acquisition/announced\n[A|O 1:acquirer] buys B", "has no <words"),
        ("@agency 1=acquisition/announced\nA <buys|1> B", "no party"),
        ("@agency 1=acquisition/announced\n[A|O 1:investor] <buys|1> B", "has no role 'investor'"),
        ("@agency\n[A|O 1:acquirer] x", "names a deal that the head lacks"),
        ("@agency\nA [B x", "a stray '['"),
        ("@agency\n[51 %|S] x", "needs its deal"),
        ("@agency", "has no text"),
    ],
)
def test_what_breaks_the_form_is_named(block: str, message: str) -> None:
    with pytest.raises(MarkupError, match=message.replace("[", r"\[")):
        parse_passage(block)


def test_a_name_marked_once_and_bare_elsewhere_is_reported() -> None:
    assert unmarked_names(parse_passage("@daily\n[Canon|O] and Canon again, not Canonical")) == ["Canon"]
    assert unmarked_names(parse_passage("@daily\n[Canon|O], not Canonical")) == []


def test_mentions_are_frozen() -> None:
    with pytest.raises(AttributeError):
        Mention(0, 1, "ORG", ()).start = 3  # type: ignore[misc]


def test_every_shipped_passage_follows_the_form(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(__file__).parents[2] / "models" / "data"
    assert check(folder) == 0, capsys.readouterr().out
    counts = dict(part.rsplit(" ", 1) for part in capsys.readouterr().out.split(" | ")[0].split(", "))
    assert all(int(counts[lang]) >= 1500 for lang in ("fr", "ja", "en"))
