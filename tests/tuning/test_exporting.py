"""State dicts and shards: what is read is what was there."""

import json
from pathlib import Path
from typing import Any

import pytest

from districtbot.ground.errors import AskError

pytest.importorskip("torch")


def test_a_state_dict_is_safe_to_read_and_whole(llama: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    from districtbot.tuning.exporting import Wanted, export_model

    path = tmp_path / "new" / "consolidated.pth"
    done = export_model(f"hf:{llama}", path, Wanted("pth"))
    found = torch.load(path, weights_only=True)
    wanted = load_file(str(llama / "model.safetensors"))
    assert found.keys() == wanted.keys()
    assert all(torch.equal(found[name], wanted[name]) for name in wanted)
    assert done.data["tensors"] == len(wanted)
    half = tmp_path / "half.pth"
    export_model(str(llama), half, Wanted("pth", dtype="bf16"))
    assert half.stat().st_size < 0.6 * path.stat().st_size


def test_tied_tensors_share_their_bytes(tiny_llama: Any, tmp_path: Path) -> None:
    import torch

    from districtbot.tuning.consolidate import write_state

    folder = tiny_llama.llama_folder(tmp_path / "tied", tie_word_embeddings=True)
    done = write_state(folder, tmp_path / "c.pth")
    found = torch.load(done.path, weights_only=True)
    ends = found["lm_head.weight"], found["model.embed_tokens.weight"]
    assert ends[0].data_ptr() == ends[1].data_ptr()
    assert done.n_bytes < (folder / "model.safetensors").stat().st_size * 1.2


def test_code_in_a_state_dict_is_not_run(tmp_path: Path) -> None:
    import pickle

    import torch

    from districtbot.tuning.consolidate import read_state

    class Bomb:
        def __reduce__(self) -> Any:
            return Path.touch, (tmp_path / "boom",)

    bad = tmp_path / "bad.pth"
    torch.save({"a": Bomb()}, bad, pickle_module=pickle)
    with pytest.raises(AskError, match="no state dict that can be read safely"):
        read_state(bad)
    assert not (tmp_path / "boom").exists()
    torch.save({"a": 3}, bad)
    with pytest.raises(AskError, match="more than tensors"):
        read_state(bad)
    bad.write_bytes(b"nothing")
    with pytest.raises(AskError, match="no state dict"):
        read_state(bad)


def test_what_is_damaged_while_it_is_written_is_found(
    llama: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from districtbot.tuning import consolidate

    real = consolidate.read_state

    def damaged(path: Path) -> dict[str, Any]:
        found = {name: tensor.clone() for name, tensor in real(path).items()}
        found["model.norm.weight"][3] += 1e-3
        del found["lm_head.weight"]
        return found

    monkeypatch.setattr(consolidate, "read_state", damaged)
    with pytest.raises(AskError, match=r"lm_head\.weight, model\.norm\.weight"):
        consolidate.write_state(llama, tmp_path / "c.pth")
    assert not list(tmp_path.iterdir())


def test_shards_hold_the_same_model(llama: Path, tmp_path: Path) -> None:
    import torch

    from districtbot.tuning.consolidate import write_shards
    from districtbot.tuning.weights import INDEX, tensors_in

    out = tmp_path / "out"
    many = write_shards(llama, out, "100KB")
    index = json.loads((out / INDEX).read_text())["weight_map"]
    assert many.n_files == len(set(index.values())) > 1
    for file in out.glob("*.safetensors"):  # a tensor that is larger stands alone
        held = [name for name, place in index.items() if place == file.name]
        assert len(held) == 1 or file.stat().st_size < 110_000
    one, other = tensors_in(llama), tensors_in(out)
    assert one.shapes == other.shapes
    assert one.n_parameters == other.n_parameters
    assert all(torch.equal(tensor, other.one(name)) for name, tensor in one.each())
    assert (out / "tokenizer.json").read_bytes() == (llama / "tokenizer.json").read_bytes()
    assert (out / "config.json").stat().st_mode == next(out.glob("*-of-*")).stat().st_mode
    few = write_shards(llama, out, "5GB", "f16")
    assert few.n_files == 1
    assert sorted(file.name for file in out.glob("model*")) == ["model.safetensors"]
    assert few.n_bytes < 0.6 * many.n_bytes


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"form": "pth", "quant": "q8_0"}, "--quant is of GGUF"),
        ({"form": "gguf", "dtype": "f16"}, "--numbers is of the other formats"),
        ({"form": "safetensors", "shard_size": "0GB"}, "no size of a file"),
    ],
)
def test_options_that_do_not_go_together(
    llama: Path, tmp_path: Path, wanted: dict[str, Any], words: str
) -> None:
    from districtbot.tuning.exporting import Wanted, export_model

    with pytest.raises(AskError, match=words):
        export_model(str(llama), tmp_path / "out", Wanted(**wanted))
    assert not list(tmp_path.iterdir())


def test_what_is_no_model_is_told(llama: Path, tmp_path: Path) -> None:
    from districtbot.tuning.exporting import Wanted, export_model
    from districtbot.tuning.weights import tensors_in

    with pytest.raises(AskError, match="There is no folder"):
        export_model(str(tmp_path / "no"), tmp_path / "out", Wanted("pth"))
    with pytest.raises(AskError, match="holds no model"):
        export_model(str(tmp_path), tmp_path / "out", Wanted("pth"))
    with pytest.raises(AskError, match="is a folder"):
        export_model(str(llama), tmp_path, Wanted("gguf"))
    with pytest.raises(AskError, match="holds what is to be read"):
        export_model(str(llama), llama, Wanted("safetensors"))
    (tmp_path / "model.safetensors").write_bytes(b"short")
    with pytest.raises(AskError, match="cannot be read"):
        tensors_in(tmp_path)
    (tmp_path / "model.safetensors").unlink()
    (tmp_path / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(AskError, match="PyTorch's own format"):
        tensors_in(tmp_path)
