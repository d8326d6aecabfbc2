"""The life of a ticket: one verb per file, in the order of life. Every write to a ticket goes through here."""

from huying.tickets.life.add_unit import add_unit
from huying.tickets.life.answer_supervision import answer_supervision
from huying.tickets.life.archive import archive
from huying.tickets.life.ask_completion import ask_completion
from huying.tickets.life.ask_extension import ask_extension
from huying.tickets.life.ask_rating import ask_rating
from huying.tickets.life.ask_suspension import ask_suspension
from huying.tickets.life.check import check
from huying.tickets.life.close import close
from huying.tickets.life.complete import complete
from huying.tickets.life.contact import contact
from huying.tickets.life.correct import correct
from huying.tickets.life.decide_extension import decide_extension
from huying.tickets.life.decide_review import decide_review
from huying.tickets.life.decline import decline
from huying.tickets.life.dispatch import dispatch
from huying.tickets.life.expire import expire
from huying.tickets.life.final_answer import final_answer
from huying.tickets.life.hand_back import hand_back
from huying.tickets.life.merge import merge
from huying.tickets.life.miss import miss
from huying.tickets.life.note import note
from huying.tickets.life.open_review import open_review
from huying.tickets.life.pass_down import pass_down
from huying.tickets.life.protect import protect
from huying.tickets.life.rate import rate
from huying.tickets.life.redispatch import redispatch
from huying.tickets.life.register import register
from huying.tickets.life.remind import remind
from huying.tickets.life.reopen import reopen
from huying.tickets.life.reply import reply
from huying.tickets.life.resume import resume
from huying.tickets.life.rework import rework
from huying.tickets.life.rule_hand_back import rule_hand_back
from huying.tickets.life.sign import sign
from huying.tickets.life.step import Outcome
from huying.tickets.life.supervise import supervise
from huying.tickets.life.suspend import suspend
from huying.tickets.life.transfer import transfer
from huying.tickets.life.triage import triage
from huying.tickets.life.unmerge import unmerge
from huying.tickets.life.urge import urge
from huying.tickets.life.withdraw import withdraw

__all__ = [
    "Outcome", "add_unit", "answer_supervision", "archive", "ask_completion", "ask_extension", "ask_rating",
    "ask_suspension", "check", "close", "complete", "contact", "correct", "decide_extension", "decide_review", "decline",
    "dispatch", "expire", "final_answer", "hand_back", "merge", "miss", "note", "open_review", "pass_down", "protect",
    "rate", "redispatch", "register", "remind", "reopen", "reply", "resume", "rework", "rule_hand_back", "sign",
    "supervise", "suspend", "transfer", "triage", "unmerge", "urge", "withdraw",
]
