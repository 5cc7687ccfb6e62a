"""Twenty-four ordinary learners, or as many as asked: right, half right, wrong, lost.

Each writes the same functions in their own way, with their own names and settings, so that no
two notebooks hold the same code and nothing can be kept from one to the next.
"""

from __future__ import annotations

import random

#: How well learners do, in turn; a third of them lose marks and a sixth hand in nearly nothing.
KINDS = (
    *("right", "half", "right", "right", "wrong", "right"),
    *("right", "half", "syntax", "right", "half", "empty"),
)

RIGHT = {
    "standardise": (
        """\
def standardise(reference, x):
    return (x - reference.mean(axis=0)) / reference.std(axis=0)
""",
        """\
def standardise(reference, x):
    mean = np.mean(reference, axis=0, keepdims=True)
    deviation = np.std(reference, axis=0, keepdims=True)
    return (x - mean) / deviation
""",
        """\
def standardise(reference, x):
    columns = []
    for j in range(x.shape[1]):
        column = reference[:, j]
        columns.append((x[:, j] - column.mean()) / column.std())
    return np.stack(columns, axis=1)
""",
    ),
    "batches": (
        """\
def batches(n, size, generator):
    return torch.randperm(n, generator=generator).split(size)
""",
        """\
def batches(n, size, generator):
    order = torch.randperm(n, generator=generator)
    for start in range(0, n, size):
        yield order[start : start + size]
""",
        """\
def batches(n, size, generator):
    order = torch.randperm(n, generator=generator)
    result = []
    while len(order):
        result.append(order[:size])
        order = order[size:]
    return result
""",
    ),
    "make_model": (
        """\
def make_model(width):
    return nn.Sequential(
        nn.Linear(2, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1)
    )
""",
        """\
class Classifier(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.first = nn.Linear(2, width)
        self.second = nn.Linear(width, width)
        self.last = nn.Linear(width, 1)

    def forward(self, x):
        hidden = torch.tanh(self.first(x))
        return self.last(torch.tanh(self.second(hidden)))


def make_model(width):
    return Classifier(width)
""",
        """\
def make_model(width):
    layers = [nn.Linear(2, width), nn.GELU(), nn.Linear(width, width), nn.GELU()]
    layers.append(nn.Linear(width, 1))
    return nn.Sequential(*layers)
""",
    ),
    "train": (
        """\
def train(model, x, y, epochs, rate):
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    criterion = nn.BCEWithLogitsLoss()
    generator = torch.Generator().manual_seed(0)
    history = []
    for epoch in range(epochs):
        total = 0.0
        for index in batches(len(x), 32, generator):
            optimiser.zero_grad()
            loss = criterion(model(x[index]).squeeze(1), y[index])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(index)
        history.append(total / len(x))
    return history
""",
        """\
def step(model, optimiser, x, y):
    loss = nn.functional.binary_cross_entropy_with_logits(model(x)[:, 0], y)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return float(loss.detach())


def train(model, x, y, epochs, rate):
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    generator = torch.Generator().manual_seed(7)
    history = []
    for _ in range(epochs):
        each = [step(model, optimiser, x[i], y[i]) for i in batches(len(x), 32, generator)]
        history.append(float(np.mean(each)))
    return history
""",
    ),
    "run": (
        """\
torch.manual_seed(0)
model = make_model({width})
losses = train(model, x_train, y_train, {epochs}, {rate})
print(f"final loss: {{losses[-1]:.2f}}")
""",
        """\
torch.manual_seed(3)
EPOCHS, RATE = {epochs}, {rate}
model = make_model(width={width})
losses = train(model, x_train, y_train, EPOCHS, RATE)
losses[-1] < losses[0]
""",
    ),
    "plot": (
        """\
plt.plot(losses)
plt.xlabel("epoch")
plt.ylabel("loss")
plt.show()
""",
        """\
fig, ax = plt.subplots(figsize=(5, 3))
ax.semilogy(losses, label="training")
ax.set(xlabel="epoch", ylabel="mean loss", title="Training")
ax.legend()
plt.show()
""",
    ),
    "accuracy": (
        """\
def accuracy(model, x, y):
    with torch.no_grad():
        return ((model(x).squeeze(1) > 0) == (y > 0.5)).float().mean().item()


print(accuracy(model, x_test, y_test))
""",
        """\
def accuracy(model, x, y):
    with torch.no_grad():
        guess = torch.sigmoid(model(x))[:, 0].round()
    return int((guess == y).sum()) / len(y)


accuracy(model, x_train, y_train), accuracy(model, x_test, y_test)
""",
    ),
}

