"""How a turn is answered in the end: whatever happened, with what is true."""

from pathlib import Path

from districtbot.agent.asides import status_of_aside
from districtbot.agent.claims import denies
from districtbot.agent.grounding import paths_in
from districtbot.agent.models.loaded import LoadedModel
from districtbot.agent.rebuild import refusals_of, statement_of
from districtbot.agent.speech import Fault
from districtbot.agent.standing import claims_change
from districtbot.agent.turn import Status
from districtbot.agent.underway import SEARCHES, Underway
from districtbot.tools.kit.drafting import Proof, said_of_proofs
from districtbot.tools.kit.understood import uses_race
from districtbot.tools.words import RACE_NOTE

NOTHING_CHANGED = "Nothing was changed in this turn: the plan and the targets are as before."
MOST_PROOFS = 2
"""So many proofs are told where the model told none."""
REFUSED = {
    "numbers": "The model's answer had a number that no tool gave",
    "files": "The model's answer named a file that no tool wrote",
    "claim": "The model's answer said more than the check found",
    "legal": "The model's answer had a legal opinion, which no tool gives",
}
"""Why the model's answer is not given."""
LOOKING = frozenset(
    {
        "check_feasibility",
        "compare_plans",
        "describe_map",
        "explain",
        "list_targets",
        "list_versions",
        "look_up",
        "score_district",
        "score_plan",
        "search_documents",
        "show_columns",
        "standing",
    }
)
"""Tools that leave everything as it is."""
WRITING = frozenset({"draw_chart", "draw_map", "export_plan"})
"""Tools that write files for the person."""
DRAWING = frozenset({"draw_chart", "draw_map"})
"""Tools that draw pictures."""
_OPENINGS = {
    "stopped": "Stopped; {kept}.",
    "limit": "I stopped {text} without coming to an end.",
    "stuck": "I stopped because the same step led nowhere again: {text}",
    "garbled": "The model {model} gave no answer that can be used. Say it in other words, or use "
    "another model.",
    "failed": "{text}",
    "bug": "{text}",
}


def conclude(now: Underway, model: LoadedModel) -> Status:
    """Say the rest of the reply, and how the turn ended.

    What is said ends with the verifier's own line where the turn changed the plan or the
    targets; only a question to the person comes after it.

    Args:
        now: The turn; its speech is gone on with.
        model: The model.
    """
    why = now.ending.why if now.ending is not None else "said"
    text = now.ending.text if now.ending is not None else ""
    if why == "declined":
        _once(now, text)
    elif why in _OPENINGS:
        now.is_rebuilt = True
        opening = _OPENINGS[why].format(
            text=text.rstrip("."),
            model=model.name,
            kept="what was done so far is kept" if now.changed else "nothing was changed",
        )
        now.speech.add(opening if opening.endswith((".", "!", "?")) else f"{opening}.", "\n")
    if _needs_statement(now, why):
        now.is_rebuilt = True
        if why in _OPENINGS and _asked_changed(now):
            _once(now, now.asked_line)
        line = _line_follows(now, why)
        statement = statement_of(
            now.calls,
            () if line or now.changed else now.standing.verdicts,
            said=now.speech.text,
            line_follows=line,
            asked_told=_asked_changed(now),
        )
        if now.refused is not None:
            _once(now, _said_of(now.refused, is_told=any(one.ok for one in now.calls)))
        now.speech.add(statement, "\n")
    if why == "said":
        for sentence in _not_done(now):
            _once(now, sentence)
    for bug in now.bugs:
        _once(now, bug.text)
    _tail(now, why)
    if why == "asked":
        _once(now, text)
    return _status(now, why)


def _said_of(fault: Fault, *, is_told: bool) -> str:
    """Why the model's answer is not given, and whether results are told in its place."""
    only_files = fault.found and set(fault.found) <= set(paths_in(" ".join(fault.found)))
    reason = REFUSED["files" if only_files else fault.kind]
    return f"{reason}; {'this is from the results' if is_told else 'it is left out'}."


def _needs_statement(now: Underway, why: str) -> bool:
    """Whether what tools gave has to be said by the program."""
    if why in ("asked", "declined"):
        return False
    if not now.speech.text:
        return True
    return now.is_rebuilt and (bool(now.calls) or now.refused is not None)


