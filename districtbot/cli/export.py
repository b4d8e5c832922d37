"""`districtbot export`: a model in the files that other programs read."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from districtbot.cli.options import JSON, Named

if TYPE_CHECKING:
    from districtbot.tuning.consolidate import DType
    from districtbot.tuning.gguf.tensors import Quant


@click.command()
@click.argument("model", metavar="MODEL")
@click.option("--out", type=Named(), required=True, metavar="PATH", help="File, or folder of them.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["gguf", "pth", "safetensors"]),
    default="gguf",
    show_default=True,
    help="For llama.cpp; one state dict for torch; or shards with an index.",
)
@click.option(
    "--quant",
    type=click.Choice(["f32", "f16", "q8_0", "q4_0"]),
    help="How a GGUF file holds its matrices.  [default: q8_0]",
)
@click.option(
    "--numbers",
    "dtype",
    type=click.Choice(["f32", "bf16", "f16"]),
    help="How the other formats hold numbers.  [default: as they are]",
)
@click.option("--shard-size", default="5GB", show_default=True, metavar="SIZE")
@click.option(
    "--check/--no-check",
    default=True,
    help="Have llama.cpp read a GGUF file, where it is installed.  [default: check]",
)
@JSON
def export(
    model: str,
    out: Path,
    form: str,
    quant: "Quant | None",
    dtype: "DType | None",
    shard_size: str,
    check: bool,
    as_json: bool,
) -> int:
    """Write MODEL, the folder of a whole model, as GGUF, as one state dict, or as safetensors.

    An adapter is merged first: districtbot merge. Each file is read back and compared before it
    takes its name.
    """
    from districtbot.cli.show import say, show_json, tell
    from districtbot.tuning.exporting import Wanted, export_model

    wanted = Wanted(form=form, quant=quant, dtype=dtype, shard_size=shard_size, check=check)
    done = export_model(model, out, wanted, say_fn=say)
    if as_json:
        show_json(done.data)
        return 0
    for line in done.told:
        tell(line)
    return 0
