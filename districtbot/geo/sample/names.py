"""Place names from syllables; any likeness to a real place is chance."""

from collections.abc import Callable
from typing import Literal

import numpy as np

Water = Literal["coast", "river", "none"]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST = _words(
    "Al Bar Bel Bren Cal Car Cor Dar Del Dun El Fal Far Gar Glen Hal Har Hol Kel Kin Lan Lor "
    "Mal Mar Mer Nor Os Pel Quin Ral Ros Sel Shel Tal Tor Ul Ver Wal Wen Wil"
)
MIDDLE = _words("a ba ber da den der dra e fen gan i ker la len ling mer mi na o ra rin sa ta ver")
COUNTY = _words("bell dell ington kirk man ner rick sey son ster tell wall way wood")
TOWN = {
    "coast": _words("haven mouth port sand wick bay ness"),
    "river": _words("bridge brook ford bend ville ton ferry wick"),
    "none": _words(
        "burg bury by cott croft dale field gate ham hurst land ley mont stead ton ville worth"
    ),
}
FORMS = {
    "coast": ("Port {}", "{} Harbor", "{} Beach", "{} Point"),
    "river": ("{} Falls", "{} Landing", "Fort {}", "{} Rapids"),
    "none": ("{} Springs", "New {}", "{} City", "Mount {}", "{} Grove", "{} Junction"),
}


class Names:
    """Gives place names, none of them twice."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._used: set[str] = set()

    def county(self) -> str:
        """A county's name without the word County."""
        return self._fresh(lambda: self._stem() + self._pick(COUNTY))

    def town(self, water: Water) -> str:
        """A town's name, for a site by the coast, by a river or away from both."""
        if self._rng.random() < 0.3:
            form = self._pick(FORMS[water])
            return self._fresh(lambda: form.format(self._stem()))
        return self._fresh(lambda: self._stem() + self._pick(TOWN[water]))

    def island(self) -> str:
        """An island's name."""
        return self._fresh(lambda: f"{self._stem()} Island")

    def _stem(self) -> str:
        return self._pick(FIRST) + self._pick(MIDDLE)

    def _pick(self, choices: tuple[str, ...]) -> str:
        return choices[int(self._rng.integers(len(choices)))]

    def _fresh(self, make_fn: Callable[[], str]) -> str:
        """The first name made that is new; a numeral tells namesakes apart at last."""
        name = make_fn()
        for _ in range(50):
            if name not in self._used:
                break
            name = make_fn()
        else:
            name = f"{name} {len(self._used)}"
        self._used.add(name)
        return name
