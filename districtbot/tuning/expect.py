"""What a run will take, reckoned before it starts: parameters, memory, tokens, operations.

Memory of one device at its peak, in bytes, as a sum of

- weights: 4-bit NormalFloat takes half a byte a weight and 4/64 for the scale of each block of 64,
  or 1/64 + 4/(64 * 256) where the scales are quantised too (Dettmers et al. 2023,
  arXiv:2305.14314, section 3); int8 one byte and 4 for each row; the others 2 in bfloat16 and 4 in
  float32. Embeddings, norms and the output layer are never quantised;
- adapters in float32, 4 a weight;
- gradients, 4 for each weight that is trained;
- states of AdamW, 8 for each weight that is trained, or 2 in 8 bits;
- activations. A layer of width d, with k of it for keys and f for the feed-forward part, keeps for
  each token 2 (7d + 3k + 4f) + 8d in bfloat16: the inputs of all products, and of the two norms in
  float32. Where all weights are trained the sums between layers are float32 too, 9d more. An
  adapter with dropout keeps what it leaves of its input and where, 4 for each. With checkpointing
  only each layer's input is kept, and one layer at a time is computed again. Gradients of
  activations take 4 (f + d) at a time;
- scores of tokens: 2 in bfloat16, 4 in float32 and 4 for the gradient, for each token of the
  vocabulary, only at the places that are trained on;
- copies: weights as they are computed with. Of quantised weights the largest layer's, twice; of
  trained ones all in bfloat16;
- the runtime: 0.7 GB of CUDA and its libraries; on a processor 1.1 GB, as measured, of torch and of
  what renders rows.

Operations follow Kaplan et al. 2020 (arXiv:2001.08361): 2 a weight and token forward, 2 back to the
inputs, 2 back to the weights that are trained, 2 more with checkpointing; attention adds 2 T d a
layer to each pass over the inputs, T being the mean length of a row.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from districtbot.ground.errors import AskError, some_of
from districtbot.tuning.machine import Machine
from districtbot.tuning.recipe import ALL_LINEAR, LlamaRecipe

GB = 1_000_000_000
ADAM = {"adamw": 8, "paged_adamw_32bit": 8, "adamw_8bit": 2, "paged_adamw_8bit": 2}
"""Bytes of the optimizer's states for a weight that is trained."""
RUNTIME = {"cuda": 700_000_000, "cpu": 1_100_000_000}
"""Bytes that are taken before anything is loaded."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A linear layer.

    Attributes:
        name: Its last name, such as ``q_proj``.
        inputs: Its inputs.
        outputs: Its outputs.
    """

    name: str
    inputs: int
    outputs: int

    @property
    def weights(self) -> int:
        """How many weights it has."""
        return self.inputs * self.outputs


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a model.

    Attributes:
        parameters: All its parameters, those that are used twice counted once.
        layers: Its linear layers but the one that gives the scores of tokens.
        depth: Number of blocks.
        width: Size of the hidden states.
        keys: Size of the keys of a token.
        inner: Size of the feed-forward part.
        vocabulary: Tokens there are.
        positions: Tokens it can read.
    """

    parameters: int
    layers: tuple[Layer, ...]
    depth: int
    width: int
    keys: int
    inner: int
    vocabulary: int
    positions: int

    @property
    def linear(self) -> int:
        """Weights of the linear layers."""
        return sum(one.weights for one in self.layers)

    def targets(self, names: tuple[str, ...] | str) -> tuple[Layer, ...]:
        """The layers that get an adapter.

        Raises:
            AskError: If a name is that of no layer.
        """
        if names == ALL_LINEAR:
            return self.layers
        known = sorted({one.name for one in self.layers})
        strange = sorted(set(names) - set(known))
        if strange or not names:
            raise AskError(
                f"lora.targets: no linear layer is called {some_of(strange)}."
                if strange
                else "lora.targets names no layer.",
                f"There are {some_of(known, 20)}; {ALL_LINEAR} stands for all.",
            )
        return tuple(one for one in self.layers if one.name in names)


def told(size: int) -> str:
    """A number of bytes in words: 1 GB is a thousand million."""
    return f"{size / GB:.2f} GB" if size >= GB / 10 else f"{1000 * size / GB:.2f} MB"


def shape_of(config: Any) -> Shape:
    """The sizes of a model from its configuration; no weight is loaded."""
    import torch
    import transformers

    with torch.device("meta"):
        model = transformers.AutoModelForCausalLM.from_config(config)  # type: ignore[no-untyped-call]
    head = model.get_output_embeddings()
    layers = [
        Layer(name.rpartition(".")[2], one.in_features, one.out_features)
        for name, one in model.named_modules()
        if isinstance(one, torch.nn.Linear) and one is not head
    ]
    heads = int(config.num_attention_heads)
    size = int(getattr(config, "head_dim", None) or config.hidden_size // heads)
    return Shape(
        sum(one.numel() for one in model.parameters()),
        tuple(layers),
        int(config.num_hidden_layers),
        int(config.hidden_size),
        size * int(getattr(config, "num_key_value_heads", None) or heads),
        int(config.intermediate_size),
        int(config.vocab_size),
        int(config.max_position_embeddings),
    )


@dataclass(frozen=True, slots=True)
class Work:
    """How much is read.

    Attributes:
        examples: What is read in one go, rows or packs of rows.
        tokens: Tokens of all of it, once.
        trained: Those that are trained on.
        longest: Tokens of the longest.
    """

    examples: int
    tokens: int
    trained: int
    longest: int


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a run will take.

    Attributes:
        parameters: Of the model, without adapters.
        trainable: Weights that are trained.
        memory: Bytes of one device at the peak, by what they are for.
        steps: Steps of the optimizer.
        tokens: Tokens that are read in all steps, on all devices.
        masked: Share (0..1) of the tokens that are only read.
        operations: Floating-point operations of the whole run.
    """

    parameters: int
    trainable: int
    memory: Mapping[str, int]
    steps: int
    tokens: int
    masked: float
    operations: float

    @property
    def peak(self) -> int:
        """Bytes of one device at the peak."""
        return sum(self.memory.values())

    def rows(self) -> list[tuple[str, str]]:
        """What and how much, for a table."""
        share = 100 * self.trainable / (self.parameters + self.trainable)
        if self.trainable == self.parameters:
            share = 100.0
        return [
            ("parameters", f"{self.parameters:,}"),
            ("trained", f"{self.trainable:,} ({share:.3g}%)"),
            ("steps", f"{self.steps:,}"),
            ("tokens read", f"{self.tokens:,}"),
            ("of them only read", f"{100 * self.masked:.1f}%"),
            ("operations", f"{self.operations:.2e}"),
            *((f"memory: {name}", told(size)) for name, size in self.memory.items() if size),
            ("memory at the peak", told(self.peak)),
        ]

    def data(self) -> dict[str, Any]:
        """As JSON data; memory in bytes."""
        return {
            "parameters": self.parameters,
            "trainable": self.trainable,
            "steps": self.steps,
            "tokens": self.tokens,
            "masked_share": round(self.masked, 6),
            "operations": self.operations,
            "memory_bytes": {**self.memory, "peak": self.peak},
        }


