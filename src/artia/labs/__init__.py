"""What a learner's notebook imports. Each file holds one idea and is meant to be read."""

from __future__ import annotations

import os

# Read once by PyTorch when it starts: a thread that waits does not spin, and GPU sums repeat.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")

from artia.labs.lab import Lab
from artia.labs.setup import open_lab

__all__ = ["Lab", "open_lab"]
