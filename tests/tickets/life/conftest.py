"""A world with the named cast, for the tests of single verbs."""

import pytest

from tests.cast import Cast
from tests.tickets.world import World


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)
