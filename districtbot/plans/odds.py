"""How likely a party is to win a district whose voters are expected to divide so and so.

John Nagle's curve, which Dave's Redistricting (DRA) rates plans with: an expected share is a
forecast with an error of four points (one standard deviation), so that 50% is an even chance,
54% is 84% and 60% nearly certain. Nagle, "Fractional seats",
https://lipid.phys.cmu.edu/nagle/Technical/FractionalSeats2.pdf; the numbers of the curve as in
DRA's public dra-analytics, ``lib/partisan/method.ts``.
"""

import math

import numpy as np
from numpy.typing import NDArray

ERROR = 0.04
"""Standard deviation of a result around the expected share, a share."""


def chance_to_win(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """The chance of a majority at each expected two-party share; same shape, 0 to 1.

    The normal distribution function of (share - 1/2) / 0.04. At 1 - share it is one less.
    """
    spread = ERROR * math.sqrt(2)
    flat = [0.5 * (1 + math.erf((share - 0.5) / spread)) for share in shares.ravel().tolist()]
    return np.array(flat, dtype=np.float64).reshape(shares.shape)


def chance_to_change(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """How open each district is: 1 at an even vote, 0.38 at 45%, 0.02 at 40%; same shape.

    4 p (1 - p), where p is the chance to win: 1 where each side is as likely to win, 0 where
    one side is sure to.
    """
    chance = chance_to_win(shares)
    return 4 * chance * (1 - chance)
