"""The documents say what is so."""

import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

ROOT = Path(__file__).resolve().parents[2]


def test_generated_pages_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "make.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_links_between_documents_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("shapefiles/*.md")]
    links = [
        (page, target)
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
        if not target.startswith("http")
    ]
    assert len(links) > 5
    for page, target in links:
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_readme_names_every_command_and_no_other() -> None:
    from districtbot.cli.main import districtbot

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"bin/districtbot ([\w-]+)", text))
    assert named == set(districtbot.commands)


def test_every_file_of_a_result_is_explained() -> None:
    from districtbot.tools.results import FILES

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in FILES:
        assert f"`{name}`" in text


def test_every_field_of_a_recipe_is_explained() -> None:
    from districtbot.tuning.recipe import LlamaRecipe
    from districtbot.tuning.shelf import fields_of

    text = (ROOT / "docs" / "tuning.md").read_text(encoding="utf-8")
    fields = set(fields_of(LlamaRecipe))
    leaves = {one for one in fields if not any(other.startswith(f"{one}.") for other in fields)}
    assert len(leaves) > 30
    assert [one for one in sorted(leaves) if f"`{one}`" not in text] == []


def test_every_figure_and_kind_of_error_is_explained() -> None:
    from districtbot.evals import metrics
    from districtbot.evals.records import Category

    text = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    alone = (metrics.END_TO_END, metrics.PASS, metrics.SECONDS, metrics.BLEU, metrics.ECE,
             metrics.BRIER, metrics.AUC, metrics.AUC_LOGPROB)  # fmt: skip
    titles = [one.title for one in (*alone, *(metric for metric, _ in metrics.SHARES))]
    titles += [title for _, title, _, _ in metrics.FOUND]
    assert [one for one in (*titles, *get_args(Category)) if one not in text] == []
