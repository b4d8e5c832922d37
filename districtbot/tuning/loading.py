"""The model as it is trained: its weights as the recipe wants them held, and its adapter."""

import warnings
from pathlib import Path
from typing import Any

from districtbot.agent.models.loaded import RopeScaling
from districtbot.agent.models.text.hf import check_libraries, config_of, place_of, quiet, told
from districtbot.ground.quoting import path_told
from districtbot.tuning.machine import Machine
from districtbot.tuning.recipe import ALL_LINEAR, LlamaRecipe


def check_installed(recipe: LlamaRecipe) -> None:
    """Refuse a run whose libraries are not installed.

    Raises:
        AskError: With what is missing.
    """
    more = ["peft"] if recipe.lora is not None else []
    if recipe.model.quantisation != "none" or "8bit" in recipe.training.optimizer:
        more.append("bitsandbytes")
    check_libraries(("torch", "transformers", "accelerate", *more))


def base_config(recipe: LlamaRecipe) -> Any:
    """The configuration of the base model, its positions stretched where asked.

    Raises:
        AskError: If the model is not there.
    """
    rope = recipe.model.rope_scaling
    base = recipe.model.base
    with quiet(), told(path_told(base)):
        return config_of(place_of(base), RopeScaling(rope.kind, rope.factor) if rope else None)


def model_to_train(recipe: LlamaRecipe, machine: Machine) -> Any:
    """The model with its weights, and with a new adapter where the recipe has one.

    The adapter's first weights follow from the recipe's seed.

    Raises:
        AskError: If it cannot be loaded.
    """
    import torch
    import transformers

    base = recipe.model.base
    config = base_config(recipe)
    exact = recipe.lora is None or recipe.model.precision == "fp32"
    more: dict[str, Any] = {}
    if recipe.model.quantisation != "none":
        more["quantization_config"] = _quantisation(recipe)
        more["device_map"] = {"": machine.local_rank if machine.device == "cuda" else "cpu"}
    with quiet(), told(path_told(base)):
        model = transformers.AutoModelForCausalLM.from_pretrained(
            place_of(base),
            config=config,
            dtype=torch.float32 if exact else torch.bfloat16,
            **more,
        )
    model.config.use_cache = False
    _keep_as_stored(model)
    if recipe.lora is None:
        return model
    model.requires_grad_(False)
    return _with_adapter(recipe, model)


def base_name(base: str) -> str:
    """How a base is written down: a folder with its whole path, a repository as it is."""
    path = Path(base).expanduser()
    return str(path.resolve()) if path.is_dir() else base


def _keep_as_stored(model: Any) -> None:
    """Have 4-bit weights stay as they are stored.

    On processors with AVX512-BF16 bitsandbytes (0.50) repacks them when they are first evaluated,
    and rounds their scales: a run that was broken off would go on with other numbers.
    """
    for module in model.modules():
        if hasattr(module, "support_avx512bf16_for_cpu"):
            module.support_avx512bf16_for_cpu = False


def _quantisation(recipe: LlamaRecipe) -> Any:
    import torch
    import transformers

    computing = torch.bfloat16 if recipe.model.precision == "bf16" else torch.float32
    if recipe.model.quantisation == "int8":
        return transformers.BitsAndBytesConfig(load_in_8bit=True)  # type: ignore[no-untyped-call]
    return transformers.BitsAndBytesConfig(  # type: ignore[no-untyped-call]
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=recipe.model.double_quant,
        bnb_4bit_compute_dtype=computing,
    )


def _with_adapter(recipe: LlamaRecipe, model: Any) -> Any:
    import peft
    import transformers

    lora = recipe.lora
    if lora is None:
        return model
    transformers.set_seed(recipe.training.seed)
    targets = lora.targets if lora.targets == ALL_LINEAR else list(lora.targets)
    config = peft.LoraConfig(
        r=lora.r,
        lora_alpha=lora.alpha,
        lora_dropout=lora.dropout,
        target_modules=targets,
        task_type="CAUSAL_LM",
        base_model_name_or_path=base_name(recipe.model.base),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # peft's own, of transformers' next
        adapted = peft.get_peft_model(model, config)
    adapted.peft_config["default"].base_model_name_or_path = base_name(recipe.model.base)
    return adapted
