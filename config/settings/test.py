"""Settings of the tests: fixed keys, cheap password hashes, tasks run where they are called."""

import base64
import os
import tempfile
from pathlib import Path

_scratch = Path(tempfile.gettempdir()) / f"xiantao-test-{os.getpid()}"
os.environ["XIANTAO_VAR"] = str(_scratch)
os.environ["SECRET_KEY"] = "test-only"  # noqa: S105
os.environ["FIELD_KEYS"] = "1:" + base64.b64encode(b"1" * 32).decode()
os.environ["BLIND_INDEX_KEY"] = base64.b64encode(b"2" * 32).decode()
os.environ["HTTPS"] = "0"
os.environ["STATIC_ROOT"] = ""

from config.settings.base import *

EMBEDDED = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if EMBEDDED:
    DATABASES["default"]["NAME"] = ":memory:"
    DATABASES["default"]["OPTIONS"] = {}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0

DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
MEDIA_ROOT = _scratch / "files"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Throttling is tested on its own; elsewhere it would only make tests depend on their order.
REST_FRAMEWORK = {
    **REST_FRAMEWORK,
    "DEFAULT_THROTTLE_CLASSES": [],
}
