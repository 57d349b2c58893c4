"""Our documents as spaCy's: tokens, sentences, entities and spans, so that its matchers, displacy and users'
own components work on them.

``pipeline.nlp("fr")`` gives a spaCy ``Language`` with one component, ``dealwire``, which reads the text with an
engine and sets ``doc.ents``, ``doc.spans["money"]``, ``doc.spans["triggers"]``, sentence starts, and
``doc._.deals`` (a tuple of :class:`~pipeline.records.Report`).
"""

from __future__ import annotations

import re
from typing import Any, cast

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from pipeline.errors import InputError
from pipeline.extract.engine import Engine, load_engine
from pipeline.extract.sentences import sentence_bounds
from pipeline.records import LANGS, Article, Extraction, Lang

_JAPANESE_TOKEN = re.compile(
    r"[A-Za-z0-9Ａ-Ｚａ-ｚ０-９À-ÿ&.]+|[\u30a1-\u30faー]+|[\u3400-\u9fff々〆ヶ]+|[\u3041-\u3096]+|\s+|."
)


class ScriptTokenizer:
    """Tokens of Japanese text by runs of one script: enough for spans and matchers, and no dictionary to install."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The text as a Doc whose tokens lose nothing of it."""
        words: list[str] = []
        spaces: list[bool] = []
        for hit in _JAPANESE_TOKEN.finditer(text):
            if hit.group() == " " and words and not spaces[-1]:
                spaces[-1] = True
            else:
                words.append(hit.group())
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing is learned, so nothing is written."""
        return b""

    def from_bytes(self, _data: bytes, **_options: Any) -> ScriptTokenizer:
        """The same tokenizer: nothing is learned."""
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        """Nothing is learned, so nothing is written."""

    def from_disk(self, _path: Any, **_: Any) -> ScriptTokenizer:
        """The same tokenizer: nothing is learned."""
        return self


class Japanese(Language):  # type: ignore[no-untyped-call]
    """Japanese without the dictionary that spaCy's own class needs."""

    lang = "ja"


class DealwireComponent:
    """Reads a Doc's text with an engine and sets what it finds on the Doc."""

    def __init__(self, lang: Lang, engine: Engine) -> None:
        self._lang = lang
        self._engine = engine

    def __call__(self, doc: Doc) -> Doc:
        """The same Doc with sentences, entities, spans and deals; its first line is taken for the headline."""
        title, _, text = doc.text.partition("\n")
        article = Article(id="", title=title, text=text, lang=self._lang)
        return annotate(doc, self._engine.extract([article])[0])


def annotate(doc: Doc, extraction: Extraction) -> Doc:
    """Set an extraction on the Doc of its article's body. Spans grow to whole tokens where they cut one."""
    starts = set(sentence_bounds(doc.text)[:-1])
    for token in doc:
        token.is_sent_start = token.i == 0 or any(s in starts for s in range(token.idx, token.idx + len(token)))
    entities = [_span(doc, e.start, e.end, e.type) for e in extraction.entities]
    doc.ents = spacy.util.filter_spans([span for span in entities if span is not None])
    money = [_span(doc, m.start, m.end, m.currency) for m in extraction.amounts]
    doc.spans["money"] = [span for span in money if span is not None]
    told = [_span(doc, e.start, e.end, r.type) for r in extraction.reports for e in r.evidence]
    doc.spans["triggers"] = [span for span in told if span is not None]
    doc._.deals = extraction.reports
    return doc


def _span(doc: Doc, start: int, end: int, label: str) -> Span | None:
    span: Span | None = doc.char_span(start, min(end, len(doc.text)), label=label, alignment_mode="expand")
    return span


@Language.factory("dealwire", default_config={"engine": "dealwire"})
def _make_component(nlp: Language, name: str, engine: str) -> DealwireComponent:
    del name
    return DealwireComponent(cast(Lang, nlp.lang), load_engine(engine))


def nlp(lang: Lang, engine: str = "dealwire") -> Language:
    """A spaCy Language for a language of ours, reading with the engine of a name (see ``load_engine``).

    Raises InputError for another language or engine, ModelError without the model."""
    if lang not in LANGS:
        raise InputError(f"{lang!r} is no language of Dealwire; write one of {', '.join(LANGS)}")
    if lang == "ja":
        language: Language = Japanese()
        language.tokenizer = ScriptTokenizer(language.vocab)
    else:
        language = spacy.blank(lang)
    if not Doc.has_extension("deals"):
        Doc.set_extension("deals", default=())
    language.add_pipe("dealwire", config={"engine": engine})
    return language
