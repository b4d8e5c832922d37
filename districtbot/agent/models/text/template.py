"""How a conversation is written for a model: the same text when it is asked and when it is trained.

A conversation is a list of turns. Whatever a turn holds is data: the marks by which a model tells
one turn from the next are broken up inside it, so that no text can pass for somebody else's turn.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from districtbot.ground.errors import AskError

Role = Literal["system", "user", "assistant"]

GO_ON = "NOTE: go on."
"""Stands where a conversation ends with the model's own turn, and it is asked again."""
LEFT_OUT = "NOTE: what was said before is left out."
"""Stands where a conversation begins with the model's own turn."""

WORD = "\N{LOWER ONE EIGHTH BLOCK}"
"""How SentencePiece writes the space before a word."""


class Said(NamedTuple):
    """One turn of a conversation.

    Attributes:
        role: Whose turn it is.
        text: What was said.
    """

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a written conversation.

    Attributes:
        text: The text as the model sees it.
        supervised: Whether a model is trained to write it: its own turns and their end.
    """

    text: str
    supervised: bool


class ChatTemplate(ABC):
    """How turns are written for a model.

    Attributes:
        lead: What a reply starts with, between the prompt and its first letter.
        end: What ends a reply, for a model that writes it as text.
        marks: Texts that mean something to the model and may not stand in a turn.
    """

    lead: str
    end: str
    marks: tuple[str, ...]

    @abstractmethod
    def write(self, turns: Sequence[Said], *, open_end: bool) -> str:
        """Turns that alternate, from the user's on, after at most one of the system.

        Args:
            turns: The turns, with clean texts.
            open_end: Whether the model's reply is to follow.
        """

    def prompt(self, turns: Iterable[Said]) -> str:
        """The text that a reply to a conversation follows.

        Args:
            turns: The conversation; see `alternating` for what is done to it.
        """
        told = self._told(turns)
        if told[-1].role != "user":
            told = [*told, Said("user", GO_ON)]
        return self.write(told, open_end=True)

    def segments(self, turns: Iterable[Said]) -> tuple[Segment, ...]:
        """A whole conversation in stretches that are trained on and such that are not.

        Together they are the text of the conversation. All that stands before a stretch that is
        trained on is exactly the prompt that the reply followed.

        Args:
            turns: The conversation; see `alternating`.

        Raises:
            AskError: If the template writes a turn otherwise when others follow it.
        """
        told = self._told(turns)
        whole = self.write(told, open_end=False)
        found: list[Segment] = []
        at = 0
        for i, turn in enumerate(told):
            if turn.role != "assistant":
                continue
            before = self.write(told[:i], open_end=True)
            after = self.write(told[: i + 1], open_end=False)
            if not (whole.startswith(after) and after.startswith(before)):
                raise AskError(
                    "This model's chat template writes a turn otherwise when others follow it.",
                    "Train it on one reply a row.",
                )
            found += [Segment(whole[at : len(before)], False)]
            found += [Segment(whole[len(before) : len(after)], True)]
            at = len(after)
        return tuple(part for part in (*found, Segment(whole[at:], False)) if part.text)

    def clean(self, text: str) -> str:
        """A text without the marks: each gets a space after its first letter."""
        for mark in sorted(self.marks, key=len, reverse=True):
            text = text.replace(mark, f"{mark[0]} {mark[1:]}")
        return text.strip()

    def _told(self, turns: Iterable[Said]) -> list[Said]:
        return alternating(Said(role, self.clean(text)) for role, text in turns)


def alternating(turns: Iterable[Said]) -> list[Said]:
    """Turns of the user and the model by turns, as chat templates want them.

    All that the system says is put first, in one turn. Turns of the same side that follow each
    other become one, a blank line between them. The first turn is the user's.

    Args:
        turns: The conversation.
    """
    given = list(turns)
    system = "\n\n".join(turn.text for turn in given if turn.role == "system" and turn.text)
    told: list[Said] = []
    for turn in given:
        if turn.role == "system":
            continue
        if told and told[-1].role == turn.role:
            told[-1] = Said(turn.role, f"{told[-1].text}\n\n{turn.text}".strip())
        else:
            told.append(turn)
    if not told or told[0].role == "assistant":
        told.insert(0, Said("user", LEFT_OUT if told else GO_ON))
    return [Said("system", system), *told] if system else told


@dataclass(frozen=True)
class Llama2(ChatTemplate):
    """The format of Llama-2-chat, as in ``chat_completion`` of Meta's ``llama/generation.py``.

    Each question with its answer stands between ``<s>`` and ``</s>``; what the system says stands
    inside the first question. Texts are stripped, as Meta recommends.

    Attributes:
        bos: The token that begins a text.
        eos: The token that ends one.
        spaced: Whether a space stands between ``<s>`` and ``[INST]``. Meta's tokenizer puts one
            there; a tokenizer that does not needs it in the text to see the same tokens.
    """

    bos: str = "<s>"
    eos: str = "</s>"
    spaced: bool = False
    lead: str = " "

    @property
    def end(self) -> str:  # type: ignore[override]
        """What ends a reply."""
        return f" {self.eos}"

    @property
    def marks(self) -> tuple[str, ...]:  # type: ignore[override]
        """The marks of the format."""
        return ("[INST]", "[/INST]", "<<SYS>>", "<</SYS>>", self.bos, self.eos)

    def write(self, turns: Sequence[Said], *, open_end: bool) -> str:
        """The turns; ``open_end`` changes nothing, a question ends where its answer begins."""
        del open_end
        first = ""
        written: list[str] = []
        for role, text in turns:
            if role == "system":
                first = f"<<SYS>>\n{text}\n<</SYS>>\n\n"
            elif role == "user":
                space = " " if self.spaced else ""
                written.append(f"{self.bos}{space}[INST] {first}{text} [/INST]")
                first = ""
            else:
                written.append(f"{self.lead}{text}{self.end}")
        return "".join(written)

    @property
    def jinja(self) -> str:
        """The same as a Jinja template for trainers, with ``generation`` around what is trained on.

        For turns as `alternating` gives them, with clean texts.
        """
        begin = f"bos_token + '{' ' if self.spaced else ''}[INST] '"
        return (
            "{%- set told = namespace(system='') -%}{%- for m in messages -%}"
            "{%- if m['role'] == 'system' -%}"
            "{%- set told.system = '<<SYS>>\\n' + m['content'] + '\\n<</SYS>>\\n\\n' -%}"
            "{%- elif m['role'] == 'user' -%}"
            f"{{{{- {begin} + told.system + m['content'] + ' [/INST]' -}}}}"
            "{%- set told.system = '' -%}{%- else -%}"
            "{% generation %}{{- ' ' + m['content'] + ' ' + eos_token -}}{% endgeneration %}"
            "{%- endif -%}{%- endfor -%}"
        )


LLAMA2 = Llama2()
"""Llama-2-chat as Meta published it."""


def llama2_for(bos: str, eos: str, pieces_fn: Callable[[str], list[str]]) -> Llama2:
    """Llama-2's format for a tokenizer, so that the model sees the tokens that Meta's sees.

    Args:
        bos: The token that begins a text.
        eos: The token that ends one.
        pieces_fn: Tokens of a text as they are named in the vocabulary.
    """
    tight, spaced = (pieces_fn(f"{bos}{space}[INST]")[1] for space in ("", " "))
    return Llama2(bos, eos, not tight.startswith(WORD) and spaced.startswith(WORD))


def token_rows(
    template: ChatTemplate, turns: Iterable[Said], encode_fn: Callable[[str], list[int]]
) -> tuple[list[int], list[bool]]:
    """A conversation as tokens to train on, the same tokens that are seen when it is held.

    Args:
        template: The model's template.
        turns: The conversation.
        encode_fn: Tokens of a text, with no token added at either end.

    Returns:
        The tokens, and for each whether a model is trained to write it.

    Raises:
        AskError: If the tokenizer joins letters across the end of a prompt.
    """
    segments = template.segments(turns)
    tokens = encode_fn("".join(part.text for part in segments))
    trained = [False] * len(tokens)
    text, at = "", 0
    for part in segments:
        text += part.text
        until = encode_fn(text)
        if tokens[: len(until)] != until:
            raise AskError(
                f"This tokenizer reads {part.text[-20:]!r} otherwise when a text goes on after it.",
                "Use a tokenizer that splits words at spaces.",
            )
        trained[at : len(until)] = [part.supervised] * (len(until) - at)
        at = len(until)
    return tokens, trained
