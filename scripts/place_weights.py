"""Make huying/understanding/place/weights.npz: teach the built-in address reader with addresses made by rule.

    OMP_NUM_THREADS=1 .venv/bin/python scripts/place_weights.py

Takes about four minutes and 4.5 GB; the same policy gives the same weights. scripts/place_conventions.py tunes on top of them.
"""

import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if TYPE_CHECKING:
    from huying.understanding.places import DivisionName


def of_the_city() -> tuple[list["DivisionName"], list[str]]:
    """Streets and towns of the policy, and sentences of its catalogue."""
    from huying import policy
    from huying.understanding.places import DivisionName

    city = policy.current()
    streets = [DivisionName(each.code, each.name, tuple(each.aliases), each.parent)
               for each in city.divisions.values() if each.level == "street"]
    matters = sorted({text for leaf in city.leaves for text in (*leaf.words, *re.split("[。；，]", leaf.about)) if text})
    return streets, matters


def main(path: str = "", addresses: str = "36000", stories: str = "9000") -> None:
    from huying.understanding.place.builtin import FILE, make

    began = time.perf_counter()
    size = make(*of_the_city(), addresses=int(addresses), stories=int(stories), path=Path(path) if path else FILE)
    print(f"{size} bytes in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
