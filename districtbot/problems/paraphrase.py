"""Has a language model put questions in other words, and keeps what still says the same.

Any OpenAI-compatible endpoint will do. A paraphrase stays only if it holds the same numbers and
names, is neither much longer nor near another question, and the model, asked anew, picks the
original out of four by it. All other questions stay as they were.
"""

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.ground.seeds import rng_of
from districtbot.problems.dialogues.numbers import numbers_in
from districtbot.problems.generate import Made, ShowFn
from districtbot.problems.item import CodingItem, Item
from districtbot.problems.leaks import Seen, is_kept_out, runs_of
from districtbot.problems.spec import KINDS
from districtbot.problems.split import SPLITS

SHORTEST = 5
"""Questions of fewer words stay as they are."""
LONGEST = 2.5
"""A paraphrase is at most so many times as long."""
_KEPT = re.compile(
    r"`[^`]+`|\"[^\"]+\"|\b\w*(?:_\w+|[a-z][A-Z]\w*|[A-Z]{2,}\w*\d\w*)\b|\b\w+\.\w{2,8}\b"
)
"""What stands for itself: code, quotes, names of columns and files."""
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w'’-]+")
"""Names: capital letters within a sentence."""

REWORD = (
    "Put this message to a redistricting program in other words, as another person might write "
    "it. Keep every number, name, column and file exactly. Ask for nothing more and nothing less. "
    "Answer with the new message alone.\n\n{text}"
)
PICK = (
    "Which of these four messages asks for exactly the same as the first one? Answer with its "
    "number alone.\n\nFirst: {text}\n\n{choices}"
)
AskFn = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible model.

    Attributes:
        name: The model's name there.
        base_url: Its address; OpenAI's own where empty.
    """

    name: str
    base_url: str = ""

    def ask_fn(self) -> AskFn:
        """A function that answers one message."""
        from openai import OpenAI

        key = os.environ.get("OPENAI_API_KEY", "none" if self.base_url else "")
        client: Any = OpenAI(api_key=key, base_url=self.base_url or None)

        def ask(text: str) -> str:
            from openai import OpenAIError

            try:
                answer = client.chat.completions.create(
                    model=self.name, messages=[{"role": "user", "content": text}]
                )
            except OpenAIError as error:
                raise AskError(
                    f"The model {self.name} did not answer: {error}.",
                    "See that it runs; what was made so far is kept.",
                ) from error
            return str(answer.choices[0].message.content or "")

        return ask


def paraphraser_of(name: str) -> AskFn:
    """The model that is called so: ``openai:NAME`` or ``openai:NAME@BASE_URL``.

    Raises:
        AskError: If the name is another, or OpenAI's own address is meant and no key is set.
    """
    found = re.fullmatch(r"openai:([^@\s]+)(?:@(https?://\S+))?", name)
    if found is None:
        raise AskError(f"{name!r} is no model that rewords.", "Write openai:NAME@BASE_URL.")
    if not found[2] and not os.environ.get("OPENAI_API_KEY"):
        raise AskError("There is no key for OpenAI.", "Set OPENAI_API_KEY, or add @BASE_URL.")
    return Endpoint(found[1], found[2] or "").ask_fn()


def reword(made: Made, ask: AskFn, budget: Budget, show: ShowFn) -> int:
    """Reword the questions of a set that was made.

    Args:
        made: The set; its items are exchanged for reworded ones.
        ask: The model.
        budget: Ctrl-C ends it; the rest stays as it was.
        show: Told of progress.

    Returns:
        How many items were reworded.
    """
    total = sum(map(len, made.items.values()))
    done = n_new = 0
    for kind in KINDS:
        seen = Seen()
        for split in SPLITS:
            items = made.items.get((kind, split), [])
            fresh: list[Item] = []
            for item in items:
                new = item if budget.interrupted else _reworded(item, items, ask)
                if new is not item and _strange(new, seen):
                    new = item
                n_new += new is not item
                fresh.append(new)
                done += 1
                show("Rewording", done, total)
            made.items[kind, split] = fresh
            for item in fresh:
                seen.add(item.id, runs_of(item.question))
    return n_new


def _strange(item: Item, seen: Seen) -> bool:
    """Whether a reworded item is near another split's, or an exam's."""
    return is_kept_out(item.messages) or seen.like(runs_of(item.question)) is not None


def _reworded(item: Item, others: Sequence[Item], ask: AskFn) -> Item:
    """An item in other words; the same item where none hold."""
    rng = rng_of("paraphrase", item.id)
    some = [one for one in rng.sample(others, min(12, len(others))) if one.id != item.id]
    if isinstance(item, CodingItem):
        text = _other_words(item.instruction, _texts(some), ask, rng.randrange(4))
        changes = {"instruction": text, "paraphrased": True}
        return item if text == item.instruction else item.model_copy(update=changes)
    turns = tuple(
        turn.model_copy(
            update={"user": _other_words(turn.user, _texts(some), ask, rng.randrange(4))}
        )
        for turn in item.turns
    )
    if turns == item.turns:
        return item
    return item.model_copy(update={"turns": turns, "paraphrased": True})


def _texts(items: Sequence[Item]) -> list[str]:
    return [one.messages[0] for one in items]


def _other_words(text: str, others: Sequence[str], ask: AskFn, place: int) -> str:
    """A message in other words, if they hold; else as it is."""
    if len(text.split()) < SHORTEST:
        return text
    new = ask(REWORD.format(text=text)).strip().strip('"').strip()
    if not _says_the_same(text, new):
        return text
    choices = [one for one in dict.fromkeys(others) if one != text][:3]
    choices.insert(min(place, len(choices)), text)
    told = "\n".join(f"{number}. {one}" for number, one in enumerate(choices, 1))
    picked = re.search(r"\d+", ask(PICK.format(text=new, choices=told)))
    right = choices.index(text) + 1
    return new if picked is not None and int(picked[0]) == right else text


def _says_the_same(text: str, new: str) -> bool:
    """Whether a paraphrase holds the same numbers and names and is not much longer."""
    if not new or len(new) > LONGEST * len(text) + 40:
        return False
    folded = new.casefold()
    names = {*_KEPT.findall(text), *_NAME.findall(text)}
    return numbers_in(text) == numbers_in(new) and all(name.casefold() in folded for name in names)
