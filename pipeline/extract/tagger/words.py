"""Which pieces of a tokenizer make up a word, and so share one tag."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.tagger.pieces import Edge

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, in its order: those in Latin letters and runs of katakana hold several pieces, others one.

    ``solid`` are those that hold a letter, digit or symbol ("Canal+", ㈱), and not punctuation alone. ``pieces`` are
    the indices of all their pieces, one word's after another's, and ``first`` the places in it where words begin."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    solid: tuple[bool, ...]
    opens_line: tuple[bool, ...]
    pieces: NDArray[np.intp]
    first: NDArray[np.intp]

    def pool(self, chances: Floats) -> tuple[Floats, Floats]:
        """Chances by piece [pieces, tags] as chances by word [words, tags]: the means, and those of first pieces."""
        if not len(self.first):
            nothing = np.zeros((0, chances.shape[1]), np.float32)
            return nothing, nothing
        held = chances[self.pieces]
        sizes = np.diff(self.first, append=len(self.pieces))
        means = np.add.reduceat(held, self.first) / sizes[:, None].astype(np.float32)
        return np.asarray(means, np.float32), held[self.first]


def group_words(text: str, edges: Sequence[Edge | None]) -> Words:
    """The words of a text with the character edges of its pieces, None for special ones."""
    starts: list[int] = []
    ends: list[int] = []
    first: list[int] = []
    pieces: list[int] = []
    for i, edge in enumerate(edges):
        if edge is None:
            continue
        start, end = edge
        if ends and ends[-1] == start and _one_word(text[start - 1], text[start]):
            ends[-1] = end
        else:
            starts.append(start)
            ends.append(end)
            first.append(len(pieces))
        pieces.append(i)
    solid = tuple(_solid(text[a:b]) for a, b in zip(starts, ends, strict=True))
    opens_line = tuple(n > 0 and "\n" in text[ends[n - 1] : start] for n, start in enumerate(starts))
    places = np.array(pieces, np.intp), np.array(first, np.intp)
    return Words(tuple(starts), tuple(ends), solid, opens_line, *places)


def _solid(word: str) -> bool:
    return word.isalnum() or any(unicodedata.category(c)[0] in "LNS" or c in "%％" for c in word)


def _one_word(left: str, right: str) -> bool:
    """Whether two neighbouring characters belong to one word: of Latin letters and digits, or of katakana."""
    return (in_word(left) and in_word(right)) or (_katakana(left) and _katakana(right))


def in_word(char: str) -> bool:
    """Whether a character is of a script that writes words apart."""
    return char.isalnum() and ord(char) < 0x2E80


def _katakana(char: str) -> bool:
    return "\u30a1" <= char <= "\u30fa" or char == "ー"
