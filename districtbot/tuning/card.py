"""The card of a model folder: what it is, what it was made from, how good it is, its licence.

Every figure stands in a file beside the weights or is counted in them. What no file says is said
to be not known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from districtbot.ground.errors import AskError
from districtbot.ground.paths import sha256_of, write_whole
from districtbot.ground.quoting import path_told, plain
from districtbot.tuning.licence import Licence, is_repository, licence_for
from districtbot.tuning.origin import recipe_of
from districtbot.tuning.weights import read_config, tensors_in

CARD = "README.md"
UNKNOWN = "not known"
SCORES = "scores.json"
MANIFEST = "manifest.json"
_SHOWN_RECIPE = (
    "model.base",
    "model.quantisation",
    "model.precision",
    "model.rope_scaling",
    "lora",
    "training",
    "rows",
    "data",
)
_SIZES = {
    "architecture": "architectures",
    "layers": "num_hidden_layers",
    "width": "hidden_size",
    "feed-forward width": "intermediate_size",
    "heads of attention": "num_attention_heads",
    "heads of keys and values": "num_key_value_heads",
    "tokens of the vocabulary": "vocab_size",
    "context in tokens": "max_position_embeddings",
    "numbers as": "dtype",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a model; what is empty is not known.

    Attributes:
        name: What it is called.
        config: Its ``config.json``.
        n_parameters: Numbers in its weights; ``None`` where there are none beside the card.
        base: The model it was made from, as a person would name it.
        licence: What it may be used for.
        recipe: The recipe of its training.
        summary: What came of the training.
        versions: Of what it was trained with.
        rows: The rows that it learnt from: their number and hash.
        manifest: The manifest of the problem set that they were made from.
        scores: A report card of ``districtbot eval``.
        parity: How far it is from its base with the adapter.
    """

    name: str
    config: Mapping[str, Any]
    n_parameters: int | None
    base: str
    licence: Licence
    recipe: Mapping[str, Any] = field(default_factory=dict)
    summary: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[str, Any] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)
    scores: Mapping[str, Any] = field(default_factory=dict)
    parity: Mapping[str, Any] = field(default_factory=dict)


def write_card(folder: Path, *, scores: Path | None = None, data: Path | None = None) -> Path:
    """Write the card of a model folder.

    Args:
        folder: The folder of the model.
        scores: A JSON file of ``districtbot eval``; it is copied beside the card. By default
            the one that is there.
        data: The folder of the problem set; its manifest is copied. By default that of the
            recipe, where it is still there.

    Returns:
        Where the card lies.

    Raises:
        AskError: If a file is named that cannot be read.
    """
    if scores is not None:
        _keep(scores, folder / SCORES)
    at = data or _data_of(recipe_of(folder))
    if at is not None and (data is not None or (at / MANIFEST).is_file()):
        _keep_manifest(folder, at / MANIFEST, named=data is not None)
    path = folder / CARD
    write_whole(path, card_of(facts_of(folder)))
    return path


def facts_of(folder: Path) -> Facts:
    """What the files of a model folder say.

    Raises:
        AskError: If one of them cannot be read.
    """
    recipe, parity = recipe_of(folder), read_config(folder, "parity.json")
    adapter = read_config(folder, "adapter_config.json")
    model = recipe.get("model")
    said = model.get("base") if isinstance(model, dict) else None
    base = str(parity.get("base") or said or adapter.get("base_model_name_or_path") or "")
    config = read_config(folder)
    return Facts(
        name=folder.resolve().name,
        config=config,
        n_parameters=tensors_in(folder).n_parameters if config else None,
        base=base if is_repository(base) else Path(base).name,
        licence=licence_for(base, from_scratch=recipe.get("kind") == "mini"),
        recipe=recipe,
        summary=read_config(folder, "training.json"),
        versions=read_config(folder, "versions.json"),
        rows=read_config(folder, "data.json"),
        manifest=read_config(folder, MANIFEST),
        scores=read_config(folder, SCORES),
        parity=parity,
    )


def card_of(facts: Facts) -> str:
    """The card in Markdown, with the head that model hubs read."""
    sections = (
        _what(facts),
        _training(facts),
        _data(facts),
        _scores(facts),
        _merging(facts),
        _use(facts),
        ("Limits", LIMITS),
        ("Licence", facts.licence.text),
    )
    body = "\n\n".join(f"## {title}\n\n{text.rstrip()}" for title, text in sections)
    return f"{_head(facts)}\n# {facts.name}\n\n{_about(facts)}\n\n{body}\n"


