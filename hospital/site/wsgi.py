"""What granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hospital.site.settings")
application = get_wsgi_application()
# The code of every page and route is here to stay. Left to the collector it is walked again every few
# requests, which then wait some 220 ms (bench/board.py, 1,000 beds).
_ = get_resolver().url_patterns  # loads them
gc.collect()
gc.freeze()
