"""Write huying/understanding/place/national.txt from a folder of the national divisions.

The folder holds provinces.csv, cities.csv, areas.csv (github.com/modood/Administrative-divisions-of-China, WTFPL, after the
National Bureau of Statistics) and location_change.txt (github.com/dongrixinyu/JioNLP, Apache-2.0, after the notices of
the Ministry of Civil Affairs). Only facts are taken: names and codes (GB/T 2260).

    .venv/bin/python scripts/national_divisions.py FOLDER
"""

import csv
import sys
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "huying" / "understanding" / "place" / "national.txt"
HEAD = """# National divisions: code (GB/T 2260), name, older names. Facts after the National Bureau of Statistics and the
# Ministry of Civil Affairs, as collected by modood/Administrative-divisions-of-China (WTFPL) and JioNLP (Apache-2.0).
"""
EMPTY = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
BEYOND = {"710000": "台湾省", "810000": "香港特别行政区", "820000": "澳门特别行政区"}


def main(folder: Path) -> None:
    names: dict[str, list[str]] = {}
    for file, zeros in (("provinces.csv", "0000"), ("cities.csv", "00"), ("areas.csv", "")):
        for row in csv.DictReader((folder / file).open(encoding="utf-8")):
            if row["name"] not in EMPTY:
                names[row["code"] + zeros] = [row["name"]]
    names |= {code: [name] for code, name in BEYOND.items()}
    for old, code in changes(folder, names):
        if old not in names[code]:
            names[code].append(old)
    lines = [" ".join((code, *names[code])) for code in sorted(names)]
    OUT.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
    print(f"{len(lines)} divisions, {OUT.stat().st_size} bytes")


def changes(folder: Path, names: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Old county name and the code of the county it became, where both lie in a city of today."""
    found = []
    for file in folder.glob("*location_change.txt"):
        for line in file.read_text("utf-8").splitlines():
            before, after = (part.split("\t") for part in line.split("=>"))
            if len(before) < 7 or len(after) < 3:
                continue  # a change of a whole city
            old, city, new = before[6], after[1], after[2]
            cities = [code[:4] for code, each in names.items() if code.endswith("00") and each[0] == city]
            found += [(old, code) for code, each in names.items() if each[0] == new and code[:4] in cities]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
