"""Make huying/understanding/place/weights.npz: teach the built-in address reader with addresses made by rule.

    OMP_NUM_THREADS=1 .venv/bin/python scripts/place_weights.py

Takes about two minutes; the same policy gives the same weights.
"""

import re
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main(path: str = "", addresses: str = "9000", stories: str = "4500") -> None:
    from huying import policy
    from huying.understanding.place.builtin import FILE, make
    from huying.understanding.places import DivisionName

    city = policy.current()
    streets = [DivisionName(each.code, each.name, tuple(each.aliases), each.parent)
               for each in city.divisions.values() if each.level == "street"]
    matters = sorted({text for leaf in city.leaves for text in (*leaf.words, *re.split("[。；，]", leaf.about)) if text})
    began = time.perf_counter()
    size = make(streets, matters, addresses=int(addresses), stories=int(stories), path=Path(path) if path else FILE)
    print(f"{size} bytes in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
