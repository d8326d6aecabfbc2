"""The WSGI door: pages and the API. Word lists and models are read beside the first pages, not before them."""

import os
import threading

from django.core.wsgi import get_wsgi_application

from huying.config.doors import by_address
from huying.config.warming import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
application = by_address(get_wsgi_application())
threading.Thread(target=warm, name="warm", daemon=True).start()
