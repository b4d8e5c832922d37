"""The desk: all the state there is."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from weakref import finalize

from districtbot.geo.open import open_map
from districtbot.geo.options import MapOptions
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain
from districtbot.plans.formats.open import read_plan
from districtbot.plans.judge import Judge
from districtbot.plans.plan import Plan
from districtbot.plans.reference import with_plan_column
from districtbot.plans.scoring import Scoring
from districtbot.plans.targets import LeastChange, Nested, Targets
from districtbot.plans.verdict import Verdict
from districtbot.tools.desk import store
from districtbot.tools.desk.asked import Asked
from districtbot.tools.desk.history import History, Made, Moment
from districtbot.tools.desk.known import CURRENT, OF_DESK, known_names, version_number
from districtbot.tools.desk.recovery import mend_transcript, options_data
from districtbot.tools.tool import Kind
from districtbot.tools.transcript import Transcript

if TYPE_CHECKING:
    from districtbot.tools.library.library import Library

DEFAULTS = MapOptions()


def _say_nothing(message: str) -> None:
    del message


class Desk:
    """An open map with what is asked of a plan, the plan, and how they came to be.

    Tools change a desk through `put` and the history; nothing else does. A desk with a folder is
    saved after each call of a tool, and `resume` takes it up again.

    Attributes:
        state: The map.
        options: How it was read.
        seed: Everything random on this desk follows from it.
        out: Folder for files that a person asked for.
        folder: Where the desk is saved; ``None`` for one that lives in memory only.
        history: Moments and versions.
        ensembles: Name of each finished ensemble and its folder.
        transcript: What was said and done.
        tries: Searches begun at each moment since the desk was opened, so that one that is begun
            again goes another way.

    Args:
        state: The map.
        options: How it was read.
        seed: The seed.
        out: Folder for files; the current one by default.
        folder: Where to save the desk.
    """

    def __init__(
        self,
        state: StateMap,
        options: MapOptions = DEFAULTS,
        *,
        seed: int = 0,
        out: str | Path = ".",
        folder: Path | None = None,
    ) -> None:
        self.state = state
        self.options = options
        self.seed = seed
        self.out = Path(out)
        self.folder = folder
        self.history = History()
        self.ensembles: dict[str, Path] = {}
        self.transcript = Transcript(None if folder is None else folder / "transcript.jsonl")
        self.tries: Counter[int] = Counter()
        self._plans: dict[str, Plan] = {}
        self._doing: tuple[str, dict[str, Any]] = ("", {})
        self._verdicts: dict[int, tuple[Verdict, ...]] = {}
        self._scorings: dict[tuple[str, ...], Scoring] = {}
        self._names: dict[Kind, tuple[str, ...]] = {}
        self._library: Library | None = None
        self._scratch: Path | None = None

    @classmethod
    def open(
        cls,
        map_path: str | Path,
        options: MapOptions = DEFAULTS,
        *,
        seed: int = 0,
        out: str | Path = ".",
        folder: Path | None = None,
        say: Callable[[str], None] = _say_nothing,
    ) -> "Desk":
        """Open a map on a new desk.

        Args:
            map_path: The map; see `districtbot.geo.open.open_map`.
            options: How to read it.
            seed: The seed.
            out: Folder for files.
            folder: Where to save the desk.
            say: Told about steps that may take long.

        Raises:
            AskError: If the map cannot be opened.
        """
        state = open_map(map_path, options, say)
        desk = cls(state, options, seed=seed, out=out, folder=folder)
        desk.transcript.write(
            {
                "event": "map opened",
                "map": str(state.source.path.resolve()),
                "sha256": state.source.sha256,
                "units": state.n_units,
                "notes": list(state.notes),
            }
        )
        desk.save()
        return desk

    @classmethod
    def resume(
        cls,
        folder: Path,
        *,
        map_path: str | Path | None = None,
        out: str | Path | None = None,
        say: Callable[[str], None] = _say_nothing,
    ) -> "Desk":
        """Take up a desk that was saved.

        Args:
            folder: Where it was saved.
            map_path: The map, where it lies elsewhere now.
            out: Folder for files; the saved one by default.
            say: Told about steps that may take long.

        Raises:
            AskError: If there is no desk in the folder, or the map is not the same any more.
        """
        saved = store.load(folder)
        state = open_map(saved.map_path if map_path is None else map_path, saved.options, say)
        if state.source.sha256 != saved.map_sha256:
            raise AskError(
                f"{state.source.path} is not the file that this desk was opened with.",
                "Put that file back, or start anew with the new one.",
            )
        desk = cls(
            state,
            saved.options,
            seed=saved.seed,
            out=saved.out if out is None else out,
            folder=folder,
        )
        desk.history = saved.history
        desk.ensembles = dict(saved.ensembles)
        mend_transcript(desk.transcript, desk.history)
        return desk

    def reread(self, options: MapOptions, say: Callable[[str], None] = _say_nothing) -> None:
        """Read the map again with other options; plans, targets and history stay.

        This is no moment: `History.undo` does not take it back.

        Args:
            options: How to read it from now on.
            say: Told about steps that may take long.

        Raises:
            AskError: If it cannot be read so, or its units would have other ids than those that
                plans or targets of this desk name. Nothing has changed then.
        """
        state = open_map(self.state.source.path, options, say)
        if state.source.sha256 != self.state.source.sha256:
            raise AskError(f"{state.source.path} has changed since it was opened.", "Start anew.")
        used = any(moment.plan or moment.asked.target for moment in self.history.moments)
        if used and state.unit_ids != self.state.unit_ids:
            raise AskError(
                f"Plans and targets here name units by {plain(self.state.columns.unit_id)}; with "
                f"{plain(state.columns.unit_id)} their units would have other ids.",
                "Start a new chat to use other ids.",
            )
        self.state, self.options = state, options
        self._verdicts.clear()
        self._scorings.clear()
        self._names.clear()

    @property
    def library(self) -> "Library":
        """What questions are answered from; the shipped one unless another was set."""
        if self._library is None:
            # Its index is made on first use only.
            from districtbot.tools.library.library import library_of

            self._library = library_of()
        return self._library

    @library.setter
    def library(self, library: "Library") -> None:
        self._library = library

    @property
    def asked(self) -> Asked:
        """What is asked of a plan now."""
        return self.history.current.asked

    @property
    def plan(self) -> Plan | None:
        """The plan on the desk, if there is one."""
        return self.plan_of(self.history.current)

    @property
    def a_plan(self) -> Plan:
        """The plan on the desk.

        Raises:
            AskError: If there is none yet.
        """
        plan = self.plan
        if plan is None:
            plans = some_of(map(plain, self.state.columns.plans), 6)
            there = f" The map has {plans}: name it as the plan, or load it." if plans else ""
            raise AskError("There is no plan yet.", f"Propose a plan or load one first.{there}")
        return plan

    @contextmanager
    def doing(self, tool: str, arguments: dict[str, Any]) -> Iterator[None]:
        """While a tool is at work: what it puts on the desk is written down as its making."""
        self._doing = (tool, arguments)
        try:
            yield
        finally:
            self._doing = ("", {})

    def put(
        self,
        note: str,
        *,
        asked: Asked | None = None,
        plan: Plan | None = None,
        pins: Mapping[str, Any] | None = None,
    ) -> Moment:
        """Make a new moment: what is not given stays as it is.

        Args:
            note: What was done, in a few words.
            asked: What is asked now.
            plan: The plan now.
            pins: What the outcome hung on besides the arguments of the call: seed, steps...
        """
        tool, arguments = self._doing
        read = {} if plan is None else options_data(self.options)
        made = Made(tool, arguments, {**(pins or {}), **({"options": read} if read else {})})
        before = self.history.current
        sha256 = before.plan if plan is None else self._kept(plan)
        return self.history.add(asked if asked is not None else before.asked, sha256, note, made)

    def plan_of(self, moment: Moment) -> Plan | None:
        """The plan of a moment, if it has one."""
        if moment.plan is None:
            return None
        if moment.plan not in self._plans and self.folder is not None:
            self._plans[moment.plan] = store.load_plan(
                self.folder, moment.plan, self.state.unit_ids
            )
        return self._plans[moment.plan]

    def plan_named(self, name: str) -> Plan:
        """A plan by name: ``current``, a version's name or number, or a plan column of the map.

        Raises:
            AskError: If there is no such plan.
        """
        if name.strip().casefold() == CURRENT:
            return self.a_plan
        if name in self.state.columns.plans and name not in self.history.names:
            return read_plan(name, self.state)
        try:
            moment = self.history.find(name)
        except AskError as error:
            plans = some_of(map(plain, self.known("plan")), 20) or "none yet"
            raise AskError(
                f"There is no plan {plain(name)!r}.", f"Plans there are: {plans}."
            ) from error
        plan = self.plan_of(moment)
        if plan is None:
            raise AskError(
                f"There was no plan yet at version {plain(name)!r}.", "Name another version."
            )
        return plan

    def known(self, kind: Kind) -> tuple[str, ...]:
        """The names of a kind that the map or the desk knows; empty where too many."""
        if kind in OF_DESK:
            return known_names(self, kind)
        if kind not in self._names:
            self._names[kind] = known_names(self, kind)
        return self._names[kind]

    def map_for(self, targets: Targets) -> StateMap:
        """The map with a plan column for each version that a target names as ``version N``."""
        return self.scoring_for(targets).state

    @property
    def scoring(self) -> Scoring:
        """What scores plans of the map as it is; prepared once."""
        if () not in self._scorings:
            self._scorings[()] = Scoring(self.state)
        return self._scorings[()]

    def scoring_for(self, targets: Targets) -> Scoring:
        """What scores plans of the map of these targets; prepared once."""
        named = {one.plan for one in targets.target if isinstance(one, LeastChange | Nested)}
        versions = tuple(sorted(name for name in named if version_number(name) is not None))
        if versions not in self._scorings:
            state = self.state
            for name in versions:
                number = version_number(name)
                plan = self.plan_named(str(number))
                labels = [plan.names[district - 1] for district in plan.district.tolist()]
                state = with_plan_column(state, name, labels, f"the plan at step {number}")
            self._scorings[versions] = Scoring(state)
        return self._scorings[versions]

    def verdicts(self) -> tuple[Verdict, ...]:
        """One verdict for each target on the plan on the desk; none where there is no plan.

        Also none where nobody has said how many districts there shall be. A plan with another
        number of districts than is asked for has one verdict, on that.

        Raises:
            AskError: If the map cannot serve a target.
        """
        return self.verdicts_at(self.history.current)

    def verdicts_at(self, moment: Moment) -> tuple[Verdict, ...]:
        """As `verdicts`, for the plan and the targets of a moment."""
        plan, districts = self.plan_of(moment), moment.asked.districts
        if plan is None or districts is None:
            return ()
        if moment.number not in self._verdicts:
            if plan.n_districts != districts:
                self._verdicts[moment.number] = (_other_number(plan, districts),)
            else:
                targets = moment.asked.targets()
                scoring = self.scoring_for(targets)
                judge = Judge(scoring.state, targets, scoring)
                self._verdicts[moment.number] = judge.verdicts(plan)
        return self._verdicts[moment.number]

    def place_for(self, name: str) -> Path:
        """A folder for what the desk keeps besides its plans: in its own, else a temporary one.

        Args:
            name: Of the folder; it need not be there yet.
        """
        if self.folder is not None:
            return self.folder / name
        if self._scratch is None:
            self._scratch = Path(mkdtemp(prefix="districtbot-"))
            finalize(self, rmtree, self._scratch, ignore_errors=True)
        return self._scratch / name

    def save(self) -> None:
        """Write the desk to its folder, if it has one.

        Raises:
            AskError: If the folder cannot be written.
        """
        if self.folder is not None:
            store.save(self)

    def _kept(self, plan: Plan) -> str:
        sha256 = plan.sha256
        self._plans.setdefault(sha256, plan)
        if self.folder is not None:
            store.save_plan(self.folder, plan, sha256)
        return sha256


def _other_number(plan: Plan, districts: int) -> Verdict:
    """What there is to say of a plan with another number of districts than is asked for."""
    return Verdict(
        "number of districts",
        "districts",
        str(districts),
        str(plan.n_districts),
        met=False,
        wished=False,
        value=plan.n_districts,
        bound=districts,
        unit="districts",
        shortfall=abs(plan.n_districts - districts),
    )
