"""The acts of the page: which verb stands at which address, with which form, and in which order they are offered.

Whether a verb is open at all is the map's to say; here only facts decide what is worth offering now (a ruling
needs something to rule on) and what comes first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from huying.desks.ticket import names
from huying.desks.ticket.forms import intake, ruling, unit
from huying.desks.ticket.forms.base import ActForm
from huying.desks.ticket.sheet import Sheet
from huying.desks.ticket.story import ICONS
from huying.people.entry import units_below
from huying.tickets import access, map
from huying.tickets.models import Ask, Leg

Fact = Callable[[Sheet], bool]
MOST_BUTTONS = 4
SECOND = 40  # acts of this rank and above wait in the list of all acts


def _always(sheet: Sheet) -> bool:
    return True


def _unsigned(sheet: Sheet) -> bool:
    return sheet.own_leg is not None and sheet.own_leg.signed_at is None


def _signed(sheet: Sheet) -> bool:
    return sheet.own_leg is not None and sheet.own_leg.signed_at is not None


def _owes_answer(sheet: Sheet) -> bool:
    """The lead owes one until it is with the checker; assisting units may always add."""
    leg = sheet.own_leg
    head = leg is not None and leg.role == Leg.LEAD and leg.above_id is None
    return _signed(sheet) and not (head and sheet.promise("check"))


def _may_hand_back(sheet: Sheet) -> bool:
    leg = sheet.own_leg
    open_still = leg is not None and leg.above_id is None and (leg.hand_back_until is None or sheet.now < leg.hand_back_until)
    return open_still and not any(ask.leg_id == leg.pk for ask in sheet.open_asks if leg and ask.kind == Ask.HAND_BACK)


def _has_units_below(sheet: Sheet) -> bool:
    return _signed(sheet) and sheet.own_leg is not None and len(units_below(sheet.own_leg.unit_id)) > 1


def _asked(kind: str) -> Fact:
    return lambda sheet: sheet.waiting(kind) is not None


def _not_asked(kind: str) -> Fact:
    return lambda sheet: sheet.waiting(kind) is None


def _supervised(sheet: Sheet) -> bool:
    return any(each.answered_at is None and each.unit_id in sheet.person.unit_ids for each in sheet.supervisions)


def _may_extend(sheet: Sheet) -> bool:
    return sheet.waiting(Ask.EXTENSION) is None and sheet.headline is not None and sheet.granted(Ask.EXTENSION) == 0


def _called(sheet: Sheet) -> bool:
    return sheet.ticket.events.filter(verb="ask_rating").exists()


def _window_over(sheet: Sheet) -> bool:
    window = sheet.promise("rating")
    return window is None or window.due_at is None or sheet.now >= window.due_at


def _may_call(sheet: Sheet) -> bool:
    return not sheet.ticket.sms_only and not _window_over(sheet)


def _alone(sheet: Sheet) -> bool:
    return sheet.ticket.callers <= 1


def _not_final(sheet: Sheet) -> bool:
    return not sheet.ticket.final


def _reworked(sheet: Sheet) -> bool:
    return sheet.ticket.reworks > 0


@dataclass(frozen=True, slots=True)
class Act:
    """One verb at one address (a noun). `rank`: usefulness, lowest first; `danger`: asked twice."""

    verb: str
    noun: str
    form: type[ActForm]
    rank: int
    needs: Fact = _always
    key: str = ""
    danger: bool = False

    @property
    def label(self) -> str:
        found = map.VERBS[self.verb]
        return names.word((found.zh, found.en[:1].upper() + found.en[1:]))

    @property
    def icon(self) -> str:
        return ICONS[self.verb]


_ACTS = [
    Act("rule_hand_back", "rulings", ruling.RuleHandBackForm, 1, _asked(Ask.HAND_BACK), "r"),
    Act("decide_extension", "extension-rulings", ruling.DecideExtensionForm, 2, _asked(Ask.EXTENSION), "e"),
    Act("answer_supervision", "supervision-answers", unit.AnswerSupervisionForm, 3, _supervised, "v"),
    Act("sign", "signatures", unit.SignForm, 4, _unsigned, "s"),
    Act("check", "checks", ruling.CheckForm, 5, key="k"),
    Act("decide_review", "review-rulings", ruling.DecideReviewForm, 6, key="o"),
    Act("dispatch", "dispatches", ruling.DispatchForm, 10, key="d"),
    Act("reply", "replies", unit.ReplyForm, 11, _owes_answer, "a"),
    Act("contact", "contacts", unit.ContactForm, 12, key="c"),
    Act("complete", "completions", intake.CompleteForm, 13, key="b"),
    Act("triage", "classifications", intake.TriageForm, 14, key="t"),
    Act("close", "answers", intake.CloseForm, 15, key="z"),
    Act("rate", "ratings", ruling.RateForm, 16, _called, "f"),
    Act("ask_rating", "calls", ruling.AskRatingForm, 17, _may_call, "h"),
    Act("resume", "resumptions", unit.ResumeForm, 18),
    Act("reopen", "reopenings", intake.ReopenForm, 19),
    Act("hand_back", "hand-backs", unit.HandBackForm, 20, _may_hand_back, "x"),
    Act("ask_extension", "extensions", unit.AskExtensionForm, 21, _may_extend),
    Act("pass_down", "delegations", unit.PassDownForm, 22, _has_units_below, "p"),
    Act("supervise", "supervisions", ruling.SuperviseForm, 23, key="v"),
    Act("urge", "urges", intake.UrgeForm, 24, key="u"),
    Act("ask_completion", "completion-requests", intake.AskCompletionForm, 25, key="m"),
    Act("merge", "joins", intake.MergeForm, 30, _alone, "j"),
    Act("unmerge", "partings", intake.UnmergeForm, 31),
    Act("transfer", "transfers", intake.TransferForm, 32),
    Act("decline", "refusals", intake.DeclineForm, 33, danger=True),
    Act("suspend", "suspensions", ruling.SuspendForm, 34),
    Act("final_answer", "final-answers", unit.FinalAnswerForm, 35, _reworked),
    Act("open_review", "reviews", ruling.OpenReviewForm, 36, _not_final),
    Act("rework", "reworks", ruling.ReworkForm, 37, _not_final),
    Act("redispatch", "redispatches", ruling.RedispatchForm, 40),
    Act("add_unit", "assists", unit.AddUnitForm, 41),
    Act("ask_suspension", "suspension-requests", unit.AskSuspensionForm, 42, _not_asked(Ask.SUSPENSION)),
    Act("archive", "archivings", ruling.ArchiveForm, 43, _window_over),
    Act("note", "notes", intake.NoteForm, 44, key="n"),
    Act("protect", "protections", intake.ProtectForm, 45),
    Act("correct", "corrections", intake.CorrectForm, 46, danger=True),
    Act("withdraw", "withdrawals", intake.WithdrawForm, 47, _alone, danger=True),
]
ACTS = {act.noun: act for act in _ACTS}
BY_VERB = {act.verb: act for act in _ACTS}


def offered(sheet: Sheet) -> list[Act]:
    """What the reader can usefully do now, most useful first. No query after `sheet.brief` but one for rating."""
    ticket, person = sheet.ticket, sheet.person
    steps = map.next_steps(ticket.state, person, leg=access.standing(ticket, person), own=access.owns(ticket, person))
    found = [BY_VERB[verb.name] for verb in steps if verb.name in BY_VERB]
    useful = [act for act in found if act.needs(sheet)]
    return sorted(useful, key=lambda act: _rank(act, sheet))


def _rank(act: Act, sheet: Sheet) -> int:
    """A suspension that a unit has asked for comes first; speaking with the citizen is first the unit's part."""
    if act.verb == "suspend" and sheet.waiting(Ask.SUSPENSION):
        return 0
    return 26 if act.verb == "contact" and not sheet.person.is_unit else act.rank


def buttons(acts: list[Act]) -> tuple[list[Act], list[Act]]:
    """(shown as buttons, kept in the list of all acts)."""
    first = [act for act in acts if act.rank < SECOND][:MOST_BUTTONS]
    return first, [act for act in acts if act not in first]
