"""What is cut from a network: heads and units that matter least, and nothing of what the others do."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="training's dependencies are not installed")

from transformers import BertConfig, BertModel  # noqa: E402

from models.recipe.dataset import Batch, Example, collate  # noqa: E402
from models.recipe.distil import distances_to  # noqa: E402
from models.recipe.network import DealNetwork  # noqa: E402
from models.recipe.prune import cut, most_important, weigh  # noqa: E402

HEADS, SIZE, UNITS = 4, 8, 24
IDLE_HEADS, IDLE_UNITS = {0: [1, 3], 1: [0]}, {0: list(range(16)), 1: list(range(8, 24))}


def make_network() -> DealNetwork:
    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=40,
        hidden_size=HEADS * SIZE,
        num_hidden_layers=2,
        num_attention_heads=HEADS,
        intermediate_size=UNITS,
        max_position_embeddings=32,
        type_vocab_size=1,
        attention_probs_dropout_prob=0.0,
    )
    return DealNetwork(BertModel(config, add_pooling_layer=False)).eval()


def silence(network: DealNetwork) -> None:
    """Let some heads and units say nothing to what follows."""
    for layer, bert in enumerate(network.encoder.encoder.layer):
        with torch.no_grad():
            for head in IDLE_HEADS[layer]:
                bert.attention.output.dense.weight[:, head * SIZE : (head + 1) * SIZE] = 0
            bert.output.dense.weight[:, IDLE_UNITS[layer]] = 0


def make_batch() -> Batch:
    example = Example(
        ids=list(range(2, 14)),
        entity_tags=[0, 1, 2, 0, 0, 3, 0, 0, 0, 0, 0, 0],
        trigger_tags=[0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0],
        mentions=[(1, 3, 0), (5, 6, 1)],
        groups=[0, 1],
        abouts=[-100, -100],
        triggers=[(3, 5, 0)],
        statuses=[1],
        backgrounds=[0],
        deals=[1],
        links=[[1, 2]],
    )
    return collate([example], 0)


def test_what_says_nothing_matters_least_and_its_loss_changes_nothing() -> None:
    network, batch = make_network(), make_batch()
    silence(network)
    importance = weigh(network, [batch])
    heads, units = most_important(importance.heads, 5 / 8), most_important(importance.units, 1 / 3, step=8)
    assert heads == [[0, 2], [1, 2, 3]]
    assert units == [list(range(16, 24)), list(range(8))]
    small = make_network()
    small.load_weights(cut(network.state_dict(), heads, units, SIZE))
    assert small.encoder.encoder.layer[0].intermediate.dense.out_features == 8
    with torch.no_grad():
        assert torch.allclose(small.encode(batch.ids, batch.mask), network.encode(batch.ids, batch.mask), atol=1e-5)


def test_each_layer_keeps_something() -> None:
    importance = torch.tensor([[9.0, 8.0, 7.0, 6.0], [1.0, 3.0, 2.0, 0.0]])
    assert most_important(importance, 0.5) == [[0, 1, 2, 3], [1]]
    assert most_important(importance, 0.5, step=2) == [[0, 1, 2, 3], [1, 2]]


def test_a_network_is_as_its_teacher_when_it_is_its_teacher() -> None:
    teacher, batch = make_network(), make_batch()
    other = make_network()
    with torch.no_grad():
        other.encoder.encoder.layer[1].output.dense.weight.mul_(1.5)
        same, changed = (
            distances_to(teacher, batch, encoded := n.encode(batch.ids, batch.mask), n.tags(encoded))
            for n in (teacher, other)
        )
    assert same["states"] < 1e-10 < changed["states"]
    assert same["as_teacher"] < changed["as_teacher"]
