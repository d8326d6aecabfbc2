"""Which topics a person may listen to."""

from collections.abc import Iterable

from huying.people.persons import Person

# The session's list of ticket numbers that a citizen proved to hold, by number and code.
HELD_KEY = "tickets"


def allowed(person: Person, held: Iterable[str] = ()) -> frozenset[str]:
    """Every topic that `person` may listen to; `held`: ticket numbers their session has shown a code for.

    Staff: `desk:<role>` for each role, `unit:<id>` for their unit and those below it, `person:<id>`.
    Citizens: `ticket:<number>` for each ticket held, `citizen:<id>` once they are known.
    """
    topics = {f"ticket:{number}" for number in held}
    if person.is_staff:
        topics |= {f"desk:{role.value}" for role in person.roles}
        topics |= {f"unit:{unit}" for unit in person.unit_ids}
        topics.add(f"person:{person.id}")
    elif person.kind == "citizen":
        topics.add(f"citizen:{person.id}")
    return frozenset(topics)
