"""`districtbot verify`: an independent second look at a finished run."""

from pathlib import Path

import click

from districtbot.cli.options import JSON, Named


@click.command()
@click.argument("folder", metavar="DIR", type=Named())
@click.option("--all", "show_all", is_flag=True, help="Show the confirmed claims too.")
@JSON
def verify(folder: Path, show_all: bool, as_json: bool) -> int:
    """Check every claim in DIR/result.json against the exported files alone.

    Uses none of the code that made the plan. Exit code 0 when every claim is
    confirmed, 3 when one is refuted, 2 when the files cannot be read.
    """
    from districtbot.cli.show import show_json, show_table
    from districtbot.plans.verify import verify as verify_folder

    found = verify_folder(folder)
    if as_json:
        show_json(found.to_dict())
    else:
        shown = [
            claim
            for claim in found.claims
            if show_all or not claim.agrees or claim.name.endswith((": value", ": met"))
        ]
        n_refuted = len(found.refuted)
        total = len(found.claims)
        click.echo(
            f"All {total} claims are confirmed."
            if not n_refuted
            else f"{n_refuted} of {total} claims are refuted."
        )
        rows = [
            (claim.name, claim.claimed, claim.found, "agrees" if claim.agrees else "REFUTED")
            for claim in shown
        ]
        show_table(f"Claims of {folder}", ("claim", "claimed", "found", ""), rows)
        if len(shown) < len(found.claims):
            click.echo(f"{total - len(shown)} more claims agree; --all shows them.")
    return 0 if found.confirmed else 3
