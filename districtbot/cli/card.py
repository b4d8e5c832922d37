"""`districtbot card`: what a model folder says of itself."""

from pathlib import Path

import click

from districtbot.cli.options import Named


@click.command()
@click.argument("model", metavar="MODEL", type=Named())
@click.option("--scores", type=Named(), metavar="FILE", help="Report card of `districtbot eval`.")
@click.option("--data", type=Named(), metavar="SET", help="The problem set it learnt from.")
def card(model: Path, scores: Path | None, data: Path | None) -> int:
    """Write README.md of the folder MODEL: data, recipe, scores, limits, licence.

    Only what a file beside the weights says is written; the rest is said to be not known.
    """
    from districtbot.cli.show import tell
    from districtbot.ground.errors import AskError
    from districtbot.tuning.card import write_card

    if not model.is_dir():
        raise AskError(f"There is no folder {model}.", "Name the folder of a model.")
    tell(f"Written to {write_card(model, scores=scores, data=data)}.")
    return 0