def expected(recipe: LlamaRecipe, shape: Shape, work: Work, machine: Machine) -> Expectation:
    """What a run will take.

    Args:
        recipe: The run.
        shape: The model's sizes.
        work: How much is read.
        machine: What it runs on.
    """
    steps, examples = steps_of(recipe, work.examples, machine.n_processes)
    tokens = round(work.tokens * examples / work.examples) if work.examples else 0
    trainable = trainable_in(recipe, shape)
    mean = work.tokens / work.examples if work.examples else 0.0
    return Expectation(
        shape.parameters,
        trainable,
        memory_of(recipe, shape, machine, min(work.longest, recipe.rows.sequence_length)),
        steps,
        tokens,
        1 - work.trained / work.tokens if work.tokens else 0.0,
        tokens * operations_a_token(recipe, shape, mean),
    )


def steps_of(recipe: LlamaRecipe, n_examples: int, n_processes: int) -> tuple[int, int]:
    """Steps of a run, and examples that are read in them."""
    training = recipe.training
    batches = math.ceil(n_examples / (training.batch * n_processes))
    an_epoch = max(1, math.ceil(batches / training.accumulation))
    steps = max(1, math.ceil(training.epochs * an_epoch))
    if training.max_steps is not None:
        steps = min(steps, training.max_steps)
    return steps, round(steps / an_epoch * n_examples)


