"""What a training run is: every choice that changes its outcome, checked before it begins."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from districtbot.agent.models.loaded import RopeKind
from districtbot.problems.spec import Kind
from districtbot.problems.split import Split

Quantisation = Literal["none", "int8", "nf4"]
Precision = Literal["bf16", "fp32"]
Optimizer = Literal["adamw", "adamw_8bit", "paged_adamw_32bit", "paged_adamw_8bit"]
Schedule = Literal["constant", "constant_with_warmup", "linear", "cosine"]
ALL_LINEAR: Literal["all-linear"] = "all-linear"
"""Every linear layer of the model but the one that gives the scores of tokens."""

Share = Annotated[float, Field(ge=0, lt=1)]
Count = Annotated[int, Field(ge=1)]


class Part(BaseModel):
    """A part of a recipe: unknown fields are refused, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class RopePart(Part):
    """How rotary positions are stretched for rows longer than the model was trained on.

    Attributes:
        kind: The law.
        factor: New context over trained context.
    """

    kind: RopeKind
    factor: Annotated[float, Field(gt=1)]


class ModelPart(Part):
    """The model that is trained.

    Attributes:
        base: Folder of a LLaMA-family checkpoint, or a repository that was downloaded before.
        quantisation: How the frozen weights are held: ``nf4`` in 4 bits, ``int8``, or ``none``.
        double_quant: With nf4, whether the constants of quantisation are quantised too.
        precision: What is computed in; weights that are not quantised are held in it, unless all
            of them are trained: these are held in 32 bits.
        rope_scaling: A stretched context.
        gradient_checkpointing: Whether activations are computed again in the backward pass
            instead of kept: far less memory for about a third more time.
    """

    base: str
    quantisation: Quantisation = "none"
    double_quant: bool = True
    precision: Precision = "bf16"
    rope_scaling: RopePart | None = None
    gradient_checkpointing: bool = True


class LoraPart(Part):
    """A low-rank adapter (Hu et al. 2021, arXiv:2106.09685).

    Attributes:
        r: Rank.
        alpha: Scale; the adapter's output is multiplied by alpha / r.
        dropout: Share (0..1) of its inputs that are dropped.
        targets: Names of the layers that get one, or ``all-linear``.
    """

    r: Count = 16
    alpha: Count = 16
    dropout: Share = 0.05
    targets: Literal["all-linear"] | tuple[str, ...] = ALL_LINEAR


class TrainingPart(Part):
    """How it is trained. It ends with the epochs or the steps, whatever comes first.

    Attributes:
        optimizer: AdamW with states in 32 or 8 bits, paged to the machine's memory or not.
        learning_rate: The highest.
        schedule: How it changes.
        warmup: Share (0..1) of the steps in which it rises from 0.
        weight_decay: Decay of weights.
        beta2: Decay of the second moment.
        max_grad_norm: Longer gradients are shortened to this.
        batch: Rows that each device reads at once.
        accumulation: Batches to one step.
        epochs: Times that every row is read.
        max_steps: The most steps; ``null`` for as many as the epochs have.
        save_every: Steps between two checkpoints.
        keep: So many checkpoints are kept, the latest.
        eval_every: Steps between two looks at the rows held out; ``null`` for none.
        seed: Everything random follows from it.
    """

    optimizer: Optimizer = "adamw"
    learning_rate: Annotated[float, Field(gt=0, lt=1)] = 2e-4
    schedule: Schedule = "cosine"
    warmup: Share = 0.03
    weight_decay: Annotated[float, Field(ge=0)] = 0.0
    beta2: Annotated[float, Field(gt=0, lt=1)] = 0.999
    max_grad_norm: Annotated[float, Field(gt=0)] = 1.0
    batch: Count = 1
    accumulation: Count = 16
    epochs: Annotated[float, Field(gt=0)] = 1.0
    max_steps: Count | None = None
    save_every: Count = 200
    keep: Count = 2
    eval_every: Count | None = 200
    seed: Annotated[int, Field(ge=0)] = 1

    @field_validator("warmup")
    @classmethod
    def _warmup_is_minded(cls, warmup: float, info: ValidationInfo) -> float:
        if info.data.get("schedule") == "constant" and warmup:
            raise ValueError(
                "the schedule constant has no warm-up: set warmup to 0, or write "
                "constant_with_warmup"
            )
        return warmup


