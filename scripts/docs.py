"""`make docs`: write the pages of docs/ that come from the code: map.md. `--check` says whether they are current."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
os.environ.setdefault("DATABASE_URL", "postgresql://nobody@/none")


def map_page() -> str:
    """Every verb with its sources, targets, people and clause; and every state with its names."""
    import django

    django.setup()
    from huying.people.persons import ROLE_NAMES
    from huying.tickets import map
    from huying.tickets.states import STATE_NAMES, State

    lines = [
        "# The map of a ticket's life",
        "",
        "Written by `make docs` from `huying/tickets/map.py`; do not edit. Buttons, rights and the all-pairs test come",
        "from the same table.",
        "",
        "## States",
        "",
        "| Code | 状态 | What the citizen sees |",
        "|---|---|---|",
        *(f"| {state} | {names[0]} | {names[2]} · {names[3]} |" for state, names in STATE_NAMES.items()),
        "",
        "## Verbs, in the order of life",
        "",
        "| Verb | 动作 | From | To | Who | Clause |",
        "|---|---|---|---|---|---|",
    ]
    for verb in map.VERBS.values():
        sources = "any" if verb.sources == frozenset(State) else ", ".join(s for s in State if s in verb.sources) or "—"
        targets = ", ".join(s for s in State if s in verb.targets)
        targets = (f"{targets} or unchanged" if targets else "unchanged") if verb.keeps else targets
        who = ", ".join(ROLE_NAMES[role][1] for role in ROLE_NAMES if role in verb.roles)
        lines.append(f"| `{verb.name}` | {verb.zh} | {sources} | {targets} | {who} | {verb.clause} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    page, written = ROOT / "docs" / "map.md", map_page()
    if "--check" in sys.argv:
        current = page.exists() and page.read_text(encoding="utf-8") == written
        print("docs/map.md is current" if current else "docs/map.md is not current: run `make docs`")
        return 0 if current else 1
    page.write_text(written, encoding="utf-8")
    print("docs/map.md written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
