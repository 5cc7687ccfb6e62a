"""A small character-level GPT, to be read from top to bottom.

The sizes beside the lines: B texts side by side in a batch, T characters read at
once (the context), C numbers kept for each character, V characters in the vocabulary.
Architecture: the decoder of Vaswani et al. (2017), in the order GPT-2 uses (the
normalization comes before each layer).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (the field's usual name)

from artia.labs.errors import LabError
from artia.labs.limits import one_of, seed_within, within
from artia.labs.messages import N_
from artia.labs.typed import typed

# The largest sizes this course has a use for; a bigger one would fill the machine's memory.
MOST = {"vocabulary": 5_000, "context": 1_024, "width": 1_024, "layers": 24, "heads": 64}


@dataclass(frozen=True)
class Config:
    """The sizes of a model. Changing one of them changes how many numbers it holds."""

    vocabulary: int  # V: how many different characters
    context: int = 64  # T: how many characters it can look back on
    width: int = 96  # C: how many numbers stand for one character
    layers: int = 3  # how many blocks, one after the other
    heads: int = 4  # how many ways of looking back, in each block; they share the width

    def __post_init__(self) -> None:
        """Refuse sizes out of bounds or that do not fit together; 8.0 becomes 8."""
        for name, most in MOST.items():
            object.__setattr__(self, name, within(name, getattr(self, name), 1, most, whole=True))
        if self.width % self.heads:
            above = self.width - self.width % self.heads + self.heads
            values = {"width": self.width, "heads": self.heads, "above": above}
            raise LabError(N_("width and heads"), **values)


class Attention(nn.Module):
    """Each character gathers information from the ones before it, never from those after."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.heads = config.heads
        self.ask_offer_give = nn.Linear(config.width, 3 * config.width)  # query, key, value
        self.mix = nn.Linear(config.width, config.width)
        past = torch.tril(torch.ones(config.context, config.context)).bool()  # (T, T)
        self.register_buffer("past", past, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, C) -> (B, T, C)."""
        B, T, C = x.shape  # noqa: N806 (the names used in the comments)
        split = self.ask_offer_give(x).view(B, T, 3, self.heads, C // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)  # each (B, heads, T, C / heads)
        scores = query @ key.transpose(-2, -1) / math.sqrt(C // self.heads)  # (B, heads, T, T)
        scores = scores.masked_fill(~self.past[:T, :T], float("-inf"))  # no peeking ahead
        gathered = scores.softmax(dim=-1) @ value  # (B, heads, T, C / heads)
        return self.mix(gathered.transpose(1, 2).reshape(B, T, C))


class Block(nn.Module):
    """Look back (attention), then work on each character alone (two dense layers)."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.norm_1 = nn.LayerNorm(config.width)
        self.attention = Attention(config)
        self.norm_2 = nn.LayerNorm(config.width)
        self.widen = nn.Linear(config.width, 4 * config.width)
        self.narrow = nn.Linear(4 * config.width, config.width)

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, C) -> (B, T, C): each step adds to what was there."""
        x = x + self.attention(self.norm_1(x))
        return x + self.narrow(F.gelu(self.widen(self.norm_2(x))))


class TinyGPT(nn.Module):
    """From T characters to V scores for the character that follows each of them."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.character = nn.Embedding(config.vocabulary, config.width)  # (V, C)
        self.position = nn.Embedding(config.context, config.width)  # (T, C)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.norm = nn.LayerNorm(config.width)
        self.to_scores = nn.Linear(config.width, config.vocabulary, bias=False)
        self.apply(_start_small)
        nn.init.normal_(self.to_scores.weight, std=0.02)  # at first, all characters are near equal

    def forward(self, ids: Tensor) -> Tensor:
        """(B, T) character numbers -> (B, T, V) scores, T at most `config.context`."""
        places = torch.arange(ids.shape[1], device=ids.device)  # (T,)
        x = self.character(ids) + self.position(places)  # (B, T, C)
        for block in self.blocks:
            x = block(x)
        return self.to_scores(self.norm(x))

    def loss(self, ids: Tensor, following: Tensor) -> Tensor:
        """Return the mean of −ln(probability given to the right character). Both (B, T)."""
        scores = self(ids)  # (B, T, V)
        return F.cross_entropy(scores.flatten(0, 1), following.flatten())

    def parameter_count(self) -> int:
        """How many numbers training can change."""
        return sum(weights.numel() for weights in self.parameters())


def _start_small(layer: nn.Module) -> None:
    """Draw small random weights, which training will change."""
    if isinstance(layer, nn.Embedding):
        nn.init.normal_(layer.weight, std=0.4)
    if isinstance(layer, nn.Linear):
        nn.init.normal_(layer.weight, std=0.08)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)


@typed
def build(vocabulary: int, seed: int = 2, **sizes: int) -> TinyGPT:
    """Make an untrained model; the same seed gives the same starting weights.

    `sizes` are those of `Config`. Raises LabError for one that does not exist or cannot do.
    """
    torch.manual_seed(seed_within(seed))
    for name in sizes:
        one_of(name, MOST, N_("no such size"))
    return TinyGPT(Config(vocabulary, **sizes))
