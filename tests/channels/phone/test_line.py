"""The line: highest first, then who came first; nobody is served twice, nobody who can be served is left while a seat is free."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from huying.channels.phone.line import Free, Waiting, in_turn, pairs, place, unserved, wait
from tests.cast import MONDAY

SKILLS = st.frozensets(st.sampled_from(["mandarin", "english", "elderly"]), max_size=2)


def at(seconds: int) -> datetime:
    return MONDAY + timedelta(seconds=seconds)


waiting = st.lists(st.builds(Waiting, call=st.integers(1, 10**6), since=st.integers(0, 600).map(at), skills=SKILLS,
                             priority=st.sampled_from([0, 10, 100]), not_before=st.none() | st.integers(500, 700).map(at)),
                   max_size=12, unique_by=lambda each: each.call)
free = st.lists(st.builds(Free, account=st.integers(1, 10**6), since=st.integers(0, 600).map(at), skills=SKILLS), max_size=8,
                unique_by=lambda each: each.account)


@given(waiting, free)
def test_the_line_is_fair(calls: list[Waiting], seats: list[Free]):
    found, now = pairs(calls, seats, at(600)), at(600)
    assert len({call.call for call, _ in found}) == len(found) == len({seat.account for _, seat in found})
    for call, seat in found:
        assert call.skills <= seat.skills and not (call.not_before and call.not_before > now)
    served, left = {call.call for call, _ in found}, [s for s in seats if s.account not in {x.account for _, x in found}]
    for call in calls:
        if call.call not in served and not (call.not_before and call.not_before > now):
            assert not any(call.skills <= seat.skills for seat in left), "somebody waits before an idle seat that could serve them"
    turn = [call.call for call in in_turn(calls, now)]
    assert [call.call for call, _ in found] == [each for each in turn if each in served]


def test_first_come_first_served_and_the_idlest_seat():
    calls = [Waiting(1, at(10)), Waiting(2, at(5)), Waiting(3, at(20), priority=10)]
    seats = [Free(7, at(50)), Free(8, at(40))]
    assert [(call.call, seat.account) for call, seat in pairs(calls, seats, at(60))] == [(3, 8), (2, 7)]
    assert [place(each, calls, at(60)) for each in (3, 2, 1)] == [0, 1, 2]


def test_rare_skills_stay_free():
    plain, rare = Free(1, at(50), frozenset({"mandarin"})), Free(2, at(1), frozenset({"mandarin", "english"}))
    assert pairs([Waiting(1, at(0), frozenset({"mandarin"}))], [rare, plain], at(60))[0][1] is plain


def test_a_seat_that_did_not_answer_is_the_last_choice():
    calls = [Waiting(1, at(0), tried=frozenset({7}))]
    assert pairs(calls, [Free(7, at(1)), Free(8, at(50))], at(60))[0][1].account == 8
    assert pairs(calls, [Free(7, at(1))], at(60))[0][1].account == 7, "but better than none"


def test_who_is_slowed_comes_after_all_others_and_is_not_dropped():
    calls = [Waiting(1, at(0), not_before=at(80)), Waiting(2, at(50))]
    assert [call.call for call, _ in pairs(calls, [Free(7, at(0)), Free(8, at(0))], at(60))] == [2]
    assert [call.call for call, _ in pairs(calls[:1], [Free(7, at(0))], at(80))] == [1]


def test_how_long_it_takes_and_whom_nobody_can_serve():
    assert wait(3, 2, timedelta(seconds=150)) == timedelta(seconds=300)
    assert wait(0, 0, timedelta(seconds=150)) == timedelta(seconds=150)
    calls = [Waiting(1, at(0), frozenset({"english"})), Waiting(2, at(0))]
    assert unserved(calls, [frozenset({"mandarin"})]) == [calls[0]]
