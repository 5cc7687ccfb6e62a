"""A model trained in a real kernel, its weights run here on data that the kernel never sees."""

import textwrap

import pytest

from tests.grading.checking import judge_body
from tests.grading.kernel_asker import KernelAsker

CHECK = """
    import torch
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    points = torch.randn(400, 2, generator=generator)
    inside = (points.norm(dim=1) < 1.1).long()

    def accuracy(tensors):
        network = torch.nn.Sequential(
            *(torch.nn.Linear(2, 16), torch.nn.Tanh()),
            *(torch.nn.BatchNorm1d(16), torch.nn.Linear(16, 2)),
        )
        network = load_weights(network, tensors)
        assert not network.training
        return (network(points).argmax(dim=1) == inside).double().mean().item()

    yield scored(ask.tensors("model").then(accuracy), lambda a: (a - 0.6) / 0.3)
    """
TRAIN = """
    import torch
    torch.manual_seed(3)
    def build():
        return torch.nn.Sequential(
            *(torch.nn.Linear(2, 16), torch.nn.Tanh()),
            *(torch.nn.BatchNorm1d(16), torch.nn.Linear(16, 2)),
        )
    model = trained = build()
    points = torch.randn(600, 2)
    inside = (points.norm(dim=1) < 1.1).long()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    for _ in range(120):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(points), inside).backward()
        optimizer.step()
    """


@pytest.fixture(scope="module")
def kernel():
    """A kernel where a model was trained."""
    with KernelAsker() as asker:
        asker.run(textwrap.dedent(TRAIN))
        yield asker


GOOD = {
    "the model": "model = trained",
    "its state_dict": "model = trained.state_dict()",
    "in double precision": "model = {k: v.double() for k, v in trained.state_dict().items()}",
    "as arrays": "model = {k: v.numpy() for k, v in trained.state_dict().items()}",
    "never put in eval mode": "model = trained.train()",
}


@pytest.mark.parametrize("code", GOOD.values(), ids=GOOD.keys())
def test_a_trained_model_is_scored_by_what_it_does_on_new_data(kernel, tmp_path, code):
    verdict = judge_body(kernel, tmp_path, CHECK, code)
    assert verdict.score == 2, verdict.message


BAD = {
    "untrained": ("model = build()", "earns a share of the points"),
    "none": ("model = None", "a model is expected"),
    "not defined": ("del model", "`model` is not defined"),
    "a number": ("model = 0.99", "a model is expected"),
    "empty": ("model = {}", "a model is expected"),
    "values that are no arrays": ("model = {'0.weight': 'best'}", "a model is expected"),
    "names that are no texts": ("model = {0: torch.ones(2)}", "a model is expected"),
    "another architecture": ("model = torch.nn.Linear(2, 2)", "not have the names expected"),
    "one key more": (
        "model = dict(trained.state_dict(), extra=torch.ones(1))",
        "not have the names expected",
    ),
    "one key less": (
        "model = trained.state_dict(); model.popitem()",
        "not have the names expected",
    ),
    "wider": (
        "model = dict(trained.state_dict()); model['0.bias'] = torch.ones(17)",
        "not have the size expected",
    ),
    "broadcast": (
        "model = dict(trained.state_dict()); model['0.bias'] = torch.ones(1)",
        "not have the size expected",
    ),
    "NaN": (
        "model = dict(trained.state_dict()); model['0.bias'] = torch.full((16,), torch.nan)",
        "training diverged",
    ),
    "too large for its precision": (
        "model = dict(trained.state_dict())\n"
        "model['0.bias'] = torch.full((16,), 1e300, dtype=torch.float64)",
        "training diverged",
    ),
    "a class that says it is the best": (
        "class Best:\n  accuracy = 1.0\n  def state_dict(self): return self\n"
        "  def items(self): return [('0.weight', 1)]\nmodel = Best()",
        "whose value cannot be read",
    ),
}


@pytest.mark.parametrize(("code", "says"), BAD.values(), ids=BAD.keys())
def test_what_is_not_the_model_asked_for_earns_nothing_and_is_told_why(
    kernel, tmp_path, code, says
):
    kernel.run("model = trained")
    verdict = judge_body(kernel, tmp_path, CHECK, code)
    # An untrained network may be right by chance now and then, never enough to be worth points.
    assert verdict.score <= (0.8 if code == "model = build()" else 0), verdict.message
    assert says in verdict.message
    assert not verdict.notes
