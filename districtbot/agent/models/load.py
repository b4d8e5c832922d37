"""A model by its name: one row for each make."""

from pathlib import Path

from districtbot.agent.models.loaded import LoadedModel, ModelOptions
from districtbot.agent.models.names import parse_name, with_settings

DEFAULTS = ModelOptions()


def load_model(name: str = "mini", options: ModelOptions = DEFAULTS) -> LoadedModel:
    """A model ready to be asked; only what its make needs is imported.

    Args:
        name: ``mini``, ``mini:FOLDER``, ``hf:REPO_OR_PATH[,adapter=PATH][,quant=4bit][,rope=...]``,
            ``gguf:PATH``, ``openai:NAME[@BASE_URL]`` or ``scripted:FILE``.
        options: What is chosen about it; what the name itself says goes first.

    Raises:
        AskError: If there is no such model, or what it needs is missing.
    """
    parts = parse_name(name)
    options = with_settings(options, parts.settings)
    match parts.kind:
        case "mini":
            from districtbot.agent.models.mini.load import load_mini

            return load_mini(parts.target, options, name=name)
        case "hf":
            from districtbot.agent.models.text.hf import load_hf

            adapter, quant = parts.settings.get("adapter"), parts.settings.get("quant")
            return load_hf(parts.target, options, adapter=adapter, quant=quant, name=name)
        case "gguf":
            from districtbot.agent.models.gguf import load_gguf

            return load_gguf(name, Path(parts.target).expanduser(), options)
        case "openai":
            from districtbot.agent.models.endpoint.load import load_endpoint

            return load_endpoint(name, parts.target, parts.base_url, options)
        case "scripted":
            from districtbot.agent.models.scripted import load_scripted

            return load_scripted(name, parts.target, options)
