"""The temperature schedules of GerryChain's annealing, step by step."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.writing import Wrong, code, problem, told

LINES = (
    "What beta does {function} of GerryChain's SingleMetricOptimizer give with {durations}? I"
    " want it"
    " at steps {steps}.",
    "Before I anneal I'd like to see the schedule: SingleMetricOptimizer.{function} with"
    " {durations},"
    " values at steps {steps}.",
    "Tabulate the inverse temperature of {function} ({durations}) at the steps {steps}.",
    "I can't tell from the docs when the cold phase starts. Evaluate {function} for {durations} at"
    " steps {steps}.",
    "Check my annealing cycle: {function}, {durations}. Betas at {steps}, please.",
    "At the steps {steps}, how large is beta if I use {function} with {durations}? It belongs to "
    "GerryChain's SingleMetricOptimizer.",
    "{function}, {durations}: beta at {steps} (GerryChain)",
    "Please make the beta function {function} of GerryChain's optimizer with {durations} and call "
    "it at {steps}.",
    "Steps {steps}: I need the beta of each. The schedule comes from "
    "SingleMetricOptimizer.{function}; its settings are {durations}.",
    "A referee wants to see our annealing schedule in numbers. We used GerryChain's {function} "
    "with {durations}. Write down its value for the steps {steps}.",
    "I would like to understand how {function} rises and falls. Given {durations}, what does it "
    "return at the steps {steps}?",
)
SOLUTION = """
from gerrychain.optimization import SingleMetricOptimizer

beta = SingleMetricOptimizer.$function($arguments)
answer = {str(step): round(float(beta(step)), 4) for step in $steps}
"""


def jump(step: int, hot: int, cold: int) -> float:
    """Zero while hot, one while cold, over and over."""
    return float(step % (hot + cold) >= hot)


def linear_jump(step: int, hot: int, cooling: int, cold: int) -> float:
    """Zero, a line up, one, and back to zero at once."""
    at = step % (hot + cooling + cold)
    return min(1.0, max(0.0, (at - hot) / cooling))


def linear(step: int, hot: int, cooling: int, cold: int) -> float:
    """Zero, a line up, one, a line down."""
    length = hot + 2 * cooling + cold
    at = step % length
    return min(1.0, max(0.0, (at - hot) / cooling), (length - at) / cooling)


def make(setting: Setting) -> Coding:
    """A problem: a jump cycle, or one with cooling."""
    rng, level = setting.rng, setting.level
    hot, cooling, cold = (rng.randrange(10, 90, 5) for _ in range(3))
    kinds = {1: ("jump",), 2: ("linear_jump", "jump"), 3: ("linear", "linear_jump")}
    kind = rng.choice(kinds[level])
    function = f"{kind}cycle_beta_function"
    numbers = {"duration_hot": hot, "duration_cooldown": cooling, "duration_cold": cold}
    length = hot + cooling + cold + (cooling if kind == "linear" else 0)
    if kind == "jump":
        del numbers["duration_cooldown"]
        length = hot + cold

    def beta(step: int, hot: int = hot, cold: int = cold) -> float:
        if kind == "jump":
            return jump(step, hot, cold)
        curve = linear if kind == "linear" else linear_jump
        return round(curve(step, hot, cooling, cold), 4)

    cool = [] if kind == "jump" else [hot + cooling // 3, hot + cooling // 2]
    drawn = {0, hot - 1, hot, length - 1, length, length + hot + 1, *cool}
    drawn |= set(rng.sample(range(3 * length), 2 + level))
    steps = sorted(drawn)
    answer = {str(step): beta(step) for step in steps}
    arguments = ", ".join(f"{name}={number}" for name, number in numbers.items())
    solution = code(SOLUTION, function=function, arguments=arguments, steps=steps)
    return problem(
        told(
            setting,
            "optimize_schedule",
            LINES,
            answer="a dict from step (as text) to beta, rounded to 4 decimals",
            function=function,
            durations=", ".join(f"{name} {number}" for name, number in numbers.items()),
            steps=", ".join(str(step) for step in steps[:-1]) + f" and {steps[-1]}",
        ),
        (),
        solution,
        answer,
        exactly(answer, abs_=1.1e-4),
        Wrong(
            "durations swapped",
            {f"hot={hot}": f"hot={cold}", f"cold={cold}": f"cold={hot}"},
            gives={str(step): beta(step, cold, hot) for step in steps},
        ),
        Wrong("temperature for beta", {"round(float(": "round(1 - float("}),
        Wrong(
            "one step late",
            {"beta(step)": "beta(step + 1)"},
            gives={str(step): beta(step + 1) for step in steps},
        ),
        kind=kind,
        hot=hot,
        cold=cold,
    )


FAMILY = CodingFamily(
    name="optimize_schedule",
    title="Beta schedules of simulated annealing",
    topic="optimizers",
    version=1,
    make=make,
)
