"""BEN frames of ours are those of the binary-ensemble package, byte for byte."""

from pathlib import Path

import numpy as np
import pytest
from binary_ensemble import BenDecoder, BenEncoder
from numpy.typing import NDArray

from districtbot.chains.ben import BANNER, ben_frames
from districtbot.chains.crc32c import crc32c


def some_plans(n_nodes: int, k: int, n_plans: int, seed: int) -> NDArray[np.int16]:
    """Plans one after the other that differ in two districts, in many, or not at all."""
    rng = np.random.default_rng(seed)
    plan = np.sort(np.arange(n_nodes) % k).astype(np.int16)
    plans = []
    for _ in range(n_plans):
        kind = rng.integers(4)
        if kind == 0:
            plan = rng.permutation(plan)
        elif kind < 3 and k > 1:
            a, b = rng.choice(k, 2, replace=False)
            where = np.flatnonzero((plan == a) | (plan == b))
            plan = plan.copy()
            if kind == 1:
                plan[where] = rng.permutation(plan[where])
            else:
                cut = rng.integers(1, len(where))
                plan[where[:cut]], plan[where[cut:]] = a, b
        plans.append(plan)
    return np.array(plans)


@pytest.mark.parametrize(
    ("n_nodes", "k", "n_plans"),
    [(2, 2, 50), (12, 3, 400), (40, 1, 5), (300, 250, 60), (2000, 14, 300), (7, 7, 200)],
)
def test_frames_are_those_of_the_reference(
    tmp_path: Path, n_nodes: int, k: int, n_plans: int
) -> None:
    plans = some_plans(n_nodes, k, n_plans, seed=n_nodes)
    ours = BANNER + ben_frames(plans, np.arange(n_nodes, dtype=np.int32)).tobytes()
    with BenEncoder(tmp_path / "theirs.ben", variant="twodelta") as encoder:
        for plan in (plans + 1).tolist():
            encoder.write(plan)
    assert ours == (tmp_path / "theirs.ben").read_bytes()


def test_units_have_the_district_of_their_node(tmp_path: Path) -> None:
    plans = some_plans(9, 3, 50, seed=1)
    node_of = np.array([0, 0, 1, 2, 3, 8, 7, 6, 5, 4, 4, 0], dtype=np.int32)
    (tmp_path / "a.ben").write_bytes(BANNER + ben_frames(plans, node_of).tobytes())
    assert list(BenDecoder(tmp_path / "a.ben")) == (plans[:, node_of] + 1).tolist()


def test_streams_can_be_put_end_to_end(tmp_path: Path) -> None:
    plans = some_plans(30, 4, 100, seed=2)
    units = np.arange(30, dtype=np.int32)
    parts = [ben_frames(plans[at : at + 7], units).tobytes() for at in range(0, 100, 7)]
    (tmp_path / "a.ben").write_bytes(BANNER + b"".join(parts))
    assert list(BenDecoder(tmp_path / "a.ben")) == (plans + 1).tolist()


def test_long_runs_and_many_repeats(tmp_path: Path) -> None:
    """More than 65,535 units in one run, and a plan repeated more often than a frame can say."""
    units = np.arange(70_000, dtype=np.int32)
    long = np.zeros((3, 70_000), dtype=np.int16)
    long[1, 69_990:] = long[2, :5] = 1
    (tmp_path / "a.ben").write_bytes(BANNER + ben_frames(long, units).tobytes())
    assert list(BenDecoder(tmp_path / "a.ben")) == (long + 1).tolist()
    often = np.zeros((65_540, 2), dtype=np.int16)
    often[:, 1] = 1
    (tmp_path / "b.ben").write_bytes(BANNER + ben_frames(often, units[:2]).tobytes())
    assert list(BenDecoder(tmp_path / "b.ben")) == [[1, 2]] * 65_540


def test_no_plans_are_no_bytes() -> None:
    none = np.zeros((0, 4), dtype=np.int16)
    assert len(ben_frames(none, np.arange(4, dtype=np.int32))) == 0


def test_the_checksum_is_the_published_one() -> None:
    """The check value of CRC-32C, and those of RFC 3720, appendix B.4."""
    assert crc32c(b"123456789") == 0xE3069283
    assert crc32c(b"6789", crc32c(b"12345")) == 0xE3069283
    assert crc32c(bytes(32)) == 0x8A9136AA
    assert crc32c(b"\xff" * 32) == 0x62A8AB43
    assert crc32c(bytes(range(32))) == 0x46DD794E
    assert crc32c(b"") == 0
