"""Which topics a person may listen to."""

from collections.abc import Iterable

from huying.people.persons import Person
from huying.tickets import access

TICKET = "ticket:"
MOST_TICKETS = 20


def allowed(person: Person, asked: Iterable[str] = ()) -> frozenset[str]:
    """Every topic that `person` may listen to; `asked`: the topics wanted, for tickets one by one.

    Staff: `desk`, `desk:<role>` for each role, `unit:<id>` for their unit and those below it, `person:<id>`.
    Everybody: `ticket:<number>` for each ticket asked for that they may see. Notes carry number and verb only.
    """
    topics = set()
    if person.is_staff:
        topics |= {"desk", *(f"desk:{role.value}" for role in person.roles)}
        topics |= {f"unit:{unit}" for unit in person.unit_ids}
        topics.add(f"person:{person.id}")
    numbers = [topic.removeprefix(TICKET) for topic in asked if topic.startswith(TICKET)][:MOST_TICKETS]
    if numbers:
        seen = access.visible(person).filter(number__in=numbers).values_list("number", flat=True)
        topics |= {f"{TICKET}{number}" for number in seen}
    return frozenset(topics)
