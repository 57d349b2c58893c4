"""The model's files: what is said when they are missing or damaged; and what the shipped ones give."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import InputError, ModelError
from pipeline.extract.engine import load_engine
from pipeline.extract.tagger.model import TaggerModel, load_model, shipped_folder


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped model's folder."""
    return Path(shutil.copytree(shipped_folder(), tmp_path / "model"))


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no model there .*reinstall dealwire"):
        TaggerModel(tmp_path)


@pytest.mark.parametrize("name", ["encoder.onnx", "heads.npz", "tokenizer.json", "labels.json"])
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelError, match=f"{name}: the file is missing or damaged"):
        TaggerModel(copy)


def test_a_damaged_file_is_named(copy: Path) -> None:
    with (copy / "encoder.onnx").open("r+b") as file:
        file.seek(1000)
        file.write(b"\0\0\0\0")
    with pytest.raises(ModelError, match=r"encoder\.onnx: the file is missing or damaged"):
        TaggerModel(copy)


@pytest.mark.parametrize("name", ["", "spacy", "spacy:", "other:thing", "dealwire:x", "transformers:"])
def test_no_engine_of_that_name(name: str) -> None:
    with pytest.raises(InputError, match=r"is no tagger; write 'dealwire', 'spacy:PIPELINE'"):
        load_engine(name)


def test_the_engine_tells_its_version() -> None:
    engine = load_engine()
    assert engine.id.startswith("dealwire/")
    assert load_model().version in engine.id


def test_a_batch_reads_as_each_text_alone() -> None:
    model = load_model()
    texts = ["Alpha buys Beta.", "ダイフクは独社を買収すると発表した。" * 4, "Le groupe lève 3 millions d'euros."]
    for text, together in zip(texts, model.encode(texts), strict=True):
        (alone,) = model.encode([text])
        assert together.text == text
        assert together.edges == alone.edges
        assert len(together.edges) == len(together.tags)
        assert (together.tags == alone.tags).all()


def test_pieces_lie_in_the_text_without_leading_spaces() -> None:
    text = "  Alpha   buys\tBeta\n東レ "
    (found,) = load_model().encode([text])
    spans = [edge for edge in found.edges if edge]
    assert all(not text[a].isspace() and a < b <= len(text) for a, b in spans)
    assert {c for a, b in spans for c in text[a:b]} >= set("AlphabuysBeta東レ")


def test_loading_says_nothing_on_the_terminal() -> None:
    code = "from pipeline.extract.tagger.model import load_model; load_model()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
