"""What every test may use: the database as the application sees it, and a folder of its own for files.

The database itself comes from huying/embedded/testing.py, before Django reads its settings.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import hypothesis
import pytest
from pytest_django import DjangoDbBlocker
from whitenoise.middleware import WhiteNoiseMiddleware

from tests import template_database
from tests.cast import put_aside

# How long an example takes says more of the machine's other work than of the product; bench/ measures speed.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is marked `first` begins first; all else stays in its order."""
    items.sort(key=lambda item: item.get_closest_marker("first") is None)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A database for this process, copied from the migrated template; `--create-db` builds that anew."""
    from django.db import connection

    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    lock = Path(request.config.rootpath) / "var" / "template.lock"
    lock.parent.mkdir(exist_ok=True)
    with django_db_blocker.unblock():
        name = f"test_{connection.settings_dict['NAME']}_{worker}"
        anew = request.config.getvalue("create_db") and worker in ("alone", "gw0")
        template_database.build_and_copy(name, lock, anew=anew)
        put_aside()
    yield
    with django_db_blocker.unblock():
        template_database.remove(name)


@pytest.fixture(autouse=True)
def _own_files(tmp_path_factory: pytest.TempPathFactory, settings: "object") -> None:
    """Uploaded files go to a temporary folder, never to the checkout's var/."""
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "files"  # type: ignore[attr-defined]


@pytest.fixture(scope="session", autouse=True)
def _static_files_seen_once() -> Iterator[None]:
    """Every `Client` makes the middlewares anew; the folders of static files are looked through for the first one only."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def once(self: WhiteNoiseMiddleware) -> None:
        if not found:
            look(self)
            found.update(self.files)
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


@pytest.fixture
def as_app(db: None) -> Callable[[], AbstractContextManager[None]]:
    """`with as_app():` runs SQL with the application's rights; outside of it tests own the schema."""
    from django.db import connection, transaction

    @contextmanager
    def stepped_down() -> Iterator[None]:
        # A refused statement rolls this block back, and the role with it.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE huying_app")
            yield
            cursor.execute("RESET ROLE")

    return stepped_down


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root folder of the checkout."""
    return Path(__file__).resolve().parents[1]
