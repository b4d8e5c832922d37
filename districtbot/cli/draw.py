"""`districtbot draw`: pictures of maps and plans."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from districtbot.cli.options import JSON, Named, map_options

if TYPE_CHECKING:
    from districtbot.geo.options import MapOptions
    from districtbot.maps.classing import Classing
    from districtbot.tools.draw import Kind, Shading

KINDS = ("districts", "column", "changes", "district", "side-by-side")


@click.command()
@click.argument("files", metavar="[PLAN...] MAP", nargs=-1, required=True)
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    help="Which picture.  [default: from the other options]",
)
@click.option(
    "--column", metavar="COL", help="Shade by this column, or by an election such as PRES20."
)
@click.option("--share-of", metavar="COL", help="Shade by the column's share of this one.")
@click.option("--per-km2", is_flag=True, help="Shade by the column per square kilometre.")
@click.option("--as-names", is_flag=True, help="Take the column's numbers for names.")
@click.option(
    "--by",
    type=click.Choice(["unit", "district"]),
    default="unit",
    show_default=True,
    help="Shade units, or the plan's districts.",
)
@click.option(
    "--scheme",
    type=click.Choice(["quantiles", "equal", "natural"]),
    help="How classes are bounded.  [default: equal for shares, else quantiles]",
)
@click.option(
    "--classes", type=click.IntRange(min=1), metavar="N", help="Number of classes.  [default: 5]"
)
@click.option("--bounds", metavar="A,B,...", help="Bounds between classes: 20%,40% or 100,500.")
@click.option("--against", metavar="PLAN", help="Show what moves from this plan to PLAN.")
@click.option("--district", metavar="NAME", help="One district, enlarged.")
@click.option("--each", is_flag=True, help="A page of each district, into a folder or a PDF.")
@click.option("--title", default="", metavar="TEXT", help="Headline.")
@click.option("--subtitle", default="", metavar="TEXT", help="A line below the headline.")
@click.option("--source", default="", metavar="TEXT", help="Where the map comes from.")
@click.option(
    "--out",
    type=Named(),
    metavar="FILE",
    help="A .png, .svg or .pdf file to write.  [default: map.png]",
)
@click.option("--table", type=Named(), metavar="FILE.csv", help="Write what is shown as a table.")
@map_options
@JSON
def draw(
    files: tuple[str, ...],
    kind: "Kind | None",
    against: str | None,
    district: str | None,
    each: bool,
    title: str,
    subtitle: str,
    source: str,
    out: Path | None,
    table: Path | None,
    options: "MapOptions",
    as_json: bool,
    **shading: Any,
) -> int:
    """Draw a letter page of MAP or of plans on it: PNG, SVG or PDF.

    A PLAN is a plan file or the name of a plan column of the map, or NAME=PLAN to say
    what it is called; the map comes last.

    \b
    Examples:
      districtbot draw plan.csv precincts.zip --out map.svg
      districtbot draw plan.csv precincts.zip --against CD --out changes.png
      districtbot draw CD precincts.zip --column BVAP --share-of VAP
      districtbot draw CD precincts.zip --column PRES20 --by district --table shares.csv
      districtbot draw CD precincts.zip --district 7
      districtbot draw CD precincts.zip --each --out atlas.pdf
      districtbot draw CD plan.csv precincts.zip --kind side-by-side
    """  # noqa: D301 - click reads the escape as a line that keeps its breaks
    from districtbot.cli.show import say, show_json, tell
    from districtbot.geo.open import open_map
    from districtbot.tools.arguments import check_map_last
    from districtbot.tools.captions import Caption
    from districtbot.tools.draw import (
        DrawRequest,
        check_request,
        draw_picture,
        write_table,
    )

    *plans, map_path = files
    check_map_last(plans, Path(map_path), "districtbot draw PLAN MAP")
    if kind is None:
        kind = _kind(len(plans), shading["column"], against, district, each)
    request = DrawRequest(
        kind,
        tuple(plans),
        against=against,
        shading=_shading(**shading),
        district=district,
        caption=Caption(title, subtitle, source),
    )
    out = out or Path("atlas" if kind == "district" and district is None else "map.png")
    check_request(request, out)
    state = open_map(Path(map_path), options, say)
    drawing = draw_picture(state, request, out)
    if table is not None:
        write_table(drawing, table)
    if as_json:
        rows = drawing.table.astype(object).where(drawing.table.notna(), None)
        show_json(
            {
                "kind": kind,
                "file": str(out),
                "table": rows.to_dict("records"),
                "notes": list(drawing.notes),
            }
        )
        return 0
    for path in (out, table):
        if path is not None:
            tell(f"Written: {path}")
    for note in drawing.notes:
        tell(f"Note: {note}")
    return 0


def _kind(
    n_plans: int, column: str | None, against: str | None, district: str | None, each: bool
) -> "Kind":
    """The picture that the other options speak of."""
    if column is not None or n_plans == 0:
        return "column"
    if district is not None or each:
        return "district"
    if against is not None:
        return "changes"
    return "districts" if n_plans == 1 else "side-by-side"


def _shading(
    column: str | None,
    share_of: str | None,
    per_km2: bool,
    as_names: bool,
    by: Any,
    scheme: Any,
    classes: int | None,
    bounds: str | None,
) -> "Shading | None":
    """What to shade by, where a column is named."""
    from districtbot.ground.errors import AskError
    from districtbot.tools.draw import Shading

    if column is None:
        if share_of is not None or per_km2 or as_names or scheme or classes or bounds:
            raise AskError("Shaded by which column?", "Give --column COL too.")
        return None
    classing = _classing(scheme, classes, bounds, share=share_of is not None)
    return Shading(column, share_of, per_km2, as_names, by, classing)


def _classing(
    scheme: Any, classes: int | None, bounds: str | None, *, share: bool
) -> "Classing | None":
    from districtbot.ground.errors import AskError
    from districtbot.maps.classing import Classing

    if scheme is None and classes is None and bounds is None:
        return None
    inner = []
    for text in bounds.split(",") if bounds else ():
        try:
            inner.append(float(text.strip().removesuffix("%")) / (100 if "%" in text else 1))
        except ValueError as error:
            raise AskError(
                f"--bounds has {text.strip()!r}, which is no number.", "Write --bounds 20%,40%."
            ) from error
    if scheme is None:
        scheme = "equal" if share else "quantiles"
    return Classing(scheme, classes or 5, tuple(inner))
