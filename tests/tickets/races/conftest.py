"""A world whose rows are really committed, for tests with several connections."""

import pytest

from tests.cast import make_cast
from tests.tickets.world import World


@pytest.fixture
def world(transactional_db: None) -> World:
    from huying.people.entry import forget_units

    forget_units()
    return World(make_cast())
