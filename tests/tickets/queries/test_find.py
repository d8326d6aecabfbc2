"""Finding: numbers, phones, words, filters, and what a person may not see."""

from datetime import timedelta

import pytest

from huying.tickets import life
from huying.tickets.models import Ticket
from huying.tickets.problems import Refused
from huying.tickets.queries import find
from huying.tickets.queries.search import vector_of
from tests.cast import MONDAY, Cast


def found(person, now=MONDAY, **filters) -> list[str]:
    numbers, cursor = [], ""
    while True:
        page = find.find(person, find.filters_of(filters), now, cursor, 2)
        numbers += [row.number for row in page.rows]
        if not page.next:
            return numbers
        cursor = page.next


def test_a_whole_number_finds_its_ticket_in_any_spelling(cast: Cast):
    number = cast.ticket().number
    cast.ticket()
    assert found(cast.agent, q=number) == [number]
    assert found(cast.agent, q=f"{number[:6]} {number[6:12]} {number[12:]}") == [number]


@pytest.mark.parametrize("part", ["260302", "260302123", "26030212345", "1380013"])
def test_half_a_number_is_refused_with_what_to_do(cast: Cast, part: str):
    with pytest.raises(Refused) as refusal:
        found(cast.agent, q=part)
    assert refusal.value.codes == {"partial"} and refusal.value.problems[0].field == "q"


def test_a_phone_finds_all_of_its_tickets_newest_first(cast: Cast):
    one = cast.ticket(phone="13812345678", detail="一号楼路灯不亮").number
    two = cast.ticket(phone="138 1234 5678", detail="二号楼垃圾未清运").number
    cast.ticket()
    assert found(cast.agent, q="13812345678") == [two, one]


def test_a_unit_cannot_learn_by_phone_whose_a_confidential_ticket_is(cast: Cast):
    number = cast.ticket(phone="13812345678", confidential=True).number
    life.dispatch(number, by=cast.dispatcher, now=MONDAY, lead=cast.lead_unit)
    assert found(cast.liaison, q=number) == [number]
    assert found(cast.liaison, q="13812345678") == [] and found(cast.agent, q="13812345678") == [number]


def test_words_are_found_in_any_order_and_all_are_needed(cast: Cast):
    noise = cast.ticket(title="广场舞噪声", detail="每晚七点广场舞音响很吵", place="人民公园").number
    cast.ticket(title="路灯损坏", detail="公园路灯全灭，行人摔倒", place="人民公园")
    assert found(cast.agent, q="噪声 广场舞") == [noise]
    assert len(found(cast.agent, q="人民公园")) == 2
    assert found(cast.agent, q="噪声 路灯") == []


def test_words_reach_back_over_all_months_newest_first(cast: Cast):
    made = []
    for months in (30, 14, 7, 3, 1, 0):
        ticket = cast.ticket(title="化粪池满溢", detail=f"化粪池满溢{months}")
        Ticket.objects.filter(pk=ticket.pk).update(registered_at=MONDAY - timedelta(days=30 * months + 1))
        ticket.refresh_from_db(fields=["registered_at"])
        Ticket.objects.filter(pk=ticket.pk).update(search=vector_of(ticket))
        made.append(ticket.number)
    assert found(cast.agent, q="化粪池") == made[::-1]


@pytest.mark.parametrize("hostile", ["'", "a' | 'b", "!!!噪声", "& |", "\\", "噪声:*", "<script>噪声", "噪声\0", "%", "🌲"])
def test_hostile_words_never_break_the_query(cast: Cast, hostile: str):
    cast.ticket()
    try:
        found(cast.agent, q=hostile)
    except Refused as refusal:
        assert refusal.codes == {"no_words"}


def test_filters_narrow_together(cast: Cast):
    ticket = cast.ticket()
    other = cast.ticket(door="phone")
    Ticket.objects.filter(pk=ticket.pk).update(category="010101", division="440106003", urgency="urgent", problem=True)
    Ticket.objects.filter(pk=other.pk).update(category="020101", division="440103")
    for filters in ({"category": "01"}, {"category": "0101"}, {"category": "010101"}, {"division": "440106"}, {"door": "web"},
                    {"urgency": "urgent"}, {"problem": "1"}, {"category": "01", "division": "440106", "state": "received"}):
        assert found(cast.agent, **filters) == [ticket.number], filters
    assert len(found(cast.agent, division="440100")) == 2
    assert len(found(cast.agent, since="2026-03-02", until="2026-03-02")) == 2
    assert found(cast.agent, since="2026-03-03") == [] and found(cast.agent, overdue="1") == []
    assert len(found(cast.agent, MONDAY + timedelta(days=40), overdue="1", state="open")) == 2


def test_a_unit_filter_holds_its_tree(cast: Cast):
    number = cast.ticket().number
    life.dispatch(number, by=cast.dispatcher, now=MONDAY, lead=cast.street)
    assert found(cast.agent, unit=cast.district.slug) == [number] == found(cast.agent, unit=cast.street.slug)
    assert found(cast.agent, unit=cast.lead_unit.slug) == []


def test_a_unit_finds_its_own_only(cast: Cast):
    cast.ticket()
    number = cast.ticket().number
    life.dispatch(number, by=cast.dispatcher, now=MONDAY, lead=cast.lead_unit)
    assert found(cast.liaison) == [number] and found(cast.liaison, q="噪声") == [number]
    assert found(cast.other_liaison) == [] and found(cast.nobody) == []


@pytest.mark.parametrize("name,value", [("state", "gone"), ("since", "yesterday"), ("category", "zz"), ("unit", "x"), ("door", "'"),
                                        ("division", "1"), ("kind", "help;")])
def test_a_filter_that_cannot_be_right_is_named(cast: Cast, name: str, value: str):
    with pytest.raises(Refused) as refusal:
        find.filters_of({name: value})
    assert refusal.value.problems[0].field == name
