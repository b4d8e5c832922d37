"""The CRC-32C checksum (Castagnoli), which BENDL files carry and Python's zlib does not know.

Source: G. Castagnoli, S. Bräuer and M. Herrmann, Optimization of cyclic redundancy-check codes
with 24 and 32 parity bits, IEEE Transactions on Communications 41(6), 1993,
https://doi.org/10.1109/26.231911.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.kernel import kernel

_POLYNOMIAL = 0x82F63B78
_ALL = 0xFFFFFFFF


def crc32c(data: bytes, before: int = 0) -> int:
    """The checksum of some bytes.

    Args:
        data: The bytes.
        before: Checksum of the bytes that came before them.
    """
    return int(updated(np.frombuffer(data, np.uint8), before ^ _ALL, _table())) ^ _ALL


@cache
def _table() -> NDArray[np.int64]:
    """What each byte does to a checksum; shape (256,)."""
    table = np.arange(256, dtype=np.int64)
    for _ in range(8):
        table = np.where(table & 1, (table >> 1) ^ _POLYNOMIAL, table >> 1)
    return table


@kernel
def updated(data: NDArray[np.uint8], crc: int, table: NDArray[np.int64]) -> int:
    """The checksum, its bits turned round, with some more bytes."""
    for place in range(len(data)):
        crc = table[(crc ^ np.int64(data[place])) & 255] ^ (crc >> 8)
    return crc
