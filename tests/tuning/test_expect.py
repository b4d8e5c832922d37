"""What a run takes is reckoned right, and what does not fit is refused with advice that helps."""

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from districtbot.ground.errors import AskError
from districtbot.tuning.expect import (
    GB,
    Shape,
    Work,
    expected,
    memory_of,
    operations_a_token,
    shape_of,
    steps_of,
    trainable_in,
)
from districtbot.tuning.fitting import check_fits, check_usable, fits
from districtbot.tuning.machine import Machine, free_ram
from districtbot.tuning.shelf import read_recipe

pytest.importorskip("transformers")
LLAMA2 = {
    "vocab_size": 32000,
    "hidden_size": 4096,
    "intermediate_size": 11008,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "max_position_embeddings": 4096,
}


@pytest.fixture(scope="module")
def llama2() -> Shape:
    """The sizes of Llama-2-7B."""
    from transformers import LlamaConfig

    return shape_of(LlamaConfig(**LLAMA2))


def test_llama2_has_as_many_parameters_as_its_paper_says(llama2: Shape) -> None:
    assert llama2.parameters == 6_738_415_616
    assert (llama2.depth, llama2.width, llama2.keys, llama2.positions) == (32, 4096, 4096, 4096)
    recipe = read_recipe("llama2-7b-qlora")
    assert trainable_in(recipe, llama2) == 159_907_840


def test_weights_in_four_bits_take_what_the_paper_says(llama2: Shape) -> None:
    gpu = Machine("cuda", "a GPU", 24 * GB)
    double, single = (
        memory_of(read_recipe("llama2-7b-qlora", [f"model.double_quant={flag}"]), llama2, gpu, 512)
        for flag in ("true", "false")
    )
    saved = 8 * (single["weights"] - double["weights"]) / llama2.linear
    assert saved == pytest.approx(0.373, abs=0.001)  # bits a weight, section 3 of the paper
    assert double["weights"] / GB == pytest.approx(3.87, abs=0.01)


@pytest.mark.parametrize("targets", ["all-linear", "[q_proj, v_proj]"])
def test_trained_weights_are_those_that_peft_makes(
    recipe_for: Callable[..., Any], targets: str
) -> None:
    from districtbot.tuning.loading import base_config, model_to_train

    recipe = recipe_for(f"lora.targets={targets}", "lora.r=3", "model.quantisation=none")
    shape = shape_of(base_config(recipe))
    model = model_to_train(recipe, Machine("cpu", "", 0))
    trained = [one for one in model.parameters() if one.requires_grad]
    assert sum(one.numel() for one in trained) == trainable_in(recipe, shape) > 0
    whole = sum(one.numel() for one in model.parameters()) - trainable_in(recipe, shape)
    assert whole == shape.parameters
    assert {str(one.dtype) for one in trained} == {"torch.float32"}


def test_a_layer_that_there_is_not_is_named(llama2: Shape) -> None:
    recipe = read_recipe("llama2-7b-qlora", ["lora.targets=[q_proj, query]"])
    with pytest.raises(AskError, match=r"no linear layer is called query.*down_proj"):
        trainable_in(recipe, llama2)


@pytest.mark.filterwarnings("ignore::FutureWarning")  # peft's own, of transformers' next
@pytest.mark.parametrize(("lora", "dropout"), [(True, 0.1), (True, 0.0), (False, 0.0)])
def test_activations_are_about_those_that_torch_keeps(lora: bool, dropout: float) -> None:
    import peft
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(
        vocab_size=300, hidden_size=128, intermediate_size=344, num_hidden_layers=3,
        num_attention_heads=4,
    )  # fmt: skip
    torch.manual_seed(0)
    model: Any = LlamaForCausalLM(config)
    settings = ["model.gradient_checkpointing=false", "rows.sequence_length=64"]
    settings += ["rows.reply_tokens=16"]
    if lora:
        model = model.to(torch.bfloat16).requires_grad_(False)
        adapter = peft.LoraConfig(r=2, lora_dropout=dropout, target_modules="all-linear")
        model = peft.get_peft_model(model, adapter)
        settings += ["lora.r=2", f"lora.dropout={dropout}"]
    recipe = read_recipe("llama2-7b-qlora" if lora else "full", settings)
    n, kept, own = 256, dict[int, int](), {one.data_ptr() for one in model.parameters()}
    shapes = {one.shape for one in model.parameters()}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        if tensor.data_ptr() not in own and tensor.shape not in shapes:
            kept[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    tokens = torch.arange(n)[None] % 300
    with (
        torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor),
        torch.autocast("cpu", torch.bfloat16),
    ):
        held = model.train()(input_ids=tokens, logits_to_keep=1, use_cache=False)
    found = memory_of(recipe, shape_of(config), Machine("cpu", "", 0), n)["activations"]
    assert held.logits.requires_grad
    assert 0.9 < found / sum(kept.values()) < 1.4


