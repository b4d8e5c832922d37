"""What is asked is hard to reach: the agent says plainly what is missed and by how much.

Level 1 ends there; 2 relaxes it or gives more time; 3 drops it or takes another way.
"""

from districtbot.problems.dialogues.altering import drop, missed_now, more_time
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.hard import ask_hard, relax
from districtbot.problems.dialogues.talk import Talk


def act(talk: Talk) -> None:
    """Ask for much, hear what is missed, go on."""
    target = ask_hard(talk)
    if talk.level == 1 and talk.rng.random() < 0.5:
        return
    if talk.desk.plan is None or not missed_now(talk):
        return
    if talk.level > 1 and talk.rng.random() < 0.3:
        more_time(talk)
    if talk.level > 2 and talk.rng.random() < 0.4:
        drop(talk, target["measure"])
    else:
        relax(talk, target)


FAMILY = DialogueFamily(
    name="missed_target",
    title="A target is missed, and it is said by how much",
    topic="impossible",
    version=1,
    act=act,
    weight=0.4,
)