def _tail(now: Underway, why: str) -> None:
    """The targets as understood where they changed, the note on race, the verifier's line."""
    if _asked_changed(now) and why != "declined":
        _once(now, now.asked_line)
    if why == "said" and now.proved_impossible:
        _say_proof(now)
    for sentence in _pictures_unnamed(now):
        _once(now, sentence)
    if _speaks_of_race(now):
        _once(now, RACE_NOTE)
    if _line_follows(now, why):
        _once(now, now.standing.line)


def _pictures_unnamed(now: Underway) -> tuple[str, ...]:
    """Where the pictures of this turn are that the reply does not name."""
    drawn = [
        str(path) for one in now.calls if one.name in DRAWING for path in one.data.get("files", ())
    ]
    left = [
        path
        for path in dict.fromkeys(drawn)
        if path.endswith(".png") and Path(path).name not in now.speech.text
    ]
    if not left:
        return ()
    return (f"{'Picture' if len(left) == 1 else 'Pictures'}: {', '.join(left)}.",)


def _say_proof(now: Underway) -> None:
    """Say why no plan can be so, unless the reply says it."""
    data = next(one.data for one in reversed(now.calls) if one.data.get("impossible"))
    found = data.get("proofs", data["impossible"])
    proofs = [Proof.model_validate(one) for one in found] if isinstance(found, list) else []
    if proofs and not any(one.proof in now.speech.text for one in proofs):
        now.speech.add(said_of_proofs(proofs[:MOST_PROOFS]), "\n")


def _asked_changed(now: Underway) -> bool:
    return now.changed and now.desk.asked != now.asked_before


def _line_follows(now: Underway, why: str) -> bool:
    """Whether the reply ends with the verifier's line."""
    touched = now.changed or _searched(now)
    return touched and (now.standing.has_plan or (now.changed and why != "asked"))


def _searched(now: Underway) -> bool:
    """Whether a search was made, if only to find nothing better."""
    return any(one.name in SEARCHES and one.ok for one in now.calls)


def _not_done(now: Underway) -> list[str]:
    """What has to be added where the reply hides a refusal, or tells of a change that is none."""
    if now.changed or any(one.ok and one.name not in LOOKING for one in now.calls):
        return []
    makes = {tool.name for tool in now.tools if tool.changes or tool.name in WRITING}
    refused = [
        one
        for one in now.calls
        if not one.ok and one.name in makes and one.text not in now.speech.text
    ]
    if refused and not denies(now.speech.text):
        return refusals_of(refused)
    return [NOTHING_CHANGED] if claims_change(now.speech.text) else []


def _speaks_of_race(now: Underway) -> bool:
    """Whether the reply speaks of a target that looks at race."""
    if not uses_race(now.desk.asked):
        return False
    if now.changed:
        return True
    text = now.speech.text.casefold()
    return any(
        one.measure == "group_share" and one.name.casefold() in text
        for one in now.standing.verdicts
    )


def _once(now: Underway, sentence: str) -> None:
    """Say a sentence unless it was said."""
    if sentence not in now.speech.text:
        now.speech.add(sentence, "\n")


def _status(now: Underway, why: str) -> Status:
    if why == "declined" or now.proved_impossible:
        return "declined"
    if why == "asked" or (now.changed and now.desk.asked.districts is None):
        return "needs_input"
    if now.changed and not now.standing.met and _only_loaded(now):
        return "answered"
    if now.changed:
        return "met" if now.standing.met else "not_met"
    if _searched(now) and now.standing.has_plan:
        return "met" if now.standing.met else "not_met"
    if why == "said" and not any(one.ok for one in now.calls):
        return status_of_aside(now.speech.text)
    return "needs_input" if why in ("failed", "stopped", "bug", "garbled") else "answered"


def _only_loaded(now: Underway) -> bool:
    """Whether a plan was loaded to be looked at, and nobody asked for any target."""
    changes = {one.name for one in now.calls if one.changed}
    looked = any(one.ok and one.name in LOOKING for one in now.calls)
    return changes == {"load_plan"} and looked and not now.desk.asked.target
