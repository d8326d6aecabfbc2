"""A city's policy: what differs between cities, read from `policy/*.yaml` and checked as a whole."""

from .catalogue import Category
from .city import City
from .deadlines import ExtensionRule, LimitRule
from .divisions import Division
from .doors import Advice, Door
from .grounds import Ground, Reason
from .ladder import LadderStep
from .loader import check, current, load, policy_folder
from .mistakes import Mistake, PolicyErrors
from .notices import NoticeWords
from .routing import Route
from .understanding import Understanding
from .units import UnitSpec
from .whole import Policy
from .words import KINDS, PROMISES, SORTS, URGENCIES, URGENT_SORTS, Word

__all__ = [
    "KINDS", "PROMISES", "SORTS", "URGENCIES", "URGENT_SORTS", "Advice", "Category", "City", "Division",
    "Door", "ExtensionRule", "Ground", "LadderStep", "LimitRule", "Mistake", "NoticeWords", "Policy",
    "PolicyErrors", "Reason", "Route", "Understanding", "UnitSpec", "Word", "check", "current", "load",
    "policy_folder",
]  # fmt: skip
