"""催办: the new words are attached; the third goes to the head of the unit."""

from huying.channels.telling import notices_of
from huying.tickets import life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, refusal
from tests.tickets.world import World


def test_new_words_are_attached_and_found(world: World):
    ticket = world.ticket(State.HANDLING)
    done = life.urge(ticket.number, by=world.cast.owner(ticket), now=MONDAY, words="挖掘机又来了")
    row = now_is(ticket)
    assert row.urges == 1 and row.detail.endswith("【催办 03-02 10:00】挖掘机又来了")
    assert "挖掘机" not in str(done.event.data) and type(ticket).objects.filter(pk=ticket.pk, search="挖掘机").exists()


def test_the_third_urge_reaches_the_head_of_the_unit(world: World):
    ticket = world.ticket(State.HANDLING)
    heard = []
    for _ in range(3):
        event = life.urge(ticket.number, by=world.cast.owner(ticket), now=MONDAY, words="请尽快").event
        heard.append({notice.role for notice in notices_of(event, MONDAY) if notice.door == "desk"})
    assert heard == [{"liaison"}, {"liaison"}, {"liaison", "unit_head"}]


def test_at_most_ten_thousand_characters(world: World):
    ticket = world.ticket(State.HANDLING)
    assert refusal("urge", ticket, world.cast.owner(ticket), now=MONDAY, words="字" * 10_001) == {"too_long"}
