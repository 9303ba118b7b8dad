"""Settings of every installation. Values come from the environment (`config.environment`);
with none set, the embedded default runs on one machine: SQLite and an embedded broker."""

from pathlib import Path

from config import broker
from config import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR = Path(env.text("XIANTAO_VAR") or BASE_DIR / "var").resolve()
"""Where an embedded installation keeps its data, uploads and keys."""

keys = env.Keys(VAR)
SECRET_KEY = keys.secret_key
FIELD_KEYS = keys.field_keys
"""Key ring of the encrypted fields: the last key encrypts, all decrypt."""
BLIND_INDEX_KEY = keys.blind_index_key
KEYS_FROM_ENVIRONMENT = keys.from_environment

DEBUG = env.flag("DEBUG")
HTTPS = env.flag("HTTPS")
"""Behind a proxy that speaks TLS: secure cookies, HSTS, forwarded scheme."""
EMBEDDED = not env.text("DATABASE_URL")
# Whoever opens the embedded server to a network (HOST) reaches it by any of the machine's names.
_OPENED = EMBEDDED and env.text("HOST") not in {"", "127.0.0.1", "localhost"}
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "*" if _OPENED else "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
PROXY_COUNT = env.number("PROXY_COUNT", 1 if HTTPS else 0)
"""How many proxies of ours stand before the server: that many X-Forwarded-For entries count."""

# --- applications, from the top floor down -------------------------------------------------
INSTALLED_APPS = [
    "reviews",
    "accountability",
    "assistance",
    "households",
    "villages",
    "intake",
    "organization",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "organization.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "organization.middleware.BodySize",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # township lines are slow; it pads against BREACH
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "organization.middleware.KeptNowhere",
    "organization.middleware.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "organization.middleware.IdleSignOut",
    "organization.middleware.FirstPassword",
    "organization.middleware.ClosedByDefault",
    "organization.middleware.Refusals",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["config.components", "template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "organization.context.frame",
            ],
        },
    },
]
FORM_RENDERER = "config.renderers.OfficeFormRenderer"
FILTERS_EMPTY_CHOICE_LABEL = "全部"

# --- data ----------------------------------------------------------------------------------
DATABASES = {"default": env.database(env.text("DATABASE_URL") or f"sqlite:///{VAR / 'db.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT") or VAR / "files")
"""Uploads. Stored encrypted, never below a public URL."""
STORAGES = {
    "default": {"BACKEND": "organization.storage.EncryptedStorage"},
    "staticfiles": {
        "BACKEND": "config.assets.HashedStaticStorage"
        if env.text("STATIC_ROOT")
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
UPLOAD_MAX_BYTES = env.number("UPLOAD_MAX_MB", 60) * 1024 * 1024

# --- static files --------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = env.text("STATIC_ROOT") or None
"""Where `collectstatic` has put the files under hashed names; unset, they are served from where
they stand."""
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.assets.NodeModulesFinder",
]
NODE_MODULES = Path(env.text("NODE_MODULES") or BASE_DIR / "node_modules")
NODE_FILES = {"vendor/echarts.min.js": "echarts/dist/echarts.min.js"}
"""Published path → file in node_modules. Nothing else of node_modules is ever served."""
WHITENOISE_USE_FINDERS = not STATIC_ROOT
WHITENOISE_AUTOREFRESH = DEBUG

# --- who is signed in ----------------------------------------------------------------------
AUTH_USER_MODEL = "organization.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "organization.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "organization.passwords.CharacterClassesValidator"},
    {"NAME": "organization.passwords.NotOneselfValidator"},
    {"NAME": "organization.passwords.NotCommonValidator"},
    {"NAME": "organization.passwords.NotReusedValidator"},
]
LOGIN_URL = "organization:login"
LOGIN_REDIRECT_URL = "organization:home"
LOGOUT_REDIRECT_URL = "organization:login"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "organization.views.errors.csrf_failure"

# --- transport -----------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'", "'unsafe-inline'"],  # the tooltips of the charts
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if PROXY_COUNT and HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- language and time ---------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"

# --- background work -----------------------------------------------------------------------
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL") or broker.embedded_url(VAR)
# Only counts of calls lie here (`organization.api_throttles`): every process must see the same.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": broker.client_url(CELERY_BROKER_URL),
        "KEY_PREFIX": "xiantao",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}