#: Mistakes that a course in PyTorch sees every year; the key says which cell they are in.
MISTAKES = {
    # The new data's own mean: right on the training set, wrong elsewhere.
    "standardise": """\
def standardise(reference, x):
    return (x - x.mean(axis=0)) / x.std(axis=0)
""",
    # The last, smaller batch is dropped.
    "batches": """\
def batches(n, size, generator):
    order = torch.randperm(n, generator=generator)
    for k in range(n // size):
        yield order[k * size : (k + 1) * size]
""",
    # One hidden layer instead of two.
    "make_model": """\
def make_model(width):
    return nn.Sequential(nn.Linear(2, width), nn.ReLU(), nn.Linear(width, 1))
""",
    # The rate that was asked for is forgotten: the loss hardly moves.
    "train": """\
def train(model, x, y, epochs, rate):
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-7)
    generator = torch.Generator().manual_seed(0)
    history = []
    for epoch in range(epochs):
        total = 0.0
        for index in batches(len(x), 32, generator):
            optimiser.zero_grad()
            loss = nn.functional.binary_cross_entropy_with_logits(model(x[index])[:, 0], y[index])
            loss.backward()
            optimiser.step()
            total += loss.item()
        history.append(total)
    return history
""",
    # A probability's threshold, applied to logits.
    "accuracy": """\
def accuracy(model, x, y):
    with torch.no_grad():
        return float(((model(x).squeeze(1) > 0.5) == (y > 0.5)).float().mean())
""",
}

ANSWERS = (
    "The test set stands for data not seen yet, so its mean is not known in advance.",
    "Otherwise information leaks from the test set, and the accuracy looks better than it is.",
    "To compare like with like: the model learnt on the training set's scale.",
)


def solutions(epochs: int) -> dict[str, str]:
    """Return the instructor's own solution of each cell."""
    first = {grade_id: variants[0] for grade_id, variants in RIGHT.items()}
    return first | {"run": first["run"].format(width=32, epochs=epochs, rate=0.01)}


def kind(number: int) -> str:
    """Return how learner `number`, from 0, does: one of `KINDS`."""
    return KINDS[number % len(KINDS)]


def submission(number: int, epochs: int) -> dict[str, str]:
    """Return what learner `number` wrote, by cell id; an id left out was left untouched.

    `epochs` is how long learners train, more or less: it sets what the lab costs.
    """
    if kind(number) == "empty":
        return {"why": f"I did not understand the question (learner {number})."}
    draw = random.Random(number)
    written = {grade_id: draw.choice(variants) for grade_id, variants in RIGHT.items()}
    written["run"] = written["run"].format(
        width=draw.choice((24, 32, 40)),
        epochs=round(epochs * draw.uniform(0.9, 1.1)),
        rate=draw.choice((0.005, 0.01, 0.02)),
    )
    for grade_id in _mistaken(number, draw):
        written[grade_id] = MISTAKES[grade_id]
    if kind(number) == "syntax":
        written["train"] = written["train"].replace("range(epochs):", "range(epochs)")
    named = {
        grade_id: f"# Learner {number}, {draw.randrange(10**6)}.\n{source}"
        for grade_id, source in written.items()
    }
    return named | {"why": f"{draw.choice(ANSWERS)} ({number})"}


def _mistaken(number: int, draw: random.Random) -> list[str]:
    """Return the cells that learner `number` gets wrong."""
    if kind(number) == "half":
        return draw.sample(sorted(MISTAKES), 2)
    return ["batches", "make_model", "train", "accuracy"] if kind(number) == "wrong" else []
