"""Golden numbers of Dave's Redistricting, taken from its two public repositories (MIT).

    python tests/golden/dra.py DRA_ANALYTICS RDAPY > tests/golden/dra.json

DRA_ANALYTICS is a checkout of github.com/dra2020/dra-analytics at 151d5aac, RDAPY one of
github.com/dra2020/rdapy at 2b702b4f. Nothing is worked out here, numbers are only copied: two
plans that DRA rated itself (``testdata/score``: profiles and what the app showed), the
scores of North Carolina's plan of 2022 by rdapy (``testdata/examples``), the
opportunity districts of Texas, the splitting benchmark of Arizona, the rated splitting scores
of twelve states (``test/rate/dra-ratings.spec.ts``) and a curve of seats by votes
(``test/partisan/all.spec.ts``).
"""

import csv
import json
import re
import sys
from pathlib import Path
from typing import Any

SHOWN = (
    "proportionality", "competitiveness", "minority", "compactness", "splitting",
    "population_deviation", "reock", "polsby_popper",
)  # fmt: skip


def main(analytics: Path, rdapy: Path) -> None:
    """Print the golden numbers as JSON."""
    golden = {
        "plans": {state: plan_of(rdapy, state) for state in ("NC", "NJ")},
        "official": official_of(rdapy),
        "texas": texas_of(analytics),
        "arizona": read(analytics / "testdata/splitting/samples/splitting-AZ-benchmark.json")[
            "countyByDistrict"
        ],
        "splitting": splitting_of(analytics),
        "curve": curve_of(analytics),
    }
    text = json.dumps(golden, indent=1)
    print(re.sub(r"\[[^][{}]*\]", lambda found: re.sub(r"\s+", " ", found[0]), text))


def plan_of(rdapy: Path, state: str) -> dict[str, Any]:
    """What a rated plan is made of, and what DRA showed."""
    folder = rdapy / "testdata/score"
    profile = read(folder / f"{state}_root_profile.json")
    shown = read(folder / f"{state}_DRA_scorecard.json")
    names = {"NC": "NC-root-analytics.json", "NJ": "NJ-root-analytics.json"}
    detail = read(rdapy / "testdata/partisan/other" / names[state])
    return {
        "votes": profile["partisanship"],
        "demographics": profile["demographics"],
        "people": profile["counties"],
        "likely_seats": detail["bias"]["estS"],
        "likely_competitive": detail["responsiveness"]["cD"],
        "opportunity": {
            key: value for key, value in detail["minority"].items() if "pivot" not in key
        },
        "splitting": {key: detail["splitting"][key] for key in ("county", "district")},
        "shown": {key: shown[key] for key in SHOWN},
    }


def official_of(rdapy: Path) -> dict[str, Any]:
    """Scores of the congressional plan of 2022, by contest where they have one."""
    with (rdapy / "testdata/examples/NC_congress_scores.csv").open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["name"] == "official-proxy")
    census = ("county_splitting", "district_splitting", "splitting")
    votes = (
        "estimated_vote_pct", "estimated_seats", "fptp_seats", "competitive_districts",
        "proportionality", "competitiveness",
    )  # fmt: skip
    contests = ("20_PRES", "20_SEN", "20_GOV", "20_AG", "16_PRES", "16_SEN")
    return {
        **{name: float(row[f"T_20_CENS.{name}"]) for name in census},
        "contests": {
            contest[3:] + contest[:2]: {name: float(row[f"E_{contest}.{name}"]) for name in votes}
            for contest in contests
        },
    }


def texas_of(analytics: Path) -> dict[str, Any]:
    """Shares by district, and the numbers of ``test/minority/minority.spec.ts``."""
    profile = read(analytics / "testdata/CD116/profile-TX-CD116.json")
    return {
        "demographics": profile["demographics"],
        "opportunity": {"likely": 12.56, "fair": 18, "coalition": 22.92, "fair_coalition": 18},
    }


def splitting_of(analytics: Path) -> list[list[float]]:
    """Rows of counties, districts, splitting score, county or district (0, 1), rating."""
    text = (analytics / "test/rate/dra-ratings.spec.ts").read_text(encoding="utf-8")
    rows, counts = [], dict[str, int]()
    for line in text.splitlines():
        if found := re.search(r"const (n\w+) = (\d+);", line):
            counts[found[1]] = int(found[2])
        call = (
            r"^\s*expect\(rate(County|District)Splitting\(([\d.]+), nC, (n\w+)\)\)\.toBe\((\d+)\)"
        )
        if found := re.search(call, line):
            kind = 0 if found[1] == "County" else 1
            rows.append([counts["nC"], counts[found[3]], float(found[2]), kind, int(found[4])])
    return rows


def curve_of(analytics: Path) -> dict[str, Any]:
    """The first curve of the tests: likely seats of a Pennsylvania plan, proportional swing."""
    text = (analytics / "test/partisan/all.spec.ts").read_text(encoding="utf-8")
    points = re.findall(r"\{v: ([\d.]+), s: ([\d.]+)\}", text)[:101]
    profile = read(analytics / "testdata/partisan/nagle/partisan-PA-SCOPA-7S.json")
    return {
        **profile,
        "votes": [float(votes) for votes, _ in points],
        "seats": [float(seats) for _, seats in points],
    }


def read(path: Path) -> dict[str, Any]:
    """A JSON file."""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
