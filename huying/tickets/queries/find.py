"""Finding tickets: by number, by phone, by words, and by what they are; always within what the person may see.

Words are looked for month by month from the newest (see huying.tickets.queries.search), in growing steps:
a common word fills its page from the newest month, a rare one soon spans all years.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta

from django.contrib.postgres.search import SearchQuery
from django.db.models import Min, QuerySet
from django.db.models.functions import Greatest

from huying import policy
from huying.people.persons import Person
from huying.people.sealed import phone_key
from huying.people.vault import normal_phone
from huying.tickets import access, numbers
from huying.tickets.models import Leg, Ticket
from huying.tickets.problems import blocked
from huying.tickets.queries.pages import SIZE, Lane, Page, page
from huying.tickets.queries.search import ZONE, month_word
from huying.tickets.queries.worklists import NEWEST, lanes
from huying.tickets.states import OPEN
from huying.understanding.segment import query_terms
