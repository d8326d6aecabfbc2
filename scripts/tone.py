"""Write the models of danger and tone from our own sentences; run it after a change of danger.csv, tone.csv or of the matters' texts.

Of danger.csv only the rows of part "tune" teach; those of part "kept" are for measuring (`huying eval danger`). What
ordinary matters look like is taught by every fourth everyday word of the policy's catalogue that names no danger, and by
the wordings of matters that also teach what look-alikes are: of five matters four, the fifth is for measuring.
"""

import csv
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "tests" / "understanding" / "samples"
EVERY, KEPT = 4, 5
LIGHT = 0.15  # what an ordinary wording weighs beside a trap: there are thousands, and a deaf model is worse than a shy one
sys.path.insert(0, str(ROOT))


def danger_model():
    """Danger to life now against traps, ordinary sentences, the wordings of matters and the catalogue."""
    from huying.understanding import alarm, letters

    taught = [(row["text"], row["label"] == "1", 1.0) for row in rows("danger.csv") if row["part"] == "tune"]
    taught += [(text, yes, 1.0 if yes else LIGHT) for text, yes in wordings(kept=False)]
    taught += [(phrase, False, 1.0) for phrase in catalogue() if not alarm.names_danger(phrase)][::EVERY]
    texts, yes, importance = zip(*taught, strict=True)
    return letters.train([alarm.understood(text) for text in texts], yes, balanced=True, importance=importance, rare=2, strength=30.0)


def tone_model():
    """Abuse against complaints in strong words and cries for help."""
    from huying.understanding import letters
    from huying.understanding.plain import plain

    said = [(row["text"], row["label"] == "abuse") for row in rows("tone.csv") if row["label"] in ("abuse", "normal")]
    said += [(row["text"], False) for row in rows("danger.csv") if row["part"] == "tune"]
    return letters.train([plain(text) for text, _ in said], [abuse for _, abuse in said])


def wordings(*, kept: bool) -> list[tuple[str, bool]]:
    """Each wording of the matters that teach, or of those kept apart, at a place made up, and whether it tells of danger now.

    Those of danger_matters.csv that may or may not are left out.
    """
    from huying.understanding.alike.inventing import invent
    from huying.understanding.alike.writing import matters

    read = {row["text"]: row["label"] for row in rows("danger_matters.csv")}
    dice, found = random.Random(12345), []
    for number, matter in enumerate(matters()):
        if (number % KEPT == KEPT - 1) is kept:
            found += [(wording.replace("@", invent(matter.kind, dice).name), read.get(wording) == "1")
                      for wording in matter.wordings if read.get(wording) != "?"]
    return found


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
