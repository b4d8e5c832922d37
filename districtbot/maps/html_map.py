"""Pictures of a report as HTML: as they are printed, and the map as one to explore."""

from base64 import b64encode
from html import escape
from importlib.resources import files
from string import Template

from districtbot.maps.parts import Illustration


def map_figure(picture: Illustration) -> str:
    """A picture; with data to draw, the interactive map in its place on a screen.

    Without scripts, and in print, the picture itself is shown.
    """
    words = escape(picture.words, quote=True)
    kind = "image/png" if picture.data.startswith(b"\x89PNG") else "image/svg+xml"
    data = b64encode(picture.data).decode("ascii")
    name = escape(picture.name, quote=True)
    image = f'<img alt="{words}" data-name="{name}" src="data:{kind};base64,{data}">'
    if not picture.live:
        caption = f"<figcaption>{escape(picture.caption)}</figcaption>" if picture.caption else ""
        return f"<figure>{image}{caption}</figure>"
    frame = files("districtbot.maps") / "templates" / "map.html"
    live = Template(frame.read_text(encoding="utf-8")).substitute(
        words=words, data=quiet(picture.live)
    )
    return f'{live}<figure class="still">{image}</figure>'


def quiet(data: str) -> str:
    """JSON that is data inside a script element, whatever texts it holds."""
    for letter in "<>&\u2028\u2029":
        data = data.replace(letter, f"\\u{ord(letter):04x}")
    return data
