"""The WSGI door: pages and the API. Word lists and models are read beside the first pages, not before them."""

import os
import threading

from django.conf import settings
from django.core.cache import close_caches
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import reset_queries

from huying.config.doors import by_address
from huying.config.warming import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
application = by_address(get_wsgi_application())
# The cache is this process's own memory, and statements are logged for debugging only: nothing to close, nothing to forget.
request_finished.disconnect(close_caches)
if not settings.DEBUG:
    request_started.disconnect(reset_queries)
threading.Thread(target=warm, name="warm", daemon=True).start()
