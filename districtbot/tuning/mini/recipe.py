"""What a training run of `mini` is."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from districtbot.problems.split import Split
from districtbot.tuning.recipe import Count, Part

Share = Annotated[float, Field(ge=0, lt=1)]


class MiniRowsPart(Part):
    """What it learns from; every row is a function of a hash of name, split, family and index.

    Attributes:
        source: Name of a problem set with its seed: its maps, and items beyond its own.
        dialogues: Conversations that are played, of each split.
        requests: Requests alone, of each split.
        messages: Whole messages, of each split; there are none before the second edition.
        edition: Of the bank of phrases; the problem set may be of an earlier one.
    """

    source: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*-\d+$")] = "core-1"
    dialogues: dict[Split, Annotated[int, Field(ge=0)]]
    requests: dict[Split, Annotated[int, Field(ge=0)]]
    messages: dict[Split, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    edition: Annotated[int, Field(ge=1)] = 1


class MiniModelPart(Part):
    """Sizes of the network, as Hugging Face names them.

    Attributes:
        vocab_size: Tokens, symbols and single bytes among them.
        hidden_size: Length of the vector of a token.
        intermediate_size: Length of the vector inside a layer.
        layers: Layers.
        heads: Heads of attention.
        context: Tokens of the longest situation with its line.
    """

    vocab_size: Annotated[int, Field(ge=700, le=65_000)] = 4096
    hidden_size: Count = 256
    intermediate_size: Count = 768
    layers: Count = 6
    heads: Count = 4
    context: Count = 1024

    @model_validator(mode="after")
    def _heads_fit(self) -> "MiniModelPart":
        # Rotary positions turn the two halves of a head against each other.
        if self.hidden_size % (2 * self.heads):
            raise ValueError(
                f"hidden_size must be a multiple of twice the heads, {2 * self.heads}, "
                f"not {self.hidden_size}"
            )
        return self


class MiniTrainingPart(Part):
    """How it is trained.

    Attributes:
        steps: Batches.
        sequences: Sequences of a batch.
        length: Tokens of a sequence; rows are packed into it, longer ones left out.
        muon: Learning rate of the matrices (Muon, Jordan et al. 2024).
        adam: Learning rate of embedding and norms (AdamW).
        warmup: Share (0..1) of the steps in which the rates rise.
        fall: Share (0..1) of the steps, the last ones, in which they fall to nothing.
        average: How much of the average of the weights stays at each step.
        weight_decay: Of the matrices.
        noise: Share (0..1) of the words of a message that others take the place of, in half of the
            rows, at random.
        seed: Of the weights and of the order.
        save_every: Steps between two checkpoints, each tried on the rows held out.
        threads: Threads; ``null`` for one a core.
        compile: Whether the network is compiled first (needs a C++ compiler).
    """

    steps: Count = 10_000
    sequences: Count = 16
    length: Annotated[int, Field(ge=64)] = 256
    muon: Annotated[float, Field(gt=0, lt=1)] = 3e-3
    adam: Annotated[float, Field(gt=0, lt=1)] = 3e-3
    warmup: Share = 0.01
    fall: Annotated[float, Field(gt=0, le=1)] = 0.5
    average: Share = 0.998
    weight_decay: Annotated[float, Field(ge=0)] = 0.05
    noise: Share = 0.0
    seed: Annotated[int, Field(ge=0)] = 1
    save_every: Count = 500
    threads: Count | None = None
    compile: bool = True

    def rate(self, step: int) -> float:
        """What the learning rates are multiplied by."""
        rise = min(1.0, (step + 1) / max(1, self.warmup * self.steps))
        return rise * min(1.0, (self.steps - step) / max(1.0, self.fall * self.steps))


class MiniRecipe(Part):
    """Trains the small model that writes lines, from scratch.

    Attributes:
        kind: Which trainer it is for.
        name: What the run is called.
        about: What it is, in a sentence.
        rows: What it learns from.
        model: The network.
        training: How it is trained.
    """

    kind: Literal["mini"] = "mini"
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
    about: str = ""
    rows: MiniRowsPart
    model: MiniModelPart = MiniModelPart()
    training: MiniTrainingPart = MiniTrainingPart()
