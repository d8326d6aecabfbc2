"""The WSGI door: pages and the API. Word lists and models are read beside the first pages, not before them."""

import gc
import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
application = get_wsgi_application()


def _warm() -> None:
    from huying.tickets import reading

    reading.warm()
    # Policy, word lists and models live as long as the process: the collector need not walk through them again.
    gc.collect()
    gc.freeze()


threading.Thread(target=_warm, name="warm", daemon=True).start()
