"""Grade some of the hostile learners and show what came of them, to work on one attack.

python -m tests.grading.hostile [--tier "user namespaces"] [NAME…]     names may be patterns
"""

import argparse
import fnmatch
import re
from time import monotonic

from artia.grading.jail import Tier

from .attacks import ATTACKS
from .conftest import account_for
from .course import build
from .run import grade
from .world import world


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=["*"])
    parser.add_argument("--tier", type=Tier.parse, default=Tier.ROOT)
    asked = parser.parse_args()
    chosen = [a for a in ATTACKS.values() if any(fnmatch.fnmatch(a.name, n) for n in asked.names)]
    with world(account_for(asked.tier)) as place:
        print(f"{len(chosen)} attacks, as {place.account.name}", flush=True)
        build(place, chosen, asked.tier)
        began = monotonic()
        graded = grade(place, asked.tier)
        print(graded.log)
        for learner, result in graded.results.items():
            attack = ATTACKS.get(learner)
            marks = {t: auto for t, (auto, _) in graded.marks.get(learner, {}).items() if auto != 0}
            wanted = attack is None or result["outcome"] in attack.outcomes
            print("--" if wanted else "!!", learner, result["outcome"], marks, result["reason"])
            printed = graded.printed(learner)
            seen = re.findall(r"\[(?:gained|refused|nothing)\] ([^:\n]+)", printed)
            if attack and attack.labels - set(seen):
                print("     unreported:", attack.labels - set(seen))
            for line in re.findall(r"\[(?:gained|refused|nothing)\].*", printed):
                if len(chosen) < 5 or line.startswith("[gained]"):
                    print("    ", line[:200])
        print(graded.watch)
        print("heard", place.ears.heard, "decoy", place.decoy.poll())
        print(f"{monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
