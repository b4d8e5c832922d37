"""What an MCP client can read: targets, plan, scorecard, and the files that tools wrote."""

import base64
import json
import mimetypes
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import mcp_types as types

from districtbot.ground.errors import AskError
from districtbot.ground.quoting import plain
from districtbot.plans.scorecard import score
from districtbot.plans.verdict import targets_told
from districtbot.tools.desk.desk import Desk

SCHEME = "districtbot://"
TARGETS = f"{SCHEME}targets"
PLAN = f"{SCHEME}plan.csv"
SCORECARD = f"{SCHEME}scorecard"
FILE = f"{SCHEME}files/"
TEMPLATE = f"{FILE}{{name}}"

MOST_BYTES = 8 * 2**20
"""A larger file is named, not sent."""
MOST_PICTURE = 2**20
"""A larger picture is linked to, not sent with the result."""


class Shelf:
    """The things to read of a desk.

    Only files that tools wrote while this shelf stands can be read, by the name that they were
    given here; no path is ever taken from outside.

    Args:
        desk: The desk.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._files: dict[str, Path] = {}

    def add(self, files: Iterable[str]) -> list[str]:
        """Put files that a tool wrote on the shelf; their names here, in order."""
        names = []
        for file in files:
            path = Path(file)
            name = self._name_for(path)
            self._files[name] = path
            names.append(name)
        return names

    def listed(self) -> list[types.Resource]:
        """All that can be read now."""
        found = [
            types.Resource(
                uri=TARGETS,
                name="targets",
                description="What is asked of the plan, and what the plan on the desk has of it.",
                mime_type="application/json",
            )
        ]
        if self._desk.plan is not None:
            found += [
                types.Resource(
                    uri=PLAN,
                    name="plan.csv",
                    description="The plan on the desk: unit and district.",
                    mime_type="text/csv",
                ),
                types.Resource(
                    uri=SCORECARD,
                    name="scorecard",
                    description="Every measure of the plan on the desk.",
                    mime_type="application/json",
                ),
            ]
        return found + [self.entry(name) for name in sorted(self._files)]

    def entry(self, name: str) -> types.Resource:
        """One file as it is listed."""
        path = self._files[name]
        size = path.stat().st_size if path.is_file() else None
        return types.Resource(uri=_uri(name), name=name, mime_type=_kind(path), size=size)

    def link(self, name: str) -> types.ResourceLink:
        """One file as a result of a tool points to it."""
        return types.ResourceLink(**self.entry(name).model_dump())

    def picture(self, name: str) -> types.ImageContent | None:
        """A file as a picture, if it is one and not too large."""
        path = self._files[name]
        kind = _kind(path)
        if kind not in ("image/png", "image/jpeg") or not path.is_file():
            return None
        if path.stat().st_size > MOST_PICTURE:
            return None
        return types.ImageContent(data=_base64(path), mime_type=kind)

    def read(self, uri: str) -> types.TextResourceContents | types.BlobResourceContents:
        """What stands under an address.

        Raises:
            AskError: If nothing does.
        """
        if uri == TARGETS:
            return _json(uri, self._targets())
        if uri == PLAN:
            text = self._desk.a_plan.csv()
            return types.TextResourceContents(uri=uri, mime_type="text/csv", text=text)
        if uri == SCORECARD:
            return _json(uri, score(self._desk.state, self._desk.a_plan).to_dict())
        return self._file(uri)

    def _targets(self) -> dict[str, object]:
        asked = self._desk.asked.data()
        return {**asked, "verdicts": targets_told(self._desk.verdicts())}

    def _file(self, uri: str) -> types.TextResourceContents | types.BlobResourceContents:
        name = unquote(uri.removeprefix(FILE)) if uri.startswith(FILE) else ""
        path = self._files.get(name)
        if path is None:
            raise AskError(f"Nothing is at {plain(uri)!r}.", "List the resources to see what is.")
        kind = _kind(path)
        try:
            if path.stat().st_size > MOST_BYTES:
                raise AskError(f"{name} is too large to send.", f"It is at {path}.")
            if kind.startswith("text/") or kind == "application/json":
                text = path.read_text(encoding="utf-8")
                return types.TextResourceContents(uri=uri, mime_type=kind, text=text)
            return types.BlobResourceContents(uri=uri, mime_type=kind, blob=_base64(path))
        except (OSError, UnicodeDecodeError) as error:
            raise AskError(f"{name} cannot be read.", "Write it again.") from error

    def _name_for(self, path: Path) -> str:
        """The file's name; with its folder's where another file has it already."""
        for name in (path.name, f"{path.parent.name}/{path.name}", str(path)):
            if self._files.get(name, path) == path:
                return name
        return str(path)


def _json(uri: str, data: Any) -> types.TextResourceContents:
    text = json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False)
    return types.TextResourceContents(uri=uri, mime_type="application/json", text=text)


def _uri(name: str) -> str:
    return FILE + quote(name, safe="")


def _kind(path: Path) -> str:
    known = {".geojson": "application/geo+json", ".jsonl": "text/plain", ".py": "text/x-python"}
    return (
        known.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    )


def _base64(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode("ascii")
