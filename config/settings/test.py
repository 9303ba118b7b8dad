"""Settings of the test suite: fixed keys, cheap password hashes, tasks run where they are called."""

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

from config.settings.base import *  # noqa: E402, F403

EMBEDDED = DATABASES["default"]["ENGINE"].endswith("sqlite3")  # noqa: F405
if EMBEDDED:
    DATABASES["default"]["NAME"] = ":memory:"  # noqa: F405
    DATABASES["default"]["OPTIONS"] = {}  # noqa: F405
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405

DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
MEDIA_ROOT = _scratch / "files"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
REST_FRAMEWORK = {  # throttling is tested on its own; elsewhere it would only make tests order-bound
    **REST_FRAMEWORK,  # noqa: F405
    "DEFAULT_THROTTLE_CLASSES": [],
}
