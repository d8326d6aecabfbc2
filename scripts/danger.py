"""Write huying/understanding/models/danger.json from our own sentences; run it after a change of danger.csv.

Only the rows of part "tune" teach; those of part "kept" are for measuring (`huying eval danger`).
"""

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> int:
    from huying.understanding import letters
    from huying.understanding.alarm import MODEL, understood

    with (ROOT / "tests" / "understanding" / "samples" / "danger.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["part"] == "tune"]
    model = letters.train([understood(row["text"]) for row in rows], [row["label"] == "1" for row in rows])
    MODEL.parent.mkdir(exist_ok=True)
    model.write(MODEL)
    print(f"{MODEL.relative_to(ROOT)} written from {len(rows)} sentences")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
