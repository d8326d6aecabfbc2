"""What is answered at once: how to begin, which way is advised, who is there to talk to, one's own requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying import policy
from huying.channels.base.intents import Intent
from huying.tickets import access, contacts, numbers
from huying.tickets.states import STATE_NAMES, State

if TYPE_CHECKING:
    from huying.channels.base.dialogue import Talk

SHOWN = 5  # requests of one's own that a message holds


def _welcome(talk: Talk, intent: Intent) -> None:
    """They came, or came back: notices are wanted again."""
    if talk.who.silent_at is not None:
        talk.who.silent_at = None
        talk.who.save(update_fields=["silent_at"])
    contacts.settled(talk.kept, intent.what)
    talk.say("welcome")


def _leave(talk: Talk, intent: Intent) -> None:
    """They left: nothing reaches them by this door, so nothing is said."""
    talk.who.silent_at = talk.now
    talk.who.save(update_fields=["silent_at"])
    contacts.settled(talk.kept, intent.what)


def _plain(talk: Talk, intent: Intent) -> None:
    contacts.settled(talk.kept, intent.what)
    talk.say(intent.what)


def _advice(talk: Talk, intent: Intent) -> None:
    english = talk.message.language.startswith("en")
    told = "\n".join(f"· {each.situation_en}: {each.text_en}" if english else f"· {each.situation}：{each.text}"
                     for each in policy.current().advice[:4])
    contacts.settled(talk.kept, intent.what)
    talk.say("advice", {"list": told})


def _mine(talk: Talk, intent: Intent) -> None:
    """Their own requests, newest first: only where the door vouches for who they are."""
    contacts.settled(talk.kept, intent.what)
    rows = list(access.visible(talk.person).order_by("-id").defer("search")[:SHOWN]) if talk.message.proven and talk.person.id else []
    if not rows:
        talk.say("mine_none")
        return
    place = 3 if talk.message.language.startswith("en") else 2
    talk.ticket = None
    talk.say("mine", {"list": "\n".join(
        f"{numbers.shown(row.number)} {row.summary or row.title[:20]}：{STATE_NAMES[State(row.state)][place]}" for row in rows)})


def _silence(talk: Talk, intent: Intent) -> None:
    """退订, 订阅: notices by this door; who only claims an address cannot change what its owner hears."""
    if not (talk.message.proven or talk.ticket):
        contacts.settled(talk.kept, intent.what)
        talk.say("how_to")
        return
    talk.who.silent_at = talk.now if intent.what == "stop" else None
    talk.who.save(update_fields=["silent_at"])
    contacts.settled(talk.kept, intent.what)
    talk.say("opted_out" if intent.what == "stop" else "opted_in")


def _file_gone(talk: Talk, intent: Intent) -> None:
    """What they sent could not be fetched any more."""
    contacts.settled(talk.kept, intent.what)
    english = talk.message.language.startswith("en")
    talk.say("files_refused", {"files": "the file could not be fetched" if english else "文件已过期，没有取到"})


def courtesy(talk: Talk, intent: Intent) -> None:
    """谢谢: nobody need answer."""
    if talk.ticket is None:
        contacts.settled(talk.kept, "thanks")
    else:
        talk.belongs("thanks")


def how_to(talk: Talk, intent: Intent) -> None:
    contacts.settled(talk.kept, intent.what)
    talk.say("nothing_said" if intent.what == "nothing" else "how_to")


DO = {"stop": _silence, "start": _silence, "welcome": _welcome, "leave": _leave, "begin": _plain, "human": _plain, "advice": _advice,
      "mine": _mine, "thanks": courtesy, "file_gone": _file_gone, "help": how_to, "nothing": how_to}