@pytest.mark.parametrize("n", [1, 7, 33])
def test_steps_are_those_that_read_every_example(n: int) -> None:
    for batch, accumulation, processes, epochs in itertools.product((1, 4), (1, 3), (1, 2), (1, 2)):
        recipe = read_recipe(
            "full",
            [
                f"training.batch={batch}",
                f"training.accumulation={accumulation}",
                f"training.epochs={epochs}",
            ],
        )
        steps, read = steps_of(recipe, n, processes)
        a_step = batch * accumulation * processes
        assert epochs * n <= steps * a_step
        assert steps * a_step < epochs * (n + a_step + accumulation * batch * processes)
        assert read == epochs * n
        fewer = recipe.model_copy(
            update={"training": recipe.training.model_copy(update={"max_steps": 1})}
        )
        assert steps_of(fewer, n, processes)[0] == 1


def test_operations_are_six_for_each_weight_and_token(llama2: Shape) -> None:
    whole = read_recipe("full", ["model.gradient_checkpointing=false"])
    assert operations_a_token(whole, llama2, 0) == pytest.approx(6 * llama2.linear)
    again = read_recipe("full")
    assert operations_a_token(again, llama2, 0) == pytest.approx(8 * llama2.linear)
    adapter = operations_a_token(read_recipe("llama2-7b-qlora"), llama2, 0)
    assert 6 * llama2.linear < adapter < 6.5 * llama2.linear
    assert operations_a_token(again, llama2, 4096) > operations_a_token(again, llama2, 512)


@pytest.mark.parametrize(
    ("name", "memory", "more"),
    [
        ("full", 24, []),
        ("full", 24, ["training.batch=8", "model.gradient_checkpointing=false"]),
        ("llama2-7b-lora-8bit", 10, []),
        ("llama2-7b-qlora", 16, ["model.gradient_checkpointing=false"]),
        ("llama2-7b-qlora", 16, ["training.batch=16"]),
    ],
)
def test_what_does_not_fit_is_refused_with_advice_that_makes_it_fit(
    llama2: Shape, name: str, memory: int, more: list[str]
) -> None:
    gpu, work = Machine("cuda", "NVIDIA Tesla", memory * GB), Work(100, 400_000, 5_000, 4096)
    recipe = read_recipe(name, more)
    expectation = expected(recipe, llama2, work, gpu)
    with pytest.raises(AskError, match=f"NVIDIA Tesla has {memory}.0 GB free") as caught:
        check_fits(recipe, llama2, gpu, expectation, work.longest)
    told = caught.value.todo.removeprefix("Set ").removesuffix(".")
    settings = re.split(r", (?![a-z]+:)| and ", told)
    better = read_recipe(name, [*more, *settings])
    assert better != recipe
    assert fits(expected(better, llama2, work, gpu).peak, gpu)


def test_what_fits_nowhere_near_is_told_so(llama2: Shape) -> None:
    gpu, work = Machine("cuda", "a small GPU", 2 * GB), Work(100, 400_000, 5_000, 4096)
    recipe = read_recipe("full")
    with pytest.raises(AskError, match="Use a smaller model or a larger machine"):
        check_fits(recipe, llama2, gpu, expected(recipe, llama2, work, gpu), work.longest)


def test_processes_share_the_memory_of_a_processor() -> None:
    assert fits(6 * GB, Machine("cpu", "", 10 * GB))
    assert not fits(6 * GB, Machine("cpu", "", 10 * GB, n_processes=2))
    assert fits(6 * GB, Machine("cuda", "", 10 * GB, n_processes=2))
    assert free_ram() > 0


def test_what_cannot_be_is_told_all_at_once(llama2: Shape) -> None:
    recipe = read_recipe("llama2-7b-lora-8bit", ["rows.sequence_length=8192"])
    with pytest.raises(AskError) as caught:
        check_usable(recipe, llama2, Machine("cpu", "", GB, has_bf16=False))
    for field in ("rows.sequence_length", "model.precision"):
        assert f"{field}: " in str(caught.value)
    longer = read_recipe(
        "llama2-7b-qlora",
        ["rows.sequence_length=8192", "model.rope_scaling={kind: linear, factor: 2}"],
    )
    assert check_usable(longer, llama2, Machine("cuda", "", GB)) == []
    [note] = check_usable(longer, llama2, Machine("cpu", "", GB))
    assert "paged_adamw_32bit needs a GPU" in note
    [note] = check_usable(longer, llama2, Machine("cuda", "", GB, idle=3))
    assert "accelerate launch --num_processes 4" in note


def test_an_expectation_is_told_in_full(llama2: Shape) -> None:
    recipe, work = read_recipe("llama2-7b-qlora"), Work(160, 480_000, 9_600, 4_000)
    found = expected(recipe, llama2, work, Machine("cuda", "", 24 * GB))
    assert (found.steps, found.tokens) == (10, 480_000)
    assert found.masked == pytest.approx(0.98)
    told = dict(found.rows())
    assert told["trained"] == "159,907,840 (2.32%)"
    assert told["memory at the peak"] == f"{found.peak / GB:.2f} GB"
    assert found.data()["memory_bytes"]["peak"] == sum(found.memory.values())
    assert yaml.safe_load(yaml.safe_dump(found.data())) == found.data()
