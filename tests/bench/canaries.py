"""Record lab 07's trials with ten seeds, and say whether its bounds hold.

    python -m tests.bench.canaries labs/canaries/trials.csv [--seeds 10] [--language fr …]

For each language and seed: the corpus as it is and deduplicated, read at several steps, then a
smaller and a larger model. A seed draws the canaries, their places, the weights and the batches.
Trials already in the file are not run again. One thread.
"""

import argparse
import csv
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from artia.labs import messages
from artia.labs.canary.exposure import summarize
from artia.labs.canary.lines import deduplicate, lines_of, plant_all
from artia.labs.canary.recorded import AS_IS, COLUMNS, DEDUPLICATED, recorded
from artia.labs.canary.sentences import draw_canaries
from artia.labs.canary.trial import LAYERS, WIDTH, run_trial
from artia.labs.setup import repeatable
from artia.labs.text import load_corpus

CHARACTERS, HELD_OUT = 12_000, 4_000
OTHER_SIZES = ((16, 1), (96, 3))


def plan(seeds: int) -> list[tuple[int, str, int, int, int]]:
    """Seed, texts, width, layers, how many readings: what one language needs."""
    trials = []
    for seed in range(1, seeds + 1):
        trials.append((seed, AS_IS, WIDTH, LAYERS, 3))
        trials.append((seed, DEDUPLICATED, WIDTH, LAYERS, 1))
    for width, layers in OTHER_SIZES:
        trials += [(seed, AS_IS, width, layers, 1) for seed in range(1, seeds + 1)]
    return trials


def rows_of(
    language: str, seed: int, texts: str, width: int, layers: int, readings: int
) -> Iterator[list[object]]:
    """Run one trial and return the rows of the file."""
    messages.use(language)
    repeatable(seed)
    corpus = load_corpus(language)
    canaries = draw_canaries(messages._("canary: form"), seed=seed)
    lines = plant_all(lines_of(corpus, CHARACTERS), canaries, seed=seed)
    if texts == DEDUPLICATED:
        lines = deduplicate(lines)
    trial = run_trial(
        lines,
        corpus[-HELD_OUT:],
        canaries,
        width=width,
        layers=layers,
        readings=readings,
        seed=seed,
    )
    for step, found in zip(trial.step, trial.readings, strict=True):
        for reading in found:
            copies, rank = reading.canary.copies, reading.rank
            yield [language, seed, texts, width, layers, step, copies, rank]


def record(path: Path, languages: list[str], seeds: int) -> None:
    """Add the missing trials to the file, one at a time."""
    done = set()
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            done = {tuple(row[:5]) for row in csv.reader(file)}
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    for seed, texts, width, layers, readings in plan(seeds):
        for language in languages:
            if (language, str(seed), texts, str(width), str(layers)) in done:
                continue
            start = time.process_time()
            rows = list(rows_of(language, seed, texts, width, layers, readings))
            with path.open("a", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(rows)
            spent = time.process_time() - start
            print(f"{language} {seed} {texts} {width}/{layers}: {spent:.1f} CPU-s", flush=True)


def report(path: Path, languages: list[str], seeds: int) -> bool:
    """Print the figures; return whether both bounds hold for every seed."""
    fine = True
    for language in languages:
        messages.use(language)
        for name, where in {
            "as is": {},
            "deduplicated": {"texts": DEDUPLICATED},
            **{f"{w}/{k}": {"width": w, "layers": k} for w, k in OTHER_SIZES},
        }.items():
            for copies, bits in recorded(path=path, **where).items():
                mean, low, high = summarize(bits)
                print(f"{language} {name}: x{copies} {mean:.2f} ({low:.2f}–{high:.2f})")
        for seed in range(1, seeds + 1):
            plain = recorded(path=path, seed=seed)
            once = recorded(DEDUPLICATED, path=path, seed=seed)
            if not plain or not once:
                continue
            mean = {copies: summarize(bits)[0] for copies, bits in plain.items()}
            gap, drop = mean[16] - mean[0], mean[16] - summarize(once[16])[0]
            fine = fine and gap > 4 and drop > 3
            print(f"{language} seed {seed}: x16 − x0 = {gap:.2f}; dedup lowers x16 by {drop:.2f}")
    print("both bounds hold" if fine else "A BOUND DOES NOT HOLD")
    return fine


def main() -> int:
    """Record what is missing, then report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path, help="the CSV to write or complete")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--language", action="append", choices=messages.LANGUAGES)
    parser.add_argument("--report", action="store_true", help="run nothing, report")
    options = parser.parse_args()
    languages = options.language or list(messages.LANGUAGES)
    if not options.report:
        record(options.file, languages, options.seeds)
    return 0 if report(options.file, languages, options.seeds) else 1


if __name__ == "__main__":
    sys.exit(main())
