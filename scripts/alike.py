"""Make huying/understanding/alike/meaning.npz and weights.json: what words are about, and what decides that two requests are one.

    OMP_NUM_THREADS=1 .venv/bin/python scripts/alike.py           # both, half a minute
    .venv/bin/python scripts/alike.py --held 4                    # measure with a fourth of the matters kept apart; writes nothing

The same policy and lists give the same files.
"""

import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PAIRS, SEED = 5400, 1


def main(*options: str) -> None:
    from huying import policy
    from huying.tickets.likely import vocabulary
    from huying.understanding.alike.evidence import MATTER, PLACE
    from huying.understanding.alike.learning import learn_meaning, learn_weights
    from huying.understanding.alike.meaning import FILE, load
    from huying.understanding.alike.writing import Writer, matters
    from huying.understanding.category import LeafWords
    from huying.understanding.duplicates import FILE as WEIGHTS

    began = time.process_time()
    leaves = [LeafWords(leaf.code, leaf.name, tuple(leaf.path_names), leaf.about, tuple(leaf.words), tuple(leaf.kinds))
              for leaf in policy.current().leaves]
    known = matters()
    held = int(options[1]) if options[:1] == ("--held",) else 0
    taught = [each for number, each in enumerate(known) if not held or number % held]
    sense = learn_meaning(leaves, taught)
    found = learn_weights(leaves, taught, vocabulary(), PAIRS, SEED)
    if held:
        _measure(list(Writer([each for each in known if each not in taught], SEED + 1).pairs(300)), sense, found, vocabulary())
    else:
        sense.save(FILE)
        assert load(FILE).dimensions == sense.dimensions
        kept = {"place": dict(zip(PLACE, found.place, strict=True)), "place_bias": found.place_bias,
                "matter": dict(zip(MATTER, found.matter, strict=True)), "matter_bias": found.matter_bias,
                "weaker": round(found.weaker, 4), "bias": found.bias}
        WEIGHTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        print(f"{FILE.stat().st_size} and {WEIGHTS.stat().st_size} bytes")
    print(f"{time.process_time() - began:.0f} s of processor time")


def _measure(pairs, sense, by, vocabulary) -> None:
    from huying.understanding.alike.evidence import copied, matter, place
    from huying.understanding.alike.gist import gist
    from huying.understanding.duplicates import joined, sides

    judged = []
    for pair in pairs:
        a, b = (gist(*text, vocabulary=vocabulary, sense=sense) for text in (pair.a, pair.b))
        judged.append((joined(*sides(place(a, b, sense), matter(a, b, sense), by, copied(a, b)), by), pair.same, pair.why))
    for why in dict.fromkeys(why for *_, why in judged):
        mine = [score for score, _, kind in judged if kind == why]
        print(f"{why}: {len(mine)} pairs, said same at 0.5 {sum(score >= 0.5 for score in mine) / len(mine):.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
