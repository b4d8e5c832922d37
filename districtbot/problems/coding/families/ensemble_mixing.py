"""How well a trace has mixed: autocorrelation and effective sample size."""

from collections.abc import Sequence
from statistics import fmean

import pandas as pd

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import table_file
from districtbot.problems.coding.writing import Wrong, code, problem, told

LINES = (
    "trace.csv has one row a step of a chain (columns step and {score}). Measure how correlated"
    " it is:"
    " {what}.",
    "Has my chain mixed? From trace.csv, column {score}, compute {what}.",
    "Diagnostics for the chain in trace.csv ({n} steps, score {score}): {what}.",
    "I need {what} for the {score} column of trace.csv, NumPy and pandas only.",
    "The reviewer asks about autocorrelation of {score} in trace.csv. Please give {what}.",
    "trace.csv: step, {score}. Wanted: {what}.",
    "What is {what} for the chain whose {score} values are in trace.csv, one a step?",
    "I logged {score} at each of {n} steps and saved it as trace.csv. Before I trust any "
    "average from it, work out {what}.",
    "Opposing counsel says that our chain was too short. Using the {score} column of trace.csv, "
    "state {what}.",
    "Read trace.csv and, for its column {score}, calculate {what}; there is one row a step, {n} "
    "in all.",
    "The class wants to see how slowly a chain forgets where it was. Our example is {score} in "
    "trace.csv, and the number to show is {what}.",
)
LAGS = """
import numpy as np
import pandas as pd

scores = pd.read_csv("trace.csv")["$score"].to_numpy(float)$burn
centred = scores - scores.mean()
variance = (centred**2).mean()


def autocorrelation(lag: int) -> float:
    return float((centred[: len(centred) - lag] * centred[lag:]).sum() / len(centred) / variance)


$rest
"""
TABLE = """answer = {str(lag): round(autocorrelation(lag), 4) for lag in $lags}"""
ESS = """tau = 1.0
for lag in range(1, len(scores)):
    rho = autocorrelation(lag)
    if rho <= 0:
        break
    tau += 2 * rho
answer = round(len(scores) / tau, 2)"""
DEFINED = (
    "Autocorrelation at lag k is the sum of (x[t] - m)(x[t+k] - m) over the steps that have a"
    " partner,"
    " divided by n times the variance (divisor n), with the overall mean m."
)
DEFINED_ESS = (
    "The effective sample size is n / (1 + 2 * sum of rho_k), the sum running over lags 1, 2 and"
    " so on and stopping before the first rho_k that is not positive; rho_k divides by n times "
    "the variance"
    " (divisor n)."
)


def make(setting: Setting) -> Coding:
    """A problem: some lags, the effective sample size, or that after a burn-in."""
    rng, level = setting.rng, setting.level
    n = rng.choice((200, 250, 300, 400))
    score = rng.choice(("cut_edges", "seats", "efficiency_gap", "split_counties"))
    trace = _trace(setting, n, score)
    burn = 0 if level < 3 else rng.choice((20, 25, 50))
    slots = {"score": score, "burn": f"[{burn}:]" if burn else ""}
    if level == 1:
        lags = sorted(rng.sample(range(1, 30), 3))
        answer: object = {str(lag): round(_rho(trace, lag), 4) for lag in lags}
        solution = code(LAGS, rest=code(TABLE, lags=lags).strip(), **slots)
        what = f"the autocorrelation at lags {lags[0]}, {lags[1]} and {lags[2]}"
        says = "a dict from lag (as text) to autocorrelation, 4 decimals"
        wrongs = [
            Wrong(
                "off by one",
                {"autocorrelation(lag), 4": "autocorrelation(lag + 1), 4"},
                gives={str(lag): round(_rho(trace, lag + 1), 4) for lag in lags},
            ),
            Wrong("not divided by the variance", {" / variance": ""}),
            Wrong("mean not taken off", {"scores - scores.mean()": "scores"}),
        ]
    else:
        kept = trace[burn:]
        answer = round(_ess(kept), 2)
        solution = code(LAGS, rest=ESS, **slots)
        what = "the effective sample size"
        if burn:
            what += f" after dropping the first {burn} steps"
        says = "the effective sample size with 2 decimals"
        wrongs = [
            Wrong("one for two", {"tau += 2 * rho": "tau += rho"}),
            Wrong("time for size", {"len(scores) / tau": "tau"}),
            Wrong("starts at lag zero", {"range(1, len": "range(0, len"}),
        ]
        if burn:
            wrongs.append(
                Wrong(
                    "burn-in kept",
                    {f".to_numpy(float)[{burn}:]": ".to_numpy(float)"},
                    gives=round(_ess(trace), 2),
                )
            )
    frame = pd.DataFrame({"step": range(1, n + 1), score: trace})
    defined = DEFINED if level == 1 else DEFINED_ESS
    return problem(
        told(
            setting,
            "ensemble_mixing",
            LINES,
            answer=says,
            more=((defined,),),
            what=what,
            n=n,
            score=score,
        ),
        (table_file("trace.csv", frame),),
        solution,
        answer,
        exactly(answer, abs_=1.1e-4 if level == 1 else 0.011),
        *wrongs,
        n_steps=n,
        burn=burn,
    )


def _trace(setting: Setting, n: int, score: str) -> list[float]:
    """A made-up trace: a walk pulled back to its mean."""
    rng = setting.rng
    keep, at, found = rng.uniform(0.6, 0.93), rng.gauss(0, 1), []
    for _ in range(n):
        at = keep * at + rng.gauss(0, 1)
        found.append(at)
    if score == "efficiency_gap":
        return [round(0.03 * one, 4) for one in found]
    centre, spread = {"cut_edges": (90, 4), "seats": (8, 1), "split_counties": (12, 1.5)}[score]
    return [round(centre + spread * one) for one in found]


def _rho(trace: Sequence[float], lag: int) -> float:
    middle = fmean(trace)
    off = [one - middle for one in trace]
    whole = sum(one * one for one in off)
    return sum(a * b for a, b in zip(off, off[lag:], strict=False)) / whole


def _ess(trace: Sequence[float]) -> float:
    tau, lag = 1.0, 1
    while lag < len(trace) and (rho := _rho(trace, lag)) > 0:
        tau += 2 * rho
        lag += 1
    return len(trace) / tau


FAMILY = CodingFamily(
    name="ensemble_mixing",
    title="Autocorrelation and effective sample size of a chain",
    topic="ensembles",
    version=1,
    make=make,
)
