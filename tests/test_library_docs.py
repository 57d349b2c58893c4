"""docs/library.md tells every method and keyword of the library, and its examples run."""

from __future__ import annotations

import ast
import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

import pipeline
from pipeline import Dealwire
from pipeline.api import Wanted
from pipeline.query.export.export import FORMATS
from pipeline.query.loops import TIERS, LoopOptions
from pipeline.query.loops.flows import PLAIN
from pipeline.query.totals import TOTAL_KEYS
from pipeline.records import DEAL_TYPES, ROLES
from tests.query.press import Knowledge, build_store

DOCS = Path(__file__).parent.parent / "docs"
LIBRARY = (DOCS / "library.md").read_text(encoding="utf-8")


def test_every_method_is_told_with_its_arguments() -> None:
    for name, method in inspect.getmembers(Dealwire, inspect.isfunction):
        if name.startswith("_"):
            continue
        told = re.search(rf"\| `{name}\(([^`]*)\)` \|", LIBRARY)
        assert told, name
        arguments = [p for p in inspect.signature(method).parameters if p != "self"]
        assert [re.match(r"\**(\w+)", part.strip())[1] for part in told[1].split(",") if part] == arguments  # type: ignore[index]


def test_every_public_name_of_the_package_is_told_with_its_arguments() -> None:
    for name in set(pipeline.__all__) - {"__version__"}:
        told = re.search(rf"`{name}\(([^`]*)\)`", LIBRARY)
        assert told, name
        arguments = {p.name: p.default for p in inspect.signature(getattr(pipeline, name)).parameters.values()}
        call = ast.parse(f"f({told[1]})", mode="eval").body
        assert isinstance(call, ast.Call)
        required = [argument.id for argument in call.args if isinstance(argument, ast.Name)]
        given = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
        assert dict.fromkeys(required, inspect.Parameter.empty) | given == arguments, name


def test_every_dotted_name_is_there() -> None:
    for dotted in re.findall(r"`(pipeline(?:\.\w+)+)", LIBRARY):
        path, _, last = dotted.rpartition(".")
        module = import_module(path)
        assert hasattr(module, last) or import_module(dotted), dotted


def test_everything_public_says_what_it_is() -> None:
    """Every module, class, function and method of the program without an underscore has a docstring."""
    silent = []
    for path in sorted((DOCS.parent / "pipeline").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if tree.body and ast.get_docstring(tree) is None:
            silent.append(path.name)
        silent += [f"{path.name}: {name}" for name in _silent(tree)]
    assert silent == []


def _silent(node: ast.Module | ast.ClassDef) -> list[str]:
    found = []
    for below in node.body:
        if not isinstance(below, ast.FunctionDef | ast.ClassDef) or below.name.startswith("_"):
            continue
        if ast.get_docstring(below) is None:
            found.append(below.name)
        # What a protocol asks for is told by the protocol.
        if isinstance(below, ast.ClassDef) and not any("Protocol" in ast.unparse(base) for base in below.bases):
            found += [f"{below.name}.{name}" for name in _silent(below)]
    return found


def test_every_keyword_and_option_is_told() -> None:
    assert [name for name in Wanted.__annotations__ if f"`{name}`" not in LIBRARY] == []
    assert [name for name in LoopOptions.__dataclass_fields__ if f"`{name}`" not in LIBRARY] == []
    assert [key for key in TOTAL_KEYS if f"`{key}`" not in LIBRARY] == []
    assert [format for format in FORMATS if f".{format}" not in LIBRARY] == []


def test_the_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.link.service.load_knowledge", Knowledge)
    monkeypatch.chdir(tmp_path)
    build_store(path="dealwire.db").close()
    blocks = re.findall(r"```python\n(.*?)```", LIBRARY, re.DOTALL)
    assert len(blocks) == 4
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "docs/library.md", "exec"), names)
    assert names["sums"] is not None


def test_the_counting_rules_tell_every_type_and_tier() -> None:
    loops = (DOCS / "loops.md").read_text(encoding="utf-8")
    table = loops[loops.index("| deal | payer |") : loops.index("A venture that no report names")]
    for kind, (told, payer, receiver) in PLAIN.items():
        assert f"| {kind} | {payer} | {receiver} | {told} |" in table
    rest = {"investment", "acquisition", "joint venture", "merger", "partnership", "IPO", "spin-off"}
    assert len(rest) + len(PLAIN) == len(DEAL_TYPES) and all(kind in table for kind in rest)
    assert all(f"| `{tier}` |" in loops for tier in TIERS)


def test_the_guide_tells_every_type_and_format() -> None:
    guide = (DOCS / "analysts.md").read_text(encoding="utf-8")
    for kind, roles in ROLES.items():
        assert kind in guide and all(role in guide for role in roles)
    assert all(f"`.{format}`" in guide for format in FORMATS)
