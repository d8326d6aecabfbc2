"""Write the models of danger and tone from our own sentences; run it after a change of danger.csv or tone.csv.

Of danger.csv only the rows of part "tune" teach; those of part "kept" are for measuring (`huying eval danger`).
"""

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "tests" / "understanding" / "samples"
sys.path.insert(0, str(ROOT))


def main() -> int:
    from huying.understanding import alarm, letters, tone
    from huying.understanding.plain import plain

    danger = [row for row in rows("danger.csv") if row["part"] == "tune"]
    heard = letters.train([alarm.understood(row["text"]) for row in danger], [row["label"] == "1" for row in danger])
    heard.write(alarm.MODEL)
    said = [(row["text"], row["label"] == "abuse") for row in rows("tone.csv") if row["label"] in ("abuse", "normal")]
    said += [(row["text"], False) for row in danger]
    letters.train([plain(text) for text, _ in said], [abuse for _, abuse in said]).write(tone.MODEL)
    print(f"danger.json from {len(danger)} sentences, tone.json from {len(said)}")
    return 0


def rows(name: str) -> list[dict[str, str]]:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    raise SystemExit(main())
