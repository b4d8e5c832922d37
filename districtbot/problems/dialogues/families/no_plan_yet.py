"""Somebody asks how the plan does before there is one; the agent asks which plan is meant."""

from dataclasses import replace

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.quizzing import ask, scene_of_column
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.kinds import a_question, question_kinds
from districtbot.problems.language.questions.question import worded
from districtbot.problems.language.values import Text
from districtbot.problems.maps.made import MadeMap
from districtbot.tools.desk.known import CURRENT

_KINDS = ("plan", "district.counties", "district.shape", "district.off", "district.neighbours")


def act(talk: Talk) -> None:
    """Ask of a plan that is not there; from level 2 on the plan column turns out to be meant."""
    scene = scene_of_column(talk)
    question = a_question(talk.rng, scene, question_kinds(*_KINDS))
    if question is None:
        raise ValueError("nothing can be asked of the plan column")
    vague = replace(question, plan=CURRENT)
    talk.user(worded(talk.speaker, vague, level=talk.level))
    args = {key: value for key, value in question.args.items() if key != "plan"}
    talk.now.pending = ((question.tool, args),)
    column = Text(scene.plan)
    wanted = talk.agent.say("asks.which_plan", column=column)
    thought = talk.agent.say("asks.thought_ask_user")
    talk.call("ask_user", {"question": wanted}, thought=thought)
    if talk.level > 1:
        ask(talk, question, text=talk.speaker.say("asks.the_column/ask", column=column))


def needs(made: MadeMap) -> bool:
    """The map has a plan column."""
    return bool(made.state.columns.plans)


FAMILY = DialogueFamily(
    name="no_plan_yet",
    title="A question about a plan before there is one",
    topic="asking back",
    version=1,
    act=act,
    needs=needs,
    weight=0.7,
)