class RowsPart(Part):
    """What a row is.

    Attributes:
        sequence_length: Tokens of the longest row. Longer conversations are shown as the agent
            shows them to a model of this context: the last turns, earlier ones in short.
        reply_tokens: Tokens of it that are left free for an answer.
        packing: Whether several short rows are read as one, each for itself.
    """

    sequence_length: Annotated[int, Field(ge=64)] = 4096
    reply_tokens: Annotated[int, Field(ge=16)] = 512
    packing: bool = False

    @field_validator("reply_tokens")
    @classmethod
    def _there_is_room(cls, reply_tokens: int, info: ValidationInfo) -> int:
        if reply_tokens * 2 > info.data.get("sequence_length", 2 * reply_tokens):
            raise ValueError("it may be half of sequence_length at the most")
        return reply_tokens


class DataPart(Part):
    """Which problems it learns from.

    Attributes:
        path: Folder of a set (``districtbot problems generate``).
        rows: In its place a file of rows of one's own, one JSON object a line with ``prompt`` and
            ``answer``, which are read as they stand; ``items`` is a number of rows then.
        eval_rows: The same to be looked at meanwhile.
        maps: The real maps that the set was made on, if it was.
        split: The split that is learnt from.
        eval_split: The split that is looked at meanwhile.
        kinds: Dialogues, coding problems or both.
        families: Only these families; all by default.
        without: All but these.
        items: So many items, drawn at random; ``null`` for all.
        eval_items: The same of the split that is looked at; 0 for none.
        answers: So many answers of each dialogue, drawn at random; ``null`` for all.
    """

    path: str | None = None
    rows: str | None = None
    eval_rows: str | None = None
    maps: tuple[str, ...] = ()
    split: Split = "train"
    eval_split: Split = "dev"
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)] = ("dialogue", "coding")
    families: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    items: Count | None = None
    eval_items: Annotated[int, Field(ge=0)] = 100
    answers: Count | None = None

    @field_validator("rows")
    @classmethod
    def _there_is_one_source(cls, rows: str | None, info: ValidationInfo) -> str | None:
        if (rows is None) == (info.data.get("path") is None):
            raise ValueError(
                "give a set with data.path, or rows of your own with data.rows and data.path=null"
            )
        return rows

    @field_validator("eval_rows")
    @classmethod
    def _rows_go_together(cls, eval_rows: str | None, info: ValidationInfo) -> str | None:
        if eval_rows is not None and info.data.get("rows", "") is None:
            raise ValueError("rows of your own are looked at only beside data.rows")
        return eval_rows

    @property
    def folder(self) -> Path:
        """Folder of the set; where there is none, a place that is not there."""
        return Path(self.path or "no-set")


class LlamaRecipe(Part):
    """Tunes a model of transformers, whole or with an adapter.

    Attributes:
        kind: Which trainer it is for.
        name: What the run is called.
        about: What it is, in a sentence.
        model: The model.
        lora: The adapter; ``null`` trains every weight.
        training: How it is trained.
        rows: What a row is.
        data: What it learns from.
    """

    kind: Literal["llama"] = "llama"
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
    about: str = ""
    model: ModelPart
    lora: LoraPart | None = None
    training: TrainingPart = TrainingPart()
    rows: RowsPart = RowsPart()
    data: DataPart

    @field_validator("lora")
    @classmethod
    def _weights_can_be_trained(
        cls, lora: LoraPart | None, info: ValidationInfo
    ) -> LoraPart | None:
        model = info.data.get("model")
        if lora is None and isinstance(model, ModelPart) and model.quantisation != "none":
            raise ValueError(
                f"weights in {model.quantisation} cannot be trained themselves: give lora, or set "
                "model.quantisation to none"
            )
        return lora
