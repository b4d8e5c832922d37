"""The tool that says what no plan can be."""

from districtbot.plans.describe import count
from districtbot.plans.feasibility import impossibilities
from districtbot.plans.problem import problem_of
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit.drafting import Proof, proofs_of, said_of_proofs
from districtbot.tools.kit.targets import race_note
from districtbot.tools.tool import Arguments, Result, Tool, Work


class Checking(Arguments):
    """Arguments of `check_feasibility`."""


class Feasible(Result):
    """What arithmetic says of the targets.

    Attributes:
        impossible: Whether it is proved that no plan meets all required targets.
        proofs: Each proof; empty where none was found, which proves nothing.
        districts: Number of districts asked for.
        n_required: Required targets looked at.
        notes: What else there is to know.
    """

    impossible: bool
    proofs: tuple[Proof, ...]
    districts: int
    n_required: int
    notes: tuple[str, ...]

    @property
    def text(self) -> str:
        """The proofs, or that there is none."""
        if self.impossible:
            return " ".join((said_of_proofs(self.proofs), *self.notes))
        looked = (
            f"{count(self.districts, 'district')} and {count(self.n_required, 'required target')}"
        )
        found = f"Nothing proves this impossible ({looked} were looked at)."
        return " ".join((found, "Whether such a plan is found, a search shows.", *self.notes))


def check_feasibility(desk: Desk, given: Checking, work: Work) -> Feasible:
    """Look for proofs that no plan can meet the required targets; quick, without a search.

    Raises:
        AskError: If nobody has said how many districts, or the map cannot serve a target.
    """
    del given, work
    targets = desk.asked.targets()
    found = impossibilities(problem_of(desk.map_for(targets), targets))
    return Feasible(
        impossible=bool(found),
        proofs=proofs_of(found),
        districts=targets.districts,
        n_required=len(targets.required),
        notes=race_note(desk.asked),
    )


TOOLS = (
    Tool(
        "check_feasibility",
        "Say quickly whether the targets are proved impossible, and the nearest possible.",
        Checking,
        check_feasibility,
    ),
)
