"""Rows of one's own: prompts and answers that are trained on just as they stand."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import path_told
from districtbot.ground.seeds import rng_of
from districtbot.problems.shelf import read_lines
from districtbot.tuning.rows import Row


class GivenRow(BaseModel):
    """One line of a file of rows.

    Attributes:
        id: What to call it; its number in the file by default.
        prompt: All that a model is given, with the marks of its template.
        answer: What it is to write, with the mark that ends it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = ""
    prompt: str = Field(min_length=1)
    answer: str = Field(min_length=1)


def given_rows(path: Path, n: int | None, seed: int) -> list[Row]:
    """The rows of a file, ``.jsonl`` or ``.jsonl.gz``, one JSON object a line.

    Args:
        path: The file.
        n: So many, drawn at random; ``None`` for all.
        seed: Of the draw.

    Raises:
        AskError: If it cannot be read, or some lines are no rows.
    """
    found: list[Row] = []
    faults: list[str] = []
    for number, line in enumerate(read_lines(path), 1):
        try:
            one = GivenRow.model_validate(line)
        except ValidationError as error:
            wrong = {".".join(map(str, fault["loc"])) or "it" for fault in error.errors()}
            faults.append(f"line {number} ({some_of(sorted(wrong))})")
        else:
            found.append(Row(one.id or f"row {number}", "given", one.prompt, one.answer))
    if faults:
        raise AskError(
            f"{path_told(path)} has lines that are no rows: {some_of(faults)}.",
            'A row is {"prompt": TEXT, "answer": TEXT}, with an "id" if you like.',
        )
    if n is not None and n < len(found):
        places = rng_of("given rows", seed).sample(range(len(found)), n)
        found = [found[place] for place in sorted(places)]
    return found
