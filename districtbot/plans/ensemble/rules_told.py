"""What an ensemble kept, in words: it is neutral for that and for nothing else."""

from typing import Any

from districtbot.plans.ensemble.source import PlanSource
from districtbot.plans.labels import label_of, value_of
from districtbot.plans.targets import Contiguity, Target, Targets, Together

_PROPOSALS = {
    "recom": "ReCom",
    "reversible_recom": "reversible ReCom",
    "flips": "single flips",
}


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
