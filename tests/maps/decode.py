"""Reads the interactive map's data as the page's script does, written apart from it."""

import json
from typing import Any

import shapely


def arc_points(text: str) -> list[tuple[int, int]]:
    """Corners of an encoded arc."""
    numbers, number, shift = [], 0, 0
    for letter in text:
        bits = ord(letter) - 63
        number += (bits % 32) * 2**shift
        shift += 5
        if bits < 32:
            numbers.append(-(number // 2) - 1 if number % 2 else number // 2)
            number = shift = 0
    points, x, y = [], 0, 0
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x, y))
    return points


def shapes(text: str) -> list[shapely.Geometry]:
    """Each district in metres, its upper left corner at (0, 0), north down."""
    data: dict[str, Any] = json.loads(text)
    arcs = [arc_points(arc) for arc in data["arcs"]]
    found = []
    for district in data["districts"]:
        whole = shapely.Polygon()
        for ring in district["rings"]:
            points: list[tuple[int, int]] = []
            for way in ring:
                arc = arcs[way] if way >= 0 else arcs[-way - 1][::-1]
                if points:
                    assert points[-1] == arc[0]
                points += arc[1:] if points else arc
            assert points[0] == points[-1]
            metres = [(x * data["metres"], y * data["metres"]) for x, y in points]
            whole = whole.symmetric_difference(shapely.Polygon(metres).buffer(0))
        found.append(whole)
    return found