LIMITS = """\
It speaks English and calls the tools of districtbot; for other work it was not trained. What it
says of a plan counts only as far as districtbot's verifier says it: numbers come from tools, and
targets are judged by the program. It may still misread a request: look at the targets it set. It
gives no legal advice. It was trained on made-up states, people and votes: how well it reads maps
and voices that are unlike them is only known where the scores say so."""


def _head(facts: Facts) -> str:
    """The metadata of Hugging Face's hub."""
    lines = [
        f"license: {facts.licence.key}",
        *([f"license_name: {facts.licence.name}"] if facts.licence.key == "other" else []),
        "language: en",
        "library_name: transformers",
        "pipeline_tag: text-generation",
        "tags: [districtbot, redistricting, tool-calling]",
    ]
    if is_repository(facts.base):
        relation = "adapter" if not facts.config else "finetune"
        lines += [f"base_model: {facts.base}", f"base_model_relation: {relation}"]
    return "\n".join(["---", *lines, "---"])


def _about(facts: Facts) -> str:
    about = str(facts.recipe.get("about") or "").strip()
    base = f"It was made from {facts.base}." if facts.base else ""
    first = "A language model that draws electoral districts through the tools of districtbot."
    return " ".join(part for part in (first, base, about) if part)


def _what(facts: Facts) -> tuple[str, str]:
    count = f"{facts.n_parameters:,}" if facts.n_parameters else UNKNOWN
    rows = [("parameters", count)]
    for label, key in _SIZES.items():
        value = facts.config.get(key)
        rows.append((label, ", ".join(value) if isinstance(value, list) else _cell(value)))
    rope = facts.config.get("rope_parameters")
    rows.append(("rotary positions", _inline(rope) if rope else UNKNOWN))
    return "Model", _table(("", ""), rows)


def _training(facts: Facts) -> tuple[str, str]:
    if not facts.recipe:
        return "Training", f"The recipe is {UNKNOWN}: there is none beside the weights."
    rows = []
    for dotted in _SHOWN_RECIPE:
        value: Any = facts.recipe
        for key in dotted.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        rows.append((dotted, _inline(value)))
    text = _table(("recipe", str(facts.recipe.get("name") or UNKNOWN)), rows)
    plain_facts = {k: v for k, v in facts.summary.items() if isinstance(v, str | int | float)}
    came = _table(("what came of it", ""), [(k, _inline(v)) for k, v in plain_facts.items()])
    made = ", ".join(f"{k} {v}" for k, v in facts.versions.items() if v is not None)
    return "Training", "\n\n".join(
        [
            text,
            came if plain_facts else f"What came of it is {UNKNOWN}.",
            f"Made with {made}." if made else f"The versions it was made with are {UNKNOWN}.",
        ]
    )


def _data(facts: Facts) -> tuple[str, str]:
    return "Data", "\n\n".join([_rows(facts.rows), _set(facts.manifest)])


def _rows(told: Mapping[str, Any]) -> str:
    """The rows that were learnt from."""
    parts = {name: one for name, one in told.items() if isinstance(one, dict)}
    if not parts:
        return f"The rows that it learnt from are {UNKNOWN}."
    rows = [
        (name, key.replace("_", " "), f"`{value}`" if "sha256" in key else _cell(value))
        for name, one in parts.items()
        for key, value in one.items()
    ]
    return _table(("rows", "", ""), rows)


def _set(manifest: Mapping[str, Any]) -> str:
    """The problem set, with a hash of every file."""
    if not manifest:
        return f"The problem set is {UNKNOWN}: its manifest is not beside the weights."
    files = manifest.get("files")
    rows = [
        (f"`{name}`", _cell(one.get("items")), f"`{one.get('sha256', UNKNOWN)}`")
        for name, one in sorted(files.items() if isinstance(files, dict) else ())
        if isinstance(one, dict)
    ]
    about = f"The problem set {_cell(manifest.get('name'))}, seed {_cell(manifest.get('seed'))}"
    made = f", made by\n\n    {manifest['command']}" if manifest.get("command") else "."
    return f"{about}{made}\n\n{_table(('file', 'items', 'SHA-256'), rows)}"


