"""Questions on the columns of the map, and taking another one.

Conventions: which column holds something is ``show_columns`` without argument, what one column
holds is ``show_columns`` of it; "use TOTPOP as the population" is ``set_column``. Columns called as
a word of the field (``VAP``) are not asked about by name: "what does VAP mean" asks for the word.
"""

import random

from districtbot.problems.language.questions.places import a_contest
from districtbot.problems.language.questions.question import Answer, Question, QuestionKind, Scene
from districtbot.problems.language.values import Text, Value
from districtbot.problems.maps.made import MadeMap
from districtbot.tools.calling import Called

WORDS = frozenset({"vap", "cvap"})
"""Columns of these names are taken for the words."""
_SECTIONS = {
    "population": "ask.column_population",
    "county": "ask.column_county",
    "vap": "ask.column_vap",
    "municipality": "ask.column_town",
    "unit_id": "ask.column_id",
}
"""Roles that people ask about, and where the bank has the words."""
_LIKELY = {"population": 5, "county": 4, "unit_id": 1}
"""How often a role is given to another column, beside others."""
_ROLE_WORDS = {
    "population": "the population",
    "county": "the counties",
    "vap": "the voting age population",
    "municipality": "the towns",
    "unit_id": "the ids of the units",
}
"""What each role is called in an answer."""


def _role(rng: random.Random, scene: Scene) -> Question | None:
    roles = [one for one in _SECTIONS if getattr(scene.made.state.columns, one)]
    role = rng.choice(roles)

    def tell(called: Called) -> Answer:
        del called
        column = getattr(scene.desk.state.columns, role)
        role_words = _ROLE_WORDS[role]
        return Answer("reply.asks.column_role", {"role": role_words, "column": column}, (column,))

    return Question(_SECTIONS[role], {}, "show_columns", {}, tell)


def _contest(rng: random.Random, scene: Scene) -> Question | None:
    contest = a_contest(rng, scene.made)
    if contest is None:
        return None

    def tell(called: Called) -> Answer:
        del called
        slots = {"contest": contest.name, "dem": contest.dem_col, "rep": contest.rep_col}
        return Answer("reply.asks.column_contest", slots, (contest.dem_col, contest.rep_col))

    return Question("ask.column_contest", {"contest": contest}, "show_columns", {}, tell)


def tell_all(called: Called) -> Answer:
    """How many columns there are, and which have a role."""
    used = [one["column"] for one in called.data["columns"] if one["role"] != "other"]
    slots = {"list": ", ".join(used[:6])}
    return Answer("reply.asks.columns_all", slots, tuple(used[:1]))


def _all(rng: random.Random, scene: Scene) -> Question | None:
    del rng, scene
    return Question("ask.columns_all", {}, "show_columns", {}, tell_all)


def tell_one(called: Called) -> Answer:
    """What a column is used for, and why."""
    one = called.data["columns"][0]
    slots = {"column": one["column"], "role": _role_said(one), "why": one["why"]}
    section = "reply.asks.column_one" if one["role"] != "other" else "reply.asks.column_none"
    return Answer(section, slots, (one["column"],))


def _role_said(one: dict[str, str]) -> str:
    role = one["role"].replace("_", " ")
    return f"{role} ({one['detail']})" if one["detail"] else role


def _one(rng: random.Random, scene: Scene) -> Question | None:
    names = [str(name) for name in scene.made.state.units.columns]
    column = rng.choice([name for name in names if name.casefold() not in WORDS])

    def again(rng: random.Random) -> Question | None:
        other = _one(rng, scene)
        if other is None or other.args["column"] == column:
            return None
        return Question("ask.again_column", other.slots, other.tool, other.args, tell_one)

    slots: dict[str, Value] = {"column": Text(column)}
    return Question(
        "ask.column_one", slots, "show_columns", {"column": column}, tell_one, again=again
    )


def _missing(rng: random.Random, scene: Scene) -> Question | None:
    names = {str(name).casefold() for name in scene.made.state.units.columns}
    known = ("TOTPOP30", "CITY_NM", "HH_INC", "REGVOTERS")
    strange = [one for one in known if one.casefold() not in names]
    column = rng.choice(strange)
    slots: dict[str, Value] = {"column": Text(column)}
    return Question("ask.column_one", slots, "show_columns", {"column": column}, tell_one, ok=False)


def tell_set(called: Called) -> Answer:
    """Which column is used for what now."""
    data = called.data
    role = _ROLE_WORDS.get(data["role"], data["role"])
    slots = {"column": data["column"], "role": role}
    if data["before"] in (None, data["column"]):
        return Answer("reply.asks.set", slots, (data["column"],))
    slots["before"] = data["before"]
    return Answer("reply.asks.set_instead", slots, (data["column"],))


def other_columns(made: MadeMap) -> dict[str, tuple[str, ...]]:
    """Columns that could have a role and have it not, by role; roles without any are left out."""
    state = made.state
    roles = state.columns
    loose = [item.column for item in roles.evidence if item.role == "other"]
    county, counts = roles.county, {name: state.units[name].nunique() for name in loose}
    found: dict[str, tuple[str, ...]] = {
        "population": (roles.vap,) if roles.vap else (),
        "county": tuple(
            name for name in loose if county and counts[name] == state.units[county].nunique()
        ),
        "unit_id": tuple(name for name in loose if counts[name] == state.n_units),
    }
    return {role: columns for role, columns in found.items() if columns}


def _use(rng: random.Random, scene: Scene) -> Question | None:
    able = other_columns(scene.made)
    if not able:
        return None
    roles = sorted(able)
    role = rng.choices(roles, [_LIKELY[one] for one in roles])[0]
    column = rng.choice(able[role])
    slots: dict[str, Value] = {"column": Text(column)}
    args = {"role": role, "column": column}
    taken = role == "unit_id" and (scene.desk.plan is not None or bool(scene.desk.asked.target))
    return Question(f"ask.use_{role}", slots, "set_column", args, tell_set, ok=not taken)


KINDS = (
    QuestionKind("columns.role", _role, 1.5),
    QuestionKind("columns.contest", _contest, 0.7),
    QuestionKind("columns.all", _all, 0.7),
    QuestionKind("columns.one", _one, 1.2),
    QuestionKind("columns.missing", _missing, 0.3),
    QuestionKind("columns.use", _use, 1.2),
)
