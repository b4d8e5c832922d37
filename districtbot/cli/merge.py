"""`districtbot merge`: an adapter and its base become one model."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from districtbot.cli.options import JSON, Named

if TYPE_CHECKING:
    from districtbot.tuning.merge import BaseAs


@click.command()
@click.argument("adapter", metavar="ADAPTER", type=Named())
@click.option("--out", type=Named(), required=True, metavar="DIR", help="The merged model.")
@click.option(
    "--base",
    metavar="PATH",
    help="The model it was made for: a folder or a repository.  [default: what ADAPTER names]",
)
@click.option(
    "--base-as",
    type=click.Choice(["nf4", "plain"]),
    help="Read the base in 4 bits and back, as QLoRA's adapter saw it, or as it is.  "
    "[default: as in training]",
)
@click.option("--accept", is_flag=True, help="Keep a model that differs by more than rounding.")
@click.option("--shard-size", default="5GB", show_default=True, metavar="SIZE")
@JSON
def merge(
    adapter: Path,
    out: Path,
    base: str | None,
    base_as: "BaseAs | None",
    accept: bool,
    shard_size: str,
    as_json: bool,
) -> int:
    """Merge ADAPTER, a folder that tuning wrote, into the model it was made for.

    The merged model is read anew and compared with the base and its adapter on real prompts:
    parity.json in DIR has the figures. Where more than rounding differs, nothing is kept unless
    --accept is given.
    """
    from districtbot.cli.show import say, show_json, tell
    from districtbot.tuning.card import write_card
    from districtbot.tuning.merge import PARITY
    from districtbot.tuning.merge import merge as merge_adapter

    done = merge_adapter(
        adapter, out, base=base, base_as=base_as, accept=accept, shard_size=shard_size, say_fn=say
    )
    write_card(out)
    if as_json:
        read = {"base": done.base, "base_as": done.base_as, "parity": done.parity.data}
        show_json({"model": str(out), **read, "tokens": done.n_tokens, "tied": done.tied})
        return 0
    held = "in 4 bits and back" if done.base_as == "nf4" else "as it is"
    tell(f"Merged into {done.base}, read {held}.")
    tell(f"Compared: {done.parity.text}. {PARITY} has all figures.")
    if not done.parity.passed:
        tell("That is more than rounding explains; it was kept because of --accept.")
    tell(f"Written to {out}: README.md says what it is. Try it with")
    tell(f"  districtbot chat MAP --model hf:{out}")
    return 0
