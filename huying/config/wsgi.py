"""The WSGI door: pages and the API. Word lists and models are read beside the first pages, not before them."""

import os
import threading

from django.core.cache import close_caches
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import reset_queries

from huying.config.doors import by_address
from huying.config.warming import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
# No statement is logged and the cache is this process's own memory: there is nothing to forget and nothing to close.
request_started.disconnect(reset_queries)
request_finished.disconnect(close_caches)
application = by_address(get_wsgi_application())
threading.Thread(target=warm, name="warm", daemon=True).start()
