"""Chat templates that come with a model, as Jinja, run in a sandbox."""

import json
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from districtbot.agent.models.text.template import ChatTemplate, Said
from districtbot.ground.errors import AskError
from districtbot.ground.quoting import plain

PROBE = "districtbot"
"""A reply by which is found what a template puts around one."""
_GO_WRONG = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError)
MOST_LETTERS = 200_000
"""No chat template is longer."""


class JinjaTemplate(ChatTemplate):
    """The chat template of a model's own tokenizer.

    Where a template has no place for what the system says, it is put into the first question.

    Args:
        source: The template, from ``tokenizer_config.json``, ``chat_template.jinja`` or the
            metadata of a GGUF file.
        bos: The token that begins a text.
        eos: The token that ends one.
        marks: All special tokens of the tokenizer.

    Raises:
        AskError: If it is not a chat template that works.
    """

    def __init__(
        self, source: str, *, bos: str = "", eos: str = "", marks: Sequence[str] = ()
    ) -> None:
        self._render = _compiled(source)
        self._bos, self._eos = bos, eos
        self.marks = tuple(dict.fromkeys(m for m in (*marks, bos, eos) if len(m) > 1))
        self._folds_system = False
        self._folds_system = self._fails([Said("system", PROBE), Said("user", PROBE)])
        question = [Said("user", "?")]
        before = self.write(question, open_end=True)
        after = self.write([*question, Said("assistant", PROBE)], open_end=False)
        if not after.startswith(before) or PROBE not in after[len(before) :]:
            self.lead, self.end = "", eos
        else:
            self.lead, _, self.end = after[len(before) :].partition(PROBE)

    def write(self, turns: Sequence[Said], *, open_end: bool) -> str:
        """The turns in the template's words."""
        if self._folds_system and turns and turns[0].role == "system":
            first = Said("user", f"{turns[0].text}\n\n{turns[1].text}")
            turns = [first, *turns[2:]]
        return self._render(
            messages=[{"role": turn.role, "content": turn.text} for turn in turns],
            add_generation_prompt=open_end,
            bos_token=self._bos,
            eos_token=self._eos,
        )

    def _fails(self, turns: Sequence[Said]) -> bool:
        """Whether the template refuses turns, or leaves out what one of them says."""
        try:
            return self.write(turns, open_end=True).count(PROBE) < len(turns)
        except AskError:
            return True


def _compiled(source: str) -> Callable[..., str]:
    """The template as a function that gives text."""
    from jinja2 import TemplateError
    from jinja2.ext import loopcontrols
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    if len(source) > MOST_LETTERS:
        raise _broken("it is too long")
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols, _generation()]
    )
    environment.filters["tojson"] = _as_json
    environment.globals["raise_exception"] = _refuse
    environment.globals["strftime_now"] = _no_date
    try:
        template = environment.from_string(source)
    except TemplateError as error:
        raise _broken(str(error)) from error

    def render(**values: Any) -> str:
        try:
            return template.render(**values)
        except (TemplateError, *_GO_WRONG) as error:
            raise _broken(str(error)) from error

    return render


def _generation() -> Any:
    """The tag ``generation`` by which templates mark what is trained on; it writes its inside."""
    from jinja2.ext import Extension
    from jinja2.nodes import Scope
    from jinja2.parser import Parser

    class Generation(Extension):
        tags = {"generation"}  # noqa: RUF012 - as Jinja wants it

        def parse(self, parser: Parser) -> Scope:
            line = next(parser.stream).lineno
            body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
            return Scope(body, lineno=line)

    return Generation


def _as_json(value: Any, indent: int | None = None, **more: Any) -> str:
    del more
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _no_date(form: str) -> str:
    """No date: a prompt is the same on every day."""
    del form
    return ""


def _refuse(reason: str) -> NoReturn:
    raise ValueError(reason)


def _broken(reason: str) -> AskError:
    return AskError(
        f"The chat template of this model cannot be used: {plain(reason, 200)}.",
        "Use a model whose tokenizer brings a chat template.",
    )
