"""Makes a set from what it shall be to the files in its folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from districtbot.ground.clock import Budget
from districtbot.problems.generate import Made, ShowFn, clear_parts, generate
from districtbot.problems.paraphrase import paraphraser_of, reword
from districtbot.problems.spec import SetSpec
from districtbot.problems.writing import check_folder, write_set


@dataclass(frozen=True, slots=True)
class MadeSet:
    """A set that was made and written.

    Attributes:
        made: What was made.
        manifest: The manifest as it lies in the folder.
    """

    made: Made
    manifest: dict[str, Any]


def make_set(
    spec: SetSpec,
    folder: Path,
    paraphrase: str | None,
    n_jobs: int,
    budget: Budget,
    show: ShowFn,
) -> MadeSet | None:
    """Make and write a set; ``None`` where it was broken off, to be gone on with later.

    Args:
        spec: What it shall be.
        folder: Where it goes.
        paraphrase: The model that rewords the questions (see `paraphraser_of`); ``None`` for none.
        n_jobs: Processes side by side.
        budget: Ctrl-C stops it; what is done is kept for the next run.
        show: Told of progress.

    Raises:
        AskError: If the folder holds something else, the model is none or does not answer, or a
            map cannot be read.
    """
    check_folder(folder, spec)
    model = None if paraphrase is None else paraphraser_of(paraphrase)
    made = generate(spec, folder, n_jobs, budget, show)
    if not made.finished:
        return None
    if model is not None:
        reword(made, model, budget, show)
    manifest = write_set(folder, spec, made, paraphrase)
    clear_parts(folder)
    return MadeSet(made, manifest)
