"""Words wrongly taken for a deal or a name are found, outside of all marks; runs where training's libraries are."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from models.recipe.dataset import Batch, Example, collate  # noqa: E402
from models.recipe.spans import pair_up  # noqa: E402
from models.recipe.suspects import find_false_names, find_false_triggers  # noqa: E402
from pipeline.extract.tagger.labels import ENTITY_TAGS, ENTITY_TYPES, TRIGGER_TAGS  # noqa: E402
from pipeline.records import DEAL_TYPES  # noqa: E402

PIECES = 8


def example(deal: str | None) -> Example:
    """Eight pieces: a name at 1, another at 6, and, where a deal is told, its trigger at 3."""
    tags = [0] * PIECES
    triggers = []
    if deal:
        tags[3] = TRIGGER_TAGS.index(f"B-{deal}")
        triggers = [(3, 4, DEAL_TYPES.index(deal))]
    names = [(1, 2, 0), (6, 7, 0)]
    n = len(triggers)
    return Example(
        [5] * PIECES, [0] * PIECES, tags, names, [0, 1], [-100] * 2, triggers, [0] * n, [0] * n, [1] * n, [[0, 0]] * n
    )


def reading(batch: Batch, row: int, start: int, end: int, deal: str):  # type: ignore[no-untyped-def]
    """Logits that see a deal of a type in some pieces of a row, and none elsewhere."""
    logits = torch.zeros(*batch.ids.shape, len(TRIGGER_TAGS))
    logits[..., 0] = 5
    logits[row, start:end, TRIGGER_TAGS.index(f"I-{deal}")] = 9
    return logits


def test_a_type_that_the_passage_does_not_tell_is_suspected_as_one_run() -> None:
    batch = collate([example("acquisition"), example(None)], 0)
    found = find_false_triggers(reading(batch, 1, 4, 6, "debt"), batch)
    assert [c.tolist() for c in (found.row, found.start, found.end, found.kind)] == [
        [1], [4], [6], [DEAL_TYPES.index("debt")],
    ]  # fmt: skip
    left, right, _ = pair_up(found, batch.mentions)
    assert (left.tolist(), right.tolist()) == ([0, 0], [2, 3])


def test_another_place_that_tells_a_marked_deal_is_not_suspected() -> None:
    batch = collate([example("acquisition")], 0)
    assert not len(find_false_triggers(reading(batch, 0, 5, 6, "acquisition"), batch).row)
    assert len(find_false_triggers(reading(batch, 0, 5, 6, "debt"), batch).row) == 1


def test_marked_words_are_not_suspected() -> None:
    batch = collate([example("acquisition")], 0)
    assert not len(find_false_triggers(reading(batch, 0, 3, 4, "debt"), batch).row)


def test_words_taken_for_a_name_are_paired_with_the_triggers_of_their_row() -> None:
    batch = collate([example("acquisition"), example("debt")], 0)
    batch.entity_tags[0, 1] = ENTITY_TAGS.index("B-ORG")
    logits = torch.zeros(*batch.ids.shape, len(ENTITY_TAGS))
    logits[..., 0] = 5
    logits[0, 1, ENTITY_TAGS.index("B-ORG")] = logits[0, 4:6, ENTITY_TAGS.index("I-PERSON")] = 9
    found = find_false_names(logits, batch)
    kind = ENTITY_TYPES.index("PERSON")
    assert [c.tolist() for c in (found.row, found.start, found.end, found.kind)] == [[0], [4], [6], [kind]]
    left, right, _ = pair_up(batch.triggers, found)
    assert (left.tolist(), right.tolist()) == ([0], [0])