# --- API -----------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "organization.api_auth.TokenAuthentication",
        "organization.api_auth.PageSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["organization.api_auth.HasRequiredPermission"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "organization.api_base.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "organization.api_parsers.ObjectParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_THROTTLE_CLASSES": [
        "organization.api_throttles.CallsOfUser",
        "organization.api_throttles.CallsOfStranger",
    ],
    "NUM_PROXIES": PROXY_COUNT,
    "DEFAULT_THROTTLE_RATES": {"user": "1200/min", "anon": "60/min", "numbers": "60/min"},
    "EXCEPTION_HANDLER": "organization.api_base.answer_refusal",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "仙桃市精准扶贫管理系统 API",
    "DESCRIPTION": "各列表与页面同源：同一范围、同一筛选、同一动作。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": r"/api/v1/",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "organization.api_schema.add_refusals",
    ],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": True,
    "ENUM_NAME_OVERRIDES": {
        "RoleEnum": "organization.permissions.Role",
        "ReachEnum": "organization.enums.Reach",
        "ReachGivenEnum": "organization.forms.REACHES",
        "UnitKindEnum": "organization.enums.UnitKind",
        "MonitoringKindEnum": "households.enums.MonitoringKind",
        "PostingRoleEnum": "villages.enums.PostingRole",
        "BatchStateEnum": "intake.enums.BatchState",
        "JobStateEnum": "organization.enums.JobState",
        "ProcedureStateEnum": "organization.enums.ProcedureState",
        "ProcedureOutcomeEnum": "organization.enums.Outcome",
        "FindingStateEnum": "intake.enums.FindingState",
        "FindingLevelEnum": "intake.enums.Level",
        "CauseEnum": "households.enums.Cause",
        "ResponsibilityKindEnum": "accountability.enums.ResponsibilityKind",
        "ProblemCategoryEnum": "accountability.enums.ProblemCategory",
        "ProblemSourceEnum": "accountability.enums.ProblemSource",
        "ProblemStateEnum": "accountability.enums.ProblemState",
        "LevelEnum": "accountability.enums.Level",
        "SeverityEnum": "accountability.enums.Severity",
        "NoticeKindEnum": "accountability.enums.NoticeKind",
        "NoticeStateEnum": "accountability.enums.NoticeState",
        "ItemStateEnum": "accountability.enums.ItemState",
        "ReplyKindEnum": "accountability.enums.ReplyKind",
        "ReplyOutcomeEnum": "accountability.enums.ReplyOutcome",
        "ExtensionStateEnum": "accountability.enums.ExtensionState",
        "InterviewStateEnum": "accountability.enums.InterviewState",
        "ProposalReasonEnum": "accountability.enums.ProposalReason",
        "ProposalStateEnum": "accountability.enums.ProposalState",
        "PledgeStateEnum": "accountability.enums.PledgeState",
        "SanctionFormEnum": "accountability.enums.SanctionForm",
        "PairingEndEnum": "assistance.enums.PairingEnd",
        "TownshipDesignationKindEnum": "assistance.enums.TownshipDesignationKind",
        "VillagePairingKindEnum": "assistance.enums.VillagePairingKind",
        "VisitKindEnum": "assistance.enums.VisitKind",
        "BenefitKindEnum": "assistance.enums.BenefitKind",
        "DisbursementKindEnum": "assistance.enums.DisbursementKind",
        "ProjectCategoryEnum": "assistance.enums.ProjectCategory",
        "ProjectStateEnum": "assistance.enums.ProjectState",
        "ProjectLevelEnum": "assistance.enums.ProjectLevel",
        "PostingEndEnum": "villages.enums.PostingEnd",
        "VillageKindEnum": "villages.enums.VillageKind",
        "ReportKindEnum": "reviews.enums.ReportKind",
        "ReportStateEnum": "reviews.enums.ReportState",
        "MeetingKindEnum": "reviews.enums.MeetingKind",
        "ActionStateEnum": "reviews.enums.ActionState",
    },
}

# --- log: no personal data, ever; a request is known by its id --------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "organization.request_id.RequestIdFilter"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {request_id} {name}: {message}", "style": "{"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {"django.request": {"level": "ERROR"}},
}
