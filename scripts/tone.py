"""Write the models of danger and tone from our own sentences; run it after a change of danger.csv or tone.csv.

Of danger.csv only the rows of part "tune" teach; those of part "kept" are for measuring (`huying eval danger`). Every
fourth everyday word of the policy's catalogue that names no danger teaches what ordinary matters look like.
"""

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "tests" / "understanding" / "samples"
EVERY = 4
sys.path.insert(0, str(ROOT))


def danger_model():
    """Danger to life now against traps, ordinary sentences and the catalogue."""
    from huying.understanding import alarm, letters

    taught = [(row["text"], row["label"] == "1") for row in rows("danger.csv") if row["part"] == "tune"]
    taught += [(phrase, False) for phrase in catalogue() if not alarm.names_danger(phrase)][::EVERY]
    return letters.train([alarm.understood(text) for text, _ in taught], [yes for _, yes in taught], balanced=True)


def tone_model():
    """Abuse against complaints in strong words and cries for help."""
    from huying.understanding import letters
    from huying.understanding.plain import plain

    said = [(row["text"], row["label"] == "abuse") for row in rows("tone.csv") if row["label"] in ("abuse", "normal")]
    said += [(row["text"], False) for row in rows("danger.csv") if row["part"] == "tune"]
    return letters.train([plain(text) for text, _ in said], [abuse for _, abuse in said])


def catalogue() -> list[str]:
    """Names, everyday words and descriptions of the default policy's matters, each once."""
    from huying import policy

    leaves = policy.load(ROOT / "policy").leaves
    return list(dict.fromkeys(each for leaf in leaves for each in (leaf.name, *leaf.words, leaf.about) if each))


def rows(name: str) -> list[dict[str, str]]:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> int:
    from huying.understanding import alarm, tone

    danger_model().write(alarm.MODEL)
    tone_model().write(tone.MODEL)
    print(f"{alarm.MODEL.name} and {tone.MODEL.name} written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
