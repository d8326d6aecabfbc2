"""The WSGI door: pages and the API. What every request needs is read before the first one comes."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
application = get_wsgi_application()

from huying.tickets import reading  # noqa: E402 - only now can the models be read

reading.warm()
# Policy, word lists and models live as long as the process: the collector need not walk through them again.
gc.collect()
gc.freeze()
