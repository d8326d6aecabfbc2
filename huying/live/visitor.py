"""Who opened the stream: the same person the pages know, from the same session cookie."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from http.cookies import CookieError, SimpleCookie

# Opening a stream is rare beside what the streams carry; two threads with two connections are plenty.
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="visitor")


async def topics_of(cookie_header: str, asked: Iterable[str] = ()) -> frozenset[str]:
    """The topics that the owner of these cookies may listen to; empty for a stranger."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _topics_of, cookie_header, tuple(asked))


def _topics_of(cookie_header: str, asked: tuple[str, ...]) -> frozenset[str]:
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import get_user
    from django.db import connection
    from django.http import HttpRequest

    from huying.live.topics import allowed
    from huying.people.entry import person_of

    try:
        morsel = SimpleCookie(cookie_header).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return frozenset()
    if morsel is None:
        return frozenset()
    try:
        request = HttpRequest()
        request.session = import_module(settings.SESSION_ENGINE).SessionStore(morsel.value)
        request.user = get_user(request)
        return allowed(person_of(request), asked)
    finally:
        connection.close()
