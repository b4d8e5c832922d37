"""The network is transformers' LLaMA; what ships is the same again, run by NumPy."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from districtbot.agent.models.mini.decoder import Decoder  # noqa: E402
from districtbot.agent.models.mini.weights import read_shape, read_weights  # noqa: E402
from districtbot.ground.clock import Budget  # noqa: E402
from districtbot.ground.errors import AskError  # noqa: E402
from districtbot.ground.seeds import rng_of  # noqa: E402
from districtbot.tuning.mini.learned import learned  # noqa: E402
from districtbot.tuning.mini.network import Network, Size  # noqa: E402
from districtbot.tuning.mini.packing import Tokens, batches, tokens_of  # noqa: E402
from districtbot.tuning.mini.recipe import MiniTrainingPart  # noqa: E402
from districtbot.tuning.mini.shipping import checkpoint, ship  # noqa: E402
from districtbot.tuning.mini.tokens import train_tokenizer  # noqa: E402
from districtbot.tuning.mini.train import averaged, train  # noqa: E402

SIZE = Size(vocab_size=900, hidden_size=32, intermediate_size=48, num_hidden_layers=2)


@pytest.fixture(scope="module")
def network() -> Network:
    torch.manual_seed(3)
    return Network(SIZE).eval()


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    rng = np.random.default_rng(1)
    rows = []
    for _ in range(60):
        n = int(rng.integers(6, 20))
        ids = [int(one) for one in rng.integers(1, 40, n)]
        rows.append(([*ids, *ids[-3:]], n))  # the line repeats the end of the prompt
    return tokens_of(rows)


def whole(network: Network, ids: list[int]) -> Any:
    """Scores after every token of one row alone."""
    n = len(ids)
    parts = ([ids], [list(range(n))], [[0] * n], list(range(n)))
    with torch.inference_mode():
        return network(*(torch.tensor(part) for part in parts)).numpy()


def test_packed_rows_see_only_themselves(network: Network, tokens: Tokens) -> None:
    (batch, *_) = batches(tokens, n=3, t=64, m=96, pad=0, rng=rng_of("order", 1))
    parts = (batch.tokens, batch.places, batch.rows, batch.wanted)
    with torch.inference_mode():
        packed = network(*map(torch.from_numpy, parts)).numpy()
    wanted = batch.wanted[batch.targets >= 0]
    assert len(wanted) > 20
    for at, place in enumerate(wanted):
        k, i = divmod(int(place), 64)
        start = i - int(batch.places[k, i])
        alone = whole(network, batch.tokens[k, start : i + 1].tolist())[-1]
        np.testing.assert_allclose(packed[at], alone, atol=2e-4)


def test_every_row_is_learned_from_once_a_pass(tokens: Tokens) -> None:
    n = sum(
        int((batch.targets >= 0).sum())
        for batch in batches(tokens, n=1, t=64, m=128, pad=0, rng=rng_of("order", 2))
    )
    assert n == int((np.diff(tokens.starts) - tokens.heads).sum())


@pytest.mark.slow
def test_what_ships_scores_as_transformers_does(network: Network, tmp_path: Path) -> None:
    from transformers import AutoTokenizer, LlamaForCausalLM

    tokenizer = train_tokenizer(["[user] draw <n1>4 districts [agent]"] * 3, 900)
    size = Size(**{**_fields(SIZE), "vocab_size": tokenizer.get_vocab_size()})
    torch.manual_seed(5)
    small = Network(size).eval()
    ship(small, tokenizer, tmp_path / "ship", {"sure": 0.5})
    checkpoint(small, tokenizer, tmp_path / "hf")
    model = LlamaForCausalLM.from_pretrained(str(tmp_path / "hf")).eval()
    reader = AutoTokenizer.from_pretrained(str(tmp_path / "hf"))
    text = "[user] draw <n1>4 districts [agent]"
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    assert reader(text, add_special_tokens=False).input_ids == ids
    with torch.inference_mode():
        theirs = model(torch.tensor([ids])).logits[0].numpy()
    folder = tmp_path / "ship"
    decoder = Decoder(read_shape(folder), read_weights(folder))
    mine = decoder.scores(ids, Budget(None))
    np.testing.assert_allclose(mine, theirs[-1], atol=1e-4)
    exact = whole(small, ids)
    assert np.abs(theirs - exact).max() < 0.02  # 8 bits
    assert (folder / "model.safetensors").stat().st_size < 1.2 * sum(
        p.numel() for p in small.parameters()
    ) + 20_000


@pytest.mark.slow
def test_a_broken_run_goes_on_as_if_it_had_not_been(tokens: Tokens, tmp_path: Path) -> None:
    plan = MiniTrainingPart(steps=120, sequences=4, length=64, save_every=20, compile=False)

    def run(folder: Path, budget: Budget) -> Any:
        return train(
            tokens, SIZE, plan, folder, pad=0, budget=budget, show=lambda *_: None, watch=None
        )

    unbroken = run(tmp_path / "one", Budget(None))
    broken = Budget(None)
    seen: list[int] = []

    def stop(state: Any) -> None:
        seen.append(state.step)
        if state.step == 60:
            broken.stop()

    train(
        tokens, SIZE, plan, tmp_path / "two", pad=0, budget=broken, show=lambda *_: None, watch=stop
    )
    assert seen == [20, 40, 60]
    again = run(tmp_path / "two", Budget(None))
    assert again.step == 120
    for name, weight in unbroken.average.items():
        assert torch.equal(weight, again.average[name]), name
    assert unbroken.losses[-1][1] < unbroken.losses[0][1]
    found = learned(averaged(unbroken), tokens, ["f"] * len(tokens), t=64, pad=0)
    assert found.chance.min() >= 0
    assert len(found.right) == len(tokens)
    with pytest.raises(AskError, match="another run"):
        train(
            tokens,
            SIZE,
            MiniTrainingPart(steps=5, compile=False),
            tmp_path / "two",
            pad=0,
            budget=Budget(None),
            show=lambda *_: None,
        )


def _fields(size: Size) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(size)
