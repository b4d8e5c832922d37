"""A report inside its own page: a page read back is the same report, for any other format."""

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser

from pydantic import TypeAdapter

from districtbot.ground.errors import AskError
from districtbot.maps.parts import Block, Illustration, Report

DATA_ID, MAP_ID = "report-data", "map-data"
"""Ids of the elements that hold a report's texts and its interactive map."""


def stored(report: Report) -> str:
    """A report's texts as JSON; pictures and the interactive map are in the page anyway."""
    bare = _with_pictures(replace(report, interactive=""), {})
    return TypeAdapter(Report).dump_json(bare, exclude_defaults=True).decode()


def read_stored(page: str, source: str) -> Report:
    """The report of a page that `html.page` wrote.

    Args:
        page: The HTML.
        source: What to call it in an error.

    Raises:
        AskError: If there is no report in it, or it was written by another version.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    try:
        report = TypeAdapter(Report).validate_json(reader.texts.get(DATA_ID, ""))
        pictures = {name: b64decode(data, validate=True) for name, data in reader.pictures.items()}
        live = _plain(reader.texts.get(MAP_ID, ""))
    except ValueError as error:  # also of broken JSON and base64
        raise AskError(
            f"{source} holds no report that this version of districtbot can read back.",
            "Give the plan and the map instead: districtbot report PLAN MAP.",
        ) from error
    return replace(_with_pictures(report, pictures), interactive=live)


class _Reader(HTMLParser):
    """Texts of the elements that hold data, and pictures by their names."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.pictures: dict[str, str] = {}
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "script":
            self._inside = found.get("id", "")
        elif tag == "img" and "data-name" in found:
            self.pictures[found["data-name"]] = found.get("src", "").partition(",")[2]

    def handle_endtag(self, _: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in (DATA_ID, MAP_ID):
            self.texts[self._inside] = self.texts.get(self._inside, "") + data


def _plain(data: str) -> str:
    """JSON without the marks that kept it apart from the page."""
    if not data:
        return ""
    return json.dumps(json.loads(data), ensure_ascii=False, separators=(",", ":"))


def _with_pictures(report: Report, pictures: Mapping[str, bytes]) -> Report:
    """The report with the pictures of these names, and empty ones in place of the others."""

    def block(one: Block) -> Block:
        if not isinstance(one, Illustration):
            return one
        return replace(one, data=pictures.get(one.name, b""))

    choices = report.choices
    if choices is not None and choices.picture is not None:
        choices = replace(choices, picture=pictures.get("alternatives", b""))
    picture = None if report.picture is None else pictures.get("map", b"")
    return replace(
        report,
        picture=picture,
        choices=choices,
        comparison=tuple(map(block, report.comparison)),
        ensemble=tuple(map(block, report.ensemble)),
    )
