"""Make conventions.txt and second.txt of huying/understanding/place: tune some hundred numbers over classes on labelled addresses.

    OMP_NUM_THREADS=1 .venv/bin/python scripts/place_conventions.py ncap_train.txt

To be run after scripts/place_weights.py; takes two minutes on a quiet machine. No name of the file gets into the numbers.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if TYPE_CHECKING:
    from huying.understanding.evaluation.place import Labelled
    from huying.understanding.place.conventions import Conventions
    from huying.understanding.place.training import Learned
MOST, STORIES, MOST_SECOND = 499, 400, 2000
MORE = (0.0, 0.1, 0.2, 0.3, 0.4)
HEAD = """Conventions of labelled addresses: numbers added to the scores of the address reader. See conventions.py.

Tuned on top of the weights of weights.npz by scripts/place_conventions.py on {rows} labelled addresses of {name}
and {stories} made-up sentences. A line: a feature over classes of signs or sorts of words (or `follow`, `stay`, `scale`),
what it speaks for, the number. No sign of an address is in here but the endings that name the classes (structure.py).
"""
SECOND = """Numbers of the second look at the parts of an address. See second.py.

Tuned on what the reader with conventions.txt says, by scripts/place_conventions.py on the same {rows} labelled addresses of {name}
and {stories} made-up sentences. A line: a feature over kinds, classes of signs or sorts of words, the kind that it speaks for, the
number. No sign of an address is in here but the endings that name the classes (structure.py).
"""


def divided(tuned: "Conventions", more: float) -> "Conventions":
    """The conventions with every first label worth `more`: likelihood alone divides addresses a little too seldom."""
    from huying.understanding.place.conventions import Number

    old = sum(each.add for each in tuned.numbers if each[:2] == ("@any", "begin"))
    kept = [each for each in tuned.numbers if each[:2] != ("@any", "begin")]
    return tuned._replace(numbers=[*kept, Number("@any", "begin", round(old + more, 2))])


def found(rows: "Sequence[Labelled]", learned: "Learned") -> float:
    """Parts found exactly (F1) in the addresses themselves: one of five settings is chosen by it."""
    from huying.understanding.evaluation.place import measure
    from huying.understanding.place.gazetteer import national_gazetteer
    from huying.understanding.place.tagger import Tagger

    return measure(rows, Tagger(learned), national_gazetteer(), name="").figures[0].value


def main(labelled: str, path: str = "", first: str = "") -> None:
    """Tune on the first `first` addresses of the file (all), and write to `path` (the file of the house) and second.txt beside it."""
    from place_weights import of_the_city

    from huying.understanding.evaluation.place import read_labelled
    from huying.understanding.place import builtin, conventions, second
    from huying.understanding.place.conventions import applied
    from huying.understanding.place.gazetteer import national_gazetteer
    from huying.understanding.place.second_tuning import tune_second
    from huying.understanding.place.storing import load
    from huying.understanding.place.tagger import Tagger, row_of
    from huying.understanding.place.tuning import tune

    began, rows = time.perf_counter(), read_labelled(Path(labelled).read_text("utf-8").splitlines())
    rows = rows[: int(first) if first else None]
    stories = builtin.made_up(*of_the_city(), addresses=0, stories=STORIES, seed=5, words=True)
    learned, lessons = load(builtin.FILE), [row_of(*row, national_gazetteer()) for row in rows]
    tuned = tune(learned, lessons, stories, MOST)
    tuned = max((divided(tuned, more) for more in MORE), key=lambda each: found(rows, applied(learned, each)))
    about = {"rows": f"{len(rows):,}", "name": Path(labelled).name, "stories": f"{STORIES:,}"}
    file = Path(path or conventions.FILE)
    file.write_text(conventions.written(tuned, HEAD.format(**about)), "utf-8")
    again = tune_second(Tagger(applied(learned, tuned)), lessons, stories, MOST_SECOND)
    file.with_name(second.FILE.name).write_text(conventions.written(again, SECOND.format(**about)), "utf-8")
    print(f"{len(tuned.numbers)} and {len(again.numbers)} numbers in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
