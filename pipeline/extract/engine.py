"""Engines: what reads articles, by name.

``dealwire`` is the shipped model. ``spacy:PIPELINE`` and ``transformers:FOLDER_OR_NAME`` let another model find
the names; the shipped model then reads the deals between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pipeline.errors import InputError
from pipeline.extract.article import RULES_VERSION, NameFinder, extract_articles
from pipeline.extract.tagger.model import TaggerModel, load_model
from pipeline.knowledge import load_knowledge
from pipeline.records import Article, Extraction


class Engine(Protocol):
    """What the extraction stage runs on. ``id`` changes with anything that changes what it reads."""

    id: str

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        """The extractions of articles whose language is set, in their order."""
        ...


class ModelEngine:
    """The shipped model, with names found by itself or by another finder."""

    def __init__(self, model: TaggerModel, finder: NameFinder | None = None) -> None:
        self._model = model
        self._finder = finder
        names = f"+{finder.id}" if finder else ""
        self.id = f"dealwire/{RULES_VERSION}/{model.version}/{load_knowledge().version}{names}"

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        """The extractions of articles whose language is set, in their order."""
        return extract_articles(articles, self._model, self.id, self._finder)


def load_engine(name: str = "dealwire", threads: int = 1) -> Engine:
    """The engine of a name. Raises InputError for a name of no known form, ModelError where its files are amiss."""
    kind, _, rest = name.partition(":")
    model = load_model(threads=threads)
    if kind == "dealwire" and not rest:
        return ModelEngine(model)
    if kind == "spacy" and rest:
        from pipeline.extract.finders.spacy_names import SpacyNames

        return ModelEngine(model, SpacyNames(rest))
    if kind == "transformers" and rest:
        from pipeline.extract.finders.hub_names import HubNames

        return ModelEngine(model, HubNames(rest))
    raise InputError(
        f"{name!r} is no tagger; write 'dealwire', 'spacy:PIPELINE' or 'transformers:FOLDER' in settings.tagger"
    )
