"""Our documents as spaCy's: what is set on them, and that spaCy's own tools work on them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy import displacy
from spacy.language import Language
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

import pipeline
from pipeline.errors import InputError
from pipeline.extract.document import ScriptTokenizer
from pipeline.records import LANGS, Lang

TEXTS: dict[Lang, str] = {
    "en": "Halma buys Brandtek\nHalma has agreed to buy the sensor maker Brandtek for 180 million euros. It is glad.",
    "fr": "Verallia reprend Vidreira\nVerallia a annoncé le rachat de Vidreira pour 230 millions d'euros. Fini.",
    "ja": "ダイフク、独社を買収\nダイフクはハルトマンを約120億円で買収すると発表した。来年に完了する。",
}


@pytest.fixture(scope="module")
def docs() -> dict[Lang, Doc]:
    return {lang: pipeline.nlp(lang)(text) for lang, text in TEXTS.items()}


@pytest.mark.parametrize("lang", LANGS)
def test_a_doc_holds_what_was_read(lang: Lang, docs: dict[Lang, Doc]) -> None:
    doc = docs[lang]
    assert doc.text == TEXTS[lang]
    assert len(list(doc.sents)) == 3
    assert any(ent.label_ == "ORG" for ent in doc.ents)
    (money,) = doc.spans["money"]
    assert money.label_ == ("JPY" if lang == "ja" else "EUR")
    assert [r.type for r in doc._.deals] == ["acquisition"]
    assert {span.label_ for span in doc.spans["triggers"]} == {"acquisition"}


def test_matchers_work_on_it(docs: dict[Lang, Doc]) -> None:
    doc = docs["en"]
    matcher = Matcher(doc.vocab)
    matcher.add("BUY", [[{"LOWER": "agreed"}, {"LOWER": "to"}, {"LOWER": "buy"}]])
    assert [doc[a:b].text for _, a, b in matcher(doc)] == ["agreed to buy"]
    by_entity = Matcher(doc.vocab)
    by_entity.add("ORG", [[{"ENT_TYPE": "ORG"}]])
    assert {doc[a:b].text for _, a, b in by_entity(doc)} >= {"Halma", "Brandtek"}
    phrases = PhraseMatcher(docs["ja"].vocab)
    phrases.add("DAIFUKU", [Doc(docs["ja"].vocab, words=["ダイフク"])])
    assert len(phrases(docs["ja"])) == 2


@pytest.mark.parametrize("lang", LANGS)
def test_displacy_draws_it(lang: Lang, docs: dict[Lang, Doc]) -> None:
    assert "ORG" in displacy.render(docs[lang], style="ent", jupyter=False)
    drawn = displacy.render(docs[lang], style="span", options={"spans_key": "triggers"}, jupyter=False)
    assert "acquisition" in drawn


def test_users_components_see_the_deals() -> None:
    @Language.component("count_deals_for_test")
    def count(doc: Doc) -> Doc:
        doc.user_data["deals"] = len(doc._.deals)
        return doc

    nlp = pipeline.nlp("en")
    nlp.add_pipe("count_deals_for_test", after="dealwire")
    assert nlp(TEXTS["en"]).user_data["deals"] == 1


def test_pipe_reads_many() -> None:
    found = list(pipeline.nlp("ja").pipe([TEXTS["ja"], "花王の利益は増えた。", ""]))
    assert [len(doc._.deals) for doc in found] == [1, 0, 0]


def test_no_other_language() -> None:
    with pytest.raises(InputError, match="'de' is no language of Dealwire; write one of fr, ja, en"):
        pipeline.nlp("de")  # type: ignore[arg-type]


def test_no_other_engine() -> None:
    with pytest.raises(InputError, match="'nothing' is no tagger"):
        pipeline.nlp("fr", "nothing")


def test_a_text_without_a_line_end_is_read() -> None:
    doc = pipeline.nlp("en")("Halma has agreed to buy Brandtek for 180 million euros.")
    assert doc._.deals and doc.spans["money"]


@settings(max_examples=80, deadline=None)
@given(st.text("aZ1 .,。、ァ漢あ\n\t\u3000é😀", max_size=40))
def test_japanese_tokens_lose_nothing(text: str) -> None:
    assert ScriptTokenizer(Vocab())(text).text == text
