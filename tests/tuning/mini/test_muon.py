"""Our Muon takes the steps of torch's; its matrices come out orthogonal."""

import pytest

torch = pytest.importorskip("torch")

from districtbot.tuning.mini.muon import Muon, orthogonal  # noqa: E402


def test_steps_are_those_of_torch() -> None:
    torch.manual_seed(1)
    shapes = ((24, 16), (16, 24), (24, 16))
    mine = [torch.nn.Parameter(torch.randn(shape)) for shape in shapes]
    theirs = [torch.nn.Parameter(one.detach().clone()) for one in mine]
    ours = Muon(mine, lr=0.02, weight_decay=0.1, kind=torch.bfloat16)
    peer = torch.optim.Muon(theirs, lr=0.02, weight_decay=0.1, adjust_lr_fn="match_rms_adamw")
    for _ in range(4):
        for one, other in zip(mine, theirs, strict=True):
            one.grad = torch.randn_like(one)
            other.grad = one.grad.clone()
        ours.step()
        peer.step()
    for one, other in zip(mine, theirs, strict=True):
        assert torch.allclose(one, other, atol=2e-3)


@pytest.mark.parametrize("shape", [(2, 12, 30), (3, 30, 12)])
def test_singular_values_are_near_one_and_vectors_stay(shape: tuple[int, int, int]) -> None:
    torch.manual_seed(2)
    matrices = torch.randn(shape)
    turned = orthogonal(matrices)
    values = torch.linalg.svdvals(turned)
    assert values.min() > 0.6
    assert values.max() < 1.3
    left, _, right = torch.linalg.svd(matrices, full_matrices=False)
    exact = left @ right
    assert torch.nn.functional.cosine_similarity(turned.flatten(1), exact.flatten(1)).min() > 0.95
