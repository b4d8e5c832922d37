"""The one door to gerrychain and gerrytools.

Importing gerrychain changes the process's warning filters; here it cannot.
"""

import warnings
from importlib import import_module
from typing import Any


def gerrychain(module: str = "") -> Any:
    """gerrychain, or a module of it such as ``tree``, imported when first needed."""
    return _imported(f"gerrychain.{module}" if module else "gerrychain")


def scoring_engine() -> Any:
    """gerrytools.scoring, imported when first needed."""
    return _imported("gerrytools.scoring")


def district_formulas() -> Any:
    """gerrytools.scoring.formulas, measures from sums by district; imported when first needed."""
    return _imported("gerrytools.scoring.formulas")


def data_plots() -> Any:
    """gerrytools.plotting.data, charts of ensembles; imported when first needed."""
    return _imported("gerrytools.plotting.data")


def _imported(name: str) -> Any:
    with warnings.catch_warnings():
        return import_module(name)
