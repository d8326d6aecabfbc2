"""更正个人信息: out of every text that others read, and out of search; the history keeps only a commitment."""

from huying.tickets import life
from huying.tickets.models import Ticket
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, refusal
from tests.tickets.world import World


def test_black_everywhere_also_in_the_summary_and_in_search(world: World):
    ticket = world.ticket(State.HANDLING)
    Ticket.objects.filter(pk=ticket.pk).update(title="李大明家旁噪声", summary="李大明家旁噪声", detail="李大明投诉")
    done = life.correct(ticket.number, by=world.cast.owner(ticket), now=MONDAY, remove="李大明")
    row = now_is(ticket)
    assert "李大明" not in f"{row.title}{row.summary}{row.detail}" and row.title == "＊＊＊家旁噪声"
    assert done.event.data["removed"].keys() == {"commit"} and done.event.data["fields"] == ["title", "summary", "detail"]
    assert not Ticket.objects.filter(pk=ticket.pk, search="李大明").exists()


def test_a_full_title_stays_within_its_column(world: World):
    ticket = world.ticket(State.HANDLING)
    Ticket.objects.filter(pk=ticket.pk).update(title="张三" * 100)
    life.correct(ticket.number, by=world.cast.agent, now=MONDAY, remove="张三")
    assert len(now_is(ticket).title) == 200


def test_words_that_are_there(world: World):
    ticket = world.ticket(State.HANDLING)
    assert refusal("correct", ticket, world.cast.agent, now=MONDAY, remove="某") == {"needed"}
    assert refusal("correct", ticket, world.cast.agent, now=MONDAY, remove="不在文中") == {"not_found"}