def _scores(facts: Facts) -> tuple[str, str]:
    models = facts.scores.get("models")
    if not isinstance(models, list) or not models:
        return "Scores", (
            f"Scores are {UNKNOWN}: `districtbot eval` measures them, and "
            "`districtbot card MODEL --scores FILE` puts them here."
        )
    rows = []
    for one in models:
        for key, score in (one.get("scores") or {}).items():
            low, high = score.get("low"), score.get("high")
            span = f"{_number(low)} to {_number(high)}" if low is not None else UNKNOWN
            unit = str(score.get("unit") or "")
            rows.append((_cell(one.get("model")), key, _number(score.get("value")), span, unit))
    exam = facts.scores.get("exam")
    about = f"Exam: {_inline(exam)}" if exam else f"Which exam it was is {UNKNOWN}."
    done = "" if facts.scores.get("finished", True) else " It was broken off before its end."
    table = _table(("model", "score", "value", "95% interval", "unit"), rows)
    return "Scores", f"{table}\n\n{about}.{done}"


def _merging(facts: Facts) -> tuple[str, str]:
    parity = facts.parity
    if not parity:
        return "Merging", (
            f"Whether it equals a base with an adapter is {UNKNOWN}: there is no parity.json."
        )
    held = "read in 4 bits and back" if parity.get("base_as") == "nf4" else "read as it is"
    rows = [(key.replace("_", " "), _cell(value)) for key, value in parity.items()
            if key not in ("limits", "base", "base_as")]  # fmt: skip
    return "Merging", (
        f"An adapter was merged into {facts.base or 'its base'}, {held}. The merged model was then "
        f"read anew and compared:\n\n{_table(('', ''), rows)}"
    )


def _use(facts: Facts) -> tuple[str, str]:
    name = f"hf:{facts.name}" if facts.config else f"hf:BASE,adapter={facts.name}"
    return "Use", (
        f"    districtbot chat MAP --model {name}\n"
        f"    districtbot serve-model {name} --port 8000\n\n"
        "The conversation is written in the chat template of its tokenizer, calls as one line of "
        'JSON, `{"tool": NAME, "args": {...}}`.'
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def _cell(value: Any) -> str:
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    return (
        f"{value:,}" if isinstance(value, int) and value >= 10_000 else plain(_number(value), 160)
    )


def _number(value: Any) -> str:
    if value is None:
        return UNKNOWN
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _inline(value: Any) -> str:
    """A value of a recipe on one line."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_inline(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return " ".join(map(_inline, value)) or "none"
    return "none" if value is None else _cell(_without_folders(value))


def _without_folders(value: Any) -> Any:
    """A path of one machine by its last part: the others say nothing to anybody else."""
    here = isinstance(value, str) and (value.startswith(("/", "~")) or ":\\" in value)
    return Path(value.replace("\\", "/")).name if here else value


def _data_of(recipe: Mapping[str, Any]) -> Path | None:
    data = recipe.get("data")
    path = data.get("path") if isinstance(data, dict) else None
    return Path(path).expanduser() if isinstance(path, str) and path else None


def _keep_manifest(folder: Path, path: Path, *, named: bool) -> None:
    """Copy the manifest of a set beside the card, where it is that of the training.

    Raises:
        AskError: If it was named, and is missing or that of another set.
    """
    rows = read_config(folder, "data.json")
    wanted = rows.get("set_manifest_sha256")
    if wanted is None or not path.is_file() or sha256_of(path) == wanted:
        _keep(path, folder / MANIFEST)
    elif named:
        raise AskError(
            f"{path_told(path.parent)} is not the set that this model learnt from: the hash of "
            f"its {MANIFEST} is another.",
            f"Name the set with the hash {plain(wanted)}, or leave --data out.",
        )


def _keep(source: Path, target: Path) -> None:
    """Copy a record, byte for byte.

    Raises:
        AskError: If there is none, or it is no JSON object.
    """
    if not read_config(source.parent, source.name):
        raise AskError(f"There is no {path_told(source)}.", "Check its name and folder.")
    if source.resolve() != target.resolve():
        write_whole(target, source.read_text(encoding="utf-8"))
