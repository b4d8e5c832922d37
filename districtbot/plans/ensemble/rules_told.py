"""What an ensemble kept, in words: it is neutral for that and for nothing else."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from districtbot.plans.chain_rules import PIECES, SPLITS
from districtbot.plans.ensemble.read import Ensemble
from districtbot.plans.ensemble.source import PlanSource, plan_source
from districtbot.plans.ensemble.standing import Standing
from districtbot.plans.labels import label_of, value_of
from districtbot.plans.targets import Contiguity, Target, Targets, Together
from districtbot.plans.text import plural

_PROPOSALS = {
    "recom": "ReCom",
    "reversible_recom": "reversible ReCom",
    "flips": "single flips",
}

_FAR_FEWER = 0.75
"""A plan splits far fewer regions than others if it splits at most this share of their mean."""


def rules_told(plans: PlanSource) -> str:
    """How plans were drawn and what every one of them keeps, in two sentences.

    ``Drawn by ReCom; every plan has 7 contiguous districts, population deviation at most 1%. An
    ensemble is neutral only for the rules it kept.``
    """
    if plans.ensemble is None:
        named = plans.path.suffix.lower() == ".bendl"
        order = "" if named else " Units are taken to be in the order of the map."
        return (
            f"The plans come from {plans.path.name}, which does not say by what rules they were "
            f"drawn; they are a yardstick only as far as those are known.{order}"
        )
    summary: dict[str, Any] = plans.ensemble.summary
    targets = Targets.model_validate(summary["targets"])
    rules = summary["rules"]
    kept = "; ".join(
        [f"{targets.districts} contiguous districts", *(_kept(one) for one in targets.target)]
    ).replace("; ; ", "; ")
    bent = _bent(rules)
    return (
        f"Drawn by {_PROPOSALS[rules['proposal']]} with seed {summary['seed']}; every plan has "
        f"{kept.rstrip('; ')}. {bent}An ensemble is neutral only for the rules it kept."
    )


def rules_missed(
    source: str | Path | Ensemble, standings: Sequence[tuple[str, Sequence[Standing]]]
) -> tuple[str, ...]:
    """Regions that a plan splits far less than every plan of an ensemble without a cap on them.

    ``No rule on split counties was kept: these plans split 33.1 on average, CD 6. If CD
    had to keep them whole, hold it against an ensemble that has to as well.``

    Args:
        source: What the plans are held against; of a file of plans the rules are not known.
        standings: Name of each plan and where it stands.
    """
    ensemble = plan_source(source).ensemble
    if ensemble is None:
        return ()
    summary: dict[str, Any] = ensemble.summary
    said = []
    for name, among in standings:
        for one in among:
            region = one.measure.removesuffix(SPLITS)
            found = summary["diagnostics"]["measures"].get(one.measure)
            if region == one.measure or found is None or found["mean"] is None:
                continue
            free = not {region + SPLITS, region + PIECES} & set(summary["rules"]["caps"])
            if free and one.above == 1 and one.value <= _FAR_FEWER * found["mean"]:
                said.append(
                    f"No rule on split {plural(region)} was kept: these plans split "
                    f"{found['mean']:.1f} on average, {name} {one.value:.0f}. If {name} had to "
                    "keep them whole, hold it against an ensemble that has to as well."
                )
    return tuple(said)


def _kept(target: Target) -> str:
    match target:
        case Contiguity():
            return ""
        case Together():
            return f"{', '.join(target.values)} kept whole"
        case _:
            at_most = getattr(target, "at_most", None)
            value = "" if at_most is None else f" at most {value_of(target, at_most)}"
            return f"{label_of(target)}{value}"


def _bent(rules: dict[str, Any]) -> str:
    """What made some plans likelier than others on purpose."""
    if rules["acceptance"] != "always" and rules["score"]:
        return "Plans with a lower score were preferred. "
    return ""
