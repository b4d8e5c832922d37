"""Do two chains agree? Kolmogorov-Smirnov distance and R-hat."""

import math
from statistics import fmean, variance

import pandas as pd

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import table_file
from districtbot.problems.coding.writing import Wrong, code, problem, told

LINES = (
    "chains.csv has the {score} of several chains from different seeds (columns chain, step,"
    " {score})."
    " Do they agree? Compute {what}.",
    "Convergence check on chains.csv: {what} of {score}.",
    "I ran the chain from {m} starts; chains.csv (chain, step, {score}) has all of it. What is"
    " {what}?",
    "For the methods section: {what} for {score} in chains.csv.",
    "Compare the runs in chains.csv by {what}, on the column {score}.",
    "chains.csv: chain, step, {score}. Wanted: {what}.",
    "What does chains.csv give for {what}? The trace to use is {score}.",
    "Two runs that disagree would sink our exhibit. From the column {score} of chains.csv, "
    "which has {m} chains one below the other, work out {what}.",
    "I let {m} chains run and saved {score} at every step in chains.csv; the column chain tells "
    "them apart. Please calculate {what}.",
    "How near are the runs to one another? Read {score} from chains.csv and report {what}.",
    "Please show my students how one checks whether chains agree. The example is {score} in "
    "chains.csv ({m} chains); the figure to compute is {what}.",
)
KS = """
import pandas as pd
from scipy.stats import ks_2samp

runs = pd.read_csv("chains.csv")$burn
first, second = (runs.loc[runs["chain"] == name, "$score"] for name in ($a, $b))
answer = round(float(ks_2samp(first, second).statistic), 4)
"""
R_HAT = """
import pandas as pd

runs = pd.read_csv("chains.csv")$burn
by_chain = runs.groupby("chain")["$score"]
n = by_chain.size().iloc[0]
within = by_chain.var(ddof=1).mean()
between = n * by_chain.mean().var(ddof=1)
answer = round(float((((n - 1) / n * within + between / n) / within) ** 0.5), 4)
"""
DEFINED = (
    "R-hat is the square root of ((n-1)/n * W + B/n) / W, with n steps a chain, W the mean of the"
    " chains' sample variances and B n times the sample variance of the chains' means."
)


def make(setting: Setting) -> Coding:
    """A problem: the distance of two chains, R-hat of all, or either after a burn-in."""
    rng, level = setting.rng, setting.level
    m, n = rng.choice((2, 3, 4)), rng.choice((60, 80, 100))
    score = rng.choice(("cut_edges", "seats", "split_counties"))
    centre = {"cut_edges": 80, "seats": 7, "split_counties": 11}[score]
    runs: dict[int, list[int]] = {}
    for chain in range(1, m + 1):
        at, shift = rng.gauss(0, 3), rng.gauss(0, 1.2)
        runs[chain] = []
        for _ in range(n):
            at = 0.8 * at + rng.gauss(0, 1)
            runs[chain].append(round(centre + shift + at))
    burn = 0 if level < 3 else rng.choice((10, 15, 20))
    kept = {chain: values[burn:] for chain, values in runs.items()}
    rows = [(c, step, x) for c, values in runs.items() for step, x in enumerate(values, 1)]
    frame = pd.DataFrame(rows, columns=["chain", "step", score])
    a, b = rng.sample(sorted(runs), 2)
    ks = level == 1 or (level == 3 and rng.random() < 0.5)
    cut = f'.query("step > {burn}")' if burn else ""
    solution = code(KS if ks else R_HAT, score=score, a=a, b=b, burn=cut)
    what = f"the Kolmogorov-Smirnov distance between chains {a} and {b}" if ks else "R-hat"
    if burn:
        what += f", leaving out each chain's first {burn} steps"
    answer = round(_distance(kept[a], kept[b]) if ks else _r_hat(kept), 4)
    wrongs = [
        Wrong("p-value", {".statistic": ".pvalue"}),
        Wrong("a chain with itself", {f"in ({a}, {b})": f"in ({a}, {a})"}),
        Wrong("percent for share", {"round(float(": "round(100 * float("}),
    ]
    if not ks:
        wrongs = [
            Wrong("not rooted", {" ** 0.5": ""}),
            Wrong(
                "between and within swapped",
                {"(n - 1) / n * within + between / n": "(n - 1) / n * between + within / n"},
            ),
            Wrong("sum for mean", {".var(ddof=1).mean()": ".var(ddof=1).sum()"}),
        ]
    if burn:
        whole = _distance(runs[a], runs[b]) if ks else _r_hat(runs)
        wrongs.append(Wrong("burn-in kept", {cut: ""}, gives=round(whole, 4)))
    return problem(
        told(
            setting,
            "ensemble_two_chains",
            LINES,
            answer="that number with 4 decimals",
            more=() if ks else ((DEFINED,),),
            what=what,
            score=score,
            m=m,
        ),
        (table_file("chains.csv", frame),),
        solution,
        answer,
        exactly(answer, abs_=1.1e-4),
        *wrongs,
        n_chains=m,
        ks=ks,
    )


def _distance(first: list[int], second: list[int]) -> float:
    def below(values: list[int], x: int) -> float:
        return sum(one <= x for one in values) / len(values)

    return max(abs(below(first, x) - below(second, x)) for x in {*first, *second})


def _r_hat(runs: dict[int, list[int]]) -> float:
    n = len(next(iter(runs.values())))
    within = fmean(variance(one) for one in runs.values())
    means = [fmean(one) for one in runs.values()]
    middle = fmean(means)
    between = n * sum((one - middle) ** 2 for one in means) / (len(means) - 1)
    return math.sqrt(((n - 1) / n * within + between / n) / within)


FAMILY = CodingFamily(
    name="ensemble_two_chains",
    title="Whether chains agree: Kolmogorov-Smirnov and R-hat",
    topic="ensembles",
    version=1,
    make=make,
    held_out=True,
)
