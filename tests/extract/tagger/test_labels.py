"""Buckets of the distances between spans."""

from __future__ import annotations

import numpy as np

from pipeline.extract.tagger.labels import DISTANCE_BUCKETS, distance_buckets


def test_buckets_grow_with_the_distance_and_tell_its_direction() -> None:
    places = np.array([0, 1, 2, 3, 4, 127, 128, 5000])
    assert distance_buckets(np.array([0]), places).tolist() == [0, 10, 11, 11, 12, 16, 17, 17]
    assert distance_buckets(places, np.array([0])).tolist() == [0, 1, 2, 2, 3, 7, 8, 8]
    assert DISTANCE_BUCKETS == 18
