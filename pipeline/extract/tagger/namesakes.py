"""Which mentions of a text look like one name: the same words, or a shorter form of them."""

from __future__ import annotations

from collections.abc import Sequence

NAMED = frozenset({"ORG", "PERSON", "PLACE", "PRODUCT"})


def namesake_groups(texts: Sequence[str], kinds: Sequence[str]) -> list[int]:
    """A number for each mention; mentions of one kind share it where one's text holds the other's.

    A text that several longer ones hold goes with the longest. Amounts and shares have a number each."""
    order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    homes: list[tuple[str, str, int]] = []
    groups = list(range(len(texts)))
    for i in order:
        text, kind = texts[i].casefold(), kinds[i]
        if kind not in NAMED:
            continue
        home = next((home for full, held, home in homes if held == kind and text in full), None)
        if home is None:
            homes.append((text, kind, i))
        else:
            groups[i] = home
    return groups
