"""What a run found, in sentences made from its numbers."""

from districtbot.geo.numbers import counted
from districtbot.ground.errors import some_of
from districtbot.plans.labels import label_of, value_of
from districtbot.plans.tally import Blocker
from districtbot.plans.targets import GroupShare
from districtbot.tools.alternatives import MOST, Alternatives
from districtbot.tools.draft import Drafted

RACE_NOTE = (
    "A target here uses race: the law on race in redistricting is unsettled "
    "(Louisiana v. Callais, 2026), and this is not legal advice."
)


def reply_to(drafted: Drafted) -> str:
    """The answer to a request: what was drafted, what is met, what is not and why."""
    sentences = [*opening(drafted), *stumbling_blocks(drafted)]
    if uses_race(drafted):
        sentences.append(RACE_NOTE)
    return " ".join(sentences)


def on_alternatives(found: Alternatives) -> tuple[str, ...]:
    """How many alternatives there are, how they differ, and why there are no more."""
    n_wanted, n_found = found.n_asked - 1, len(found.plans)
    if found.ended == "not begun":
        return ("No alternatives were drawn, since the plan itself misses a required target.",)
    said = []
    if n_found:
        low, high = (pick(one.moved for one in found.plans) for pick in (min, max))
        between = f"{low:.0%}" if f"{low:.0%}" == f"{high:.0%}" else f"{low:.0%} to {high:.0%}"
        one = "1 alternative meets" if n_found == 1 else f"{n_found} alternatives meet"
        said.append(
            f"{one} every required target too, with {between} of the people in other districts "
            "than here; none is beaten by another plan (nowhere better, somewhere worse)."
        )
    if n_found < n_wanted:
        counts = [
            (found.n_of("missed"), "missed a required target"),
            (found.n_of("beaten"), "beaten by another plan"),
            (found.n_of("near"), "nearly the same as another plan"),
        ]
        why = ", ".join(f"{count:,} {words}" for count, words in counts if count)
        drawn = len(found.candidates)
        asked = "1 was" if n_wanted == 1 else f"{n_wanted} were"
        said.append(
            f"{asked} asked for: of {counted(drawn, 'candidate')}, {why}."
            if why
            else f"{asked} asked for, but {counted(drawn, 'candidate')} drawn."
        )
    if found.ended != "drawn":
        end = "The time was up" if found.ended == "budget" else "The search was interrupted"
        said.append(f"{end} after {len(found.candidates):,} of {found.n_candidates:,} candidates.")
    better = [one.number for one in found.plans if one.beats_answer]
    if better:
        plans = "plan" if len(better) == 1 else "plans"
        said.append(
            f"Nowhere worse than the answer and somewhere better: {plans} {some_of(better, MOST)}."
        )
    return tuple(said)


def uses_race(drafted: Drafted) -> bool:
    """Whether a target looks at a group's share."""
    return any(isinstance(target, GroupShare) for target in drafted.targets.target)


def opening(drafted: Drafted) -> list[str]:
    """What was drafted and which targets are missed, or why nothing was drawn."""
    k = drafted.targets.districts
    if drafted.status == "declined":
        reasons = [f"{item.proof} Nearest possible: {item.nearest}" for item in drafted.impossible]
        return ["No plan can meet this, so none was drawn.", *reasons]
    required = [verdict for verdict in drafted.verdicts if not verdict.wished]
    n_met = sum(verdict.met for verdict in required)
    if drafted.status == "met":
        sentences = [f"{k} districts were drawn; all {len(required)} targets are met."]
    else:
        sentences = [
            f"{k} districts were drawn, but only {n_met} of {len(required)} targets are met."
        ]
    sentences += [
        f"{'Wished for, not met' if verdict.wished else 'Not met'}: {verdict.told}."
        for verdict in drafted.verdicts
        if not verdict.met
    ]
    if drafted.ended == "interrupted":
        sentences.append("The search was interrupted; this is the best plan so far.")
    return sentences


def stumbling_blocks(
    drafted: Drafted,
    advice: str = "A longer --budget, another --seed or a looser bound may meet it.",
) -> list[str]:
    """Which targets stood in the way, how often, and what loosening would buy.

    Empty unless a target is missed.

    Args:
        drafted: What was found.
        advice: What may help, at the end.
    """
    missed = [
        target
        for target, verdict in zip(drafted.targets.target, drafted.verdicts, strict=False)
        if not verdict.met
    ]
    if drafted.blockers is None or not missed:
        return []
    n_plans = drafted.blockers.n_plans
    said = [
        f"Of {n_plans:,} plans looked at, {blocker.n_missed:,} missed {label_of(blocker.target)}"
        f"{_alone(blocker)}."
        for blocker in drafted.blockers.targets
        if blocker.target in missed
    ]
    loosened = [
        f"{label_of(blocker.target)} {value_of(blocker.target, blocker.nearest)}"
        for blocker in drafted.blockers.targets
        if blocker.target in missed and blocker.others_met
    ]
    if loosened:
        said.append(f"Among plans that met all else, the best was {some_of(loosened, 4)}.")
    return [*said, advice]


def _alone(blocker: Blocker) -> str:
    return f" ({blocker.n_alone:,} of them nothing else)" if blocker.n_alone else ""
