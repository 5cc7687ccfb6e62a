"""A trained model in one file: numbers and a description, nothing that can run.

The file is an ordinary zip: `model.json` says what the model is, `weights/*.npy` hold its
numbers. Reading it executes nothing, which cannot be said of a pickle.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from artia.labs.errors import LabError, named
from artia.labs.files import existing, writable
from artia.labs.messages import N_
from artia.labs.text import Vocabulary
from artia.labs.tinygpt import MOST, Config, TinyGPT
from artia.labs.typed import typed

FORMAT = "artia-tinygpt-1"
LARGEST = 200_000_000  # bytes once unpacked: far above any model of this course


@typed
def save_model(
    path: str | os.PathLike[str], model: TinyGPT, vocabulary: Vocabulary, **notes: object
) -> Path:
    """Write the model and what was noted about it (steps, losses, texts, licence…).

    The file appears complete or not at all. Raises LabError when the folder refuses it, or when
    a note is neither a text, a number, nor a list or dictionary of those.
    """
    file = Path(path)
    description = {
        "format": FORMAT,
        "config": asdict(model.config),
        "parameters": model.parameter_count(),
        "vocabulary": vocabulary.characters,
        "notes": notes,
    }
    try:
        text = json.dumps(description, ensure_ascii=False, indent=1)
        text.encode("utf-8")  # half a character would only be refused later
    except Exception:
        raise LabError(N_("notes that cannot be saved")) from None
    if not writable(file):
        raise LabError(N_("model not saved"), name=named(file.name or file))
    try:
        handle, temporary = tempfile.mkstemp(dir=file.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as out, zipfile.ZipFile(out, "w") as archive:
                archive.writestr("model.json", text)
                for name, weights in model.state_dict().items():
                    with archive.open(f"weights/{name}.npy", "w") as member:
                        array = weights.detach().cpu().numpy()
                        np.lib.format.write_array(member, array, allow_pickle=False)
            os.replace(temporary, file)
        except BaseException:
            os.unlink(temporary)
            raise
    except (OSError, ValueError):  # ValueError: a name no file can have
        raise LabError(N_("model not saved"), name=named(file.name or file)) from None
    return file


@typed
def load_model(path: str | os.PathLike[str]) -> tuple[TinyGPT, Vocabulary, dict]:
    """Read a file written by `save_model`: the model, its vocabulary, the description.

    Raises LabError when the file is missing, is something else, or is damaged.
    """
    file = existing(path, N_("file not found"))
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST:
                raise ValueError("too large")
            description = json.loads(archive.read("model.json"))
            config, vocabulary = _config(description)
            model = TinyGPT(config)
            weights = {name: _weights(archive, name) for name in model.state_dict()}
            model.load_state_dict(weights)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, zipfile.BadZipFile):
        raise LabError(N_("not a model file"), name=named(file.name)) from None
    return model, vocabulary, description


def _config(description: dict) -> tuple[Config, Vocabulary]:
    """Check the sizes before making anything of that size."""
    sizes, characters = description["config"], description["vocabulary"]
    if description["format"] != FORMAT or set(sizes) != set(MOST):
        raise ValueError("another format")
    if not all(isinstance(v, int) and 1 <= v <= MOST[name] for name, v in sizes.items()):
        raise ValueError("sizes out of bounds")
    if sizes["width"] % sizes["heads"] or len(characters) != sizes["vocabulary"]:
        raise ValueError("sizes that do not fit together")
    vocabulary = Vocabulary("".join(characters))
    if vocabulary.characters != characters:
        raise ValueError("not a list of characters")
    return Config(**sizes), vocabulary


def _weights(archive: zipfile.ZipFile, name: str) -> torch.Tensor:
    with archive.open(f"weights/{name}.npy") as member:
        array = np.lib.format.read_array(member, allow_pickle=False)
    if array.dtype != np.float32 or not np.isfinite(array).all():
        raise ValueError(f"{name} does not hold 32-bit numbers")
    return torch.from_numpy(array)


@typed
def contents(path: str | os.PathLike[str]) -> list[tuple[str, int]]:
    """List what a model file holds: (name, bytes). Raises LabError when it cannot be opened."""
    file = existing(path, N_("file not found"))
    try:
        with zipfile.ZipFile(file) as archive:
            return [(member.filename, member.file_size) for member in archive.infolist()]
    except (OSError, zipfile.BadZipFile):
        raise LabError(N_("not a model file"), name=named(file.name)) from None
