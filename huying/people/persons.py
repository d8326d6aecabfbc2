"""Who acts: one small value that every verb takes, made from an account, a citizen or the machine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person may be; granted to accounts, one or many (GLOSSARY.md)."""

    CITIZEN = "citizen"
    AGENT = "agent"
    SQUAD_LEADER = "squad_leader"
    DISPATCHER = "dispatcher"
    LIAISON = "liaison"
    UNIT_HEAD = "unit_head"
    FOLLOWUP = "followup"
    QUALITY = "quality"
    SUPERVISOR = "supervisor"
    KNOWLEDGE_EDITOR = "knowledge_editor"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    SYSTEM = "system"


UNIT_ROLES = frozenset({Role.LIAISON, Role.UNIT_HEAD})
CENTRE_ROLES = frozenset(
    {Role.AGENT, Role.SQUAD_LEADER, Role.DISPATCHER, Role.FOLLOWUP, Role.QUALITY, Role.SUPERVISOR, Role.LEADER,
     Role.ADMINISTRATOR, Role.AUDITOR}
)
ROLE_NAMES: dict[Role, tuple[str, str]] = {
    Role.CITIZEN: ("诉求人", "citizen"),
    Role.AGENT: ("话务员", "agent"),
    Role.SQUAD_LEADER: ("班长", "squad leader"),
    Role.DISPATCHER: ("派单员", "dispatcher"),
    Role.LIAISON: ("联络员", "unit liaison"),
    Role.UNIT_HEAD: ("单位负责人", "unit head"),
    Role.FOLLOWUP: ("回访员", "follow-up"),
    Role.QUALITY: ("质检员", "quality inspector"),
    Role.SUPERVISOR: ("督办员", "supervisor"),
    Role.KNOWLEDGE_EDITOR: ("知识库编辑", "knowledge editor"),
    Role.LEADER: ("领导", "leader"),
    Role.ADMINISTRATOR: ("系统管理员", "administrator"),
    Role.AUDITOR: ("审计员", "auditor"),
    Role.SYSTEM: ("系统", "system"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the core sees one.

    `id` is the account's id for staff, the citizen's id for citizens, None for the machine.
    `unit_ids` holds the person's unit and all units below it; `divisions` the codes of the
    places a person of the centre is limited to (empty: the whole city); `numbers` the tickets that a
    citizen opened with number and extraction code.
    """

    kind: str
    id: int | None
    name: str
    roles: frozenset[Role]
    unit_id: int | None = None
    unit_ids: frozenset[int] = field(default_factory=frozenset)
    divisions: frozenset[str] = field(default_factory=frozenset)
    numbers: frozenset[str] = field(default_factory=frozenset)

    def has(self, *roles: Role) -> bool:
        return bool(self.roles.intersection(roles))

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    @property
    def is_centre(self) -> bool:
        return bool(self.roles & CENTRE_ROLES)

    @property
    def is_unit(self) -> bool:
        return bool(self.roles & UNIT_ROLES)


SYSTEM = Person("system", None, "系统", frozenset({Role.SYSTEM}))
NOBODY = Person("nobody", None, "", frozenset())


def citizen_person(pk: int | None = None, *, numbers: Iterable[str] = ()) -> Person:
    """A citizen: one of the contact book, or a guest who has proven to own the tickets of `numbers`."""
    return Person("citizen", pk, ROLE_NAMES[Role.CITIZEN][0], frozenset({Role.CITIZEN}), numbers=frozenset(numbers))