def trainable_in(recipe: LlamaRecipe, shape: Shape) -> int:
    """Weights that are trained."""
    if recipe.lora is None:
        return shape.parameters
    return recipe.lora.r * sum(one.inputs + one.outputs for one in _targets(recipe, shape))


def memory_of(recipe: LlamaRecipe, shape: Shape, machine: Machine, longest: int) -> dict[str, int]:
    """Bytes of one device at the peak, by what they are for; see the formula above.

    Args:
        recipe: The run.
        shape: The model's sizes.
        machine: What it runs on.
        longest: Tokens of the longest row.
    """
    trainable = trainable_in(recipe, shape)
    whole = recipe.lora is None
    at = recipe.training.batch * longest
    trained = recipe.training.batch * min(longest, recipe.rows.reply_tokens)
    found = {
        "weights": _weights(recipe, shape),
        "adapters": 0 if whole else 4 * trainable,
        "gradients": 4 * trainable,
        "optimizer": ADAM[recipe.training.optimizer] * trainable,
        "activations": round(at * _activations(recipe, shape)),
        "scores of tokens": trained * shape.vocabulary * 10,
        "copies": _copies(recipe, shape),
        "runtime": RUNTIME[machine.device],
    }
    return {name: int(size) for name, size in found.items()}


def operations_a_token(recipe: LlamaRecipe, shape: Shape, mean: float) -> float:
    """Floating-point operations for each token that is read.

    Args:
        recipe: The run.
        shape: The model's sizes.
        mean: Mean tokens of a row.
    """
    again = 1 if recipe.model.gradient_checkpointing else 0
    through = 2 * shape.linear + 2 * shape.depth * mean * shape.width
    adapters = 0 if recipe.lora is None else trainable_in(recipe, shape)
    to_weights = 2 * (shape.linear if recipe.lora is None else adapters)
    return (2 + again) * (through + 2 * adapters) + to_weights


def _targets(recipe: LlamaRecipe, shape: Shape) -> tuple[Layer, ...]:
    """The layers that get an adapter."""
    return shape.targets(recipe.lora.targets) if recipe.lora is not None else ()


def _weights(recipe: LlamaRecipe, shape: Shape) -> float:
    """Bytes of the weights as they are held."""
    model = recipe.model
    plain = 4 if recipe.lora is None or model.precision == "fp32" else 2
    rest = (shape.parameters - shape.linear) * plain
    match model.quantisation:
        case "nf4":
            scale = 1 / 64 + 4 / (64 * 256) if model.double_quant else 4 / 64
            return rest + shape.linear * (0.5 + scale)
        case "int8":
            return rest + shape.linear + 4 * sum(one.outputs for one in shape.layers)
        case _:
            return rest + shape.linear * plain


def _activations(recipe: LlamaRecipe, shape: Shape) -> float:
    """Bytes of activations for each token of a batch."""
    size = 2 if recipe.model.precision == "bf16" else 4
    d, inner = shape.width, shape.inner
    layer: float = size * (7 * d + 3 * shape.keys + 4 * inner) + 8 * d
    if recipe.lora is None:
        layer += 9 * d
    elif recipe.lora.dropout:
        layer += 2 * size * sum(one.inputs for one in _targets(recipe, shape)) / shape.depth
    backward = 2 * size * (inner + d)
    if recipe.model.gradient_checkpointing:
        held = 4 if recipe.lora is None else size
        return shape.depth * held * d + layer + backward
    return shape.depth * layer + backward


def _copies(recipe: LlamaRecipe, shape: Shape) -> int:
    """Bytes of weights as they are computed with, besides those that are held."""
    if recipe.model.precision == "fp32" and recipe.model.quantisation == "none":
        return 0
    if recipe.lora is None:
        return 2 * shape.parameters
    largest = max(one.weights for one in shape.layers)
    again = 4 * largest if recipe.model.quantisation != "none" else 0
    return again + 2 * trainable_in(recipe, shape)
