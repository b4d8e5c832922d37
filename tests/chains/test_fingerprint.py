"""Fingerprints tell plans apart, and know nothing of districts' names."""

from itertools import product

import numpy as np

from districtbot.chains.fingerprint import fingerprints, node_words


def test_names_of_districts_mean_nothing() -> None:
    rng = np.random.default_rng(0)
    words = node_words(np.arange(50, dtype=np.int32), 50)
    plans = rng.integers(0, 6, (20, 50)).astype(np.int16)
    renamed = rng.permutation(6).astype(np.int16)[plans]
    assert (fingerprints(plans, words, 6) == fingerprints(renamed, words, 6)).all()


def test_every_plan_of_a_small_map_has_its_own() -> None:
    """All ways to divide 8 nodes into at most 3 districts: 1 + 127 + 966 (Stirling)."""
    plans = np.array(list(product(range(3), repeat=8)), dtype=np.int16)
    words = node_words(np.arange(8, dtype=np.int32), 8)
    assert len(np.unique(fingerprints(plans, words, 3))) == 1 + 127 + 966


def test_merged_units_give_the_number_of_single_ones() -> None:
    node_of = np.array([0, 1, 1, 2, 0], dtype=np.int32)
    plans = np.array([[0, 1, 1], [0, 0, 1]], dtype=np.int16)
    merged = fingerprints(plans, node_words(node_of, 3), 2)
    units = np.arange(5, dtype=np.int32)
    single = fingerprints(plans[:, node_of], node_words(units, 5), 2)
    assert (merged == single).all()
