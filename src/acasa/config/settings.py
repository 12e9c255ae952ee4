"""Django settings. Everything that differs between installations comes from the environment.

Variables (each secret also as NAME_FILE): ACASA_DATA, DATABASE_URL, ACASA_HOSTS, ACASA_HTTPS, ACASA_DEMO,
ACASA_COMPONENTS, ACASA_OFFICE, SHRED_DATABASE_URL. docs/operate/settings.md says what each does.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from acasa.config import postgres
from acasa.config.parts import (  # noqa: F401
    ACASA_ACCOUNT_MENU,
    ACASA_AFTER_CHANGE,
    ACASA_AFTER_CONSENT,
    ACASA_AFTER_INTERVIEW,
    ACASA_AFTER_RESET,
    ACASA_CASE_FACTS,
    ACASA_CASE_PANELS,
    ACASA_CASE_ROOMS,
    ACASA_DAY_PANELS,
    ACASA_DUE_PAGES,
    ACASA_DUE_WORDS,
    ACASA_FORM_KINDS,
    ACASA_FORM_SOURCES,
    ACASA_GATES,
    ACASA_INTERVIEW_PANELS,
    ACASA_LENDERS,
    ACASA_NAVIGATION,
    ACASA_ORGANISATION_NAME,
    ACASA_RECORD_DETAILS,
    ACASA_RECORD_VERBS,
    ACASA_SAFE_KEEPING_PANELS,
    ACASA_STANDING_IN,
    ACASA_TIMELINE,
)
from acasa.config.secrets import data_folder, load


def _flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "0", "no", "off", "false"}:
        return default if value == "" else False
    if value in {"1", "yes", "on", "true"}:
        return True
    raise SystemExit(f"{name} must be 1 or 0, not {value!r}.")


ROOT = Path(__file__).resolve().parents[3]
PACKAGE = Path(__file__).resolve().parents[1]
DATA_DIR = data_folder()
LIBRARY_DIR = Path(os.environ.get("ACASA_LIBRARY", ROOT / "library"))
SECRETS = load(DATA_DIR, create=True)

SECRET_KEY = SECRETS.django_secret_key
PEPPER = SECRETS.pepper
AUDIT_KEY = SECRETS.audit_key
SHRED_DATABASE_URL = os.environ.get("SHRED_DATABASE_URL", "")
SHRED_PATH = DATA_DIR / "secrets" / "shred.sqlite3"
MEDIA_ROOT = DATA_DIR / "media"

DEBUG = False
ACASA_DEMO = _flag("ACASA_DEMO")
ACASA_COMPONENTS = _flag("ACASA_COMPONENTS", default=ACASA_DEMO)
ACASA_HTTPS = _flag("ACASA_HTTPS")
# The second factor may be left out only where every person is fictional.
ACASA_SECOND_FACTOR_REQUIRED = not ACASA_DEMO

ALLOWED_HOSTS = [
    h.strip() for h in os.environ.get("ACASA_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h.strip()
]
# Set by `acasa serve --office`: addresses to open, the best one first, and the page that lets devices in.
ACASA_OFFICE = os.environ.get("ACASA_OFFICE", "").split()
ACASA_OFFICE_WELCOME = os.environ.get("ACASA_OFFICE_WELCOME", "")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if ACASA_HTTPS and "*" not in host]

INSTALLED_APPS = [
    "acasa.ui",
    "acasa.people",
    "acasa.audit",
    "acasa.vault",
    "acasa.accounts",
    "acasa.cases",
    "acasa.cases.visits",
    "acasa.cases.nights",
    "acasa.cases.hers",
    "acasa.cases.team",
    "acasa.cases.safety",
    "acasa.cases.deadlines",
    "acasa.questionnaires",
    "acasa.identification",
    "acasa.assessments",
    "acasa.sync",
    "acasa.reports",
    "acasa.config.backup",
    "acasa.config.office",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "acasa.core.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "acasa.accounts.middleware.ActorMiddleware",
    "acasa.cases.hers.middleware.ShownToHer",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "acasa.config.urls"
WSGI_APPLICATION = "acasa.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "acasa.ui.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "acasa.ui.templatetags.addresses"],
        },
    }
]
FORM_RENDERER = "acasa.ui.renderer.PlainRenderer"
INSTALLED_APPS.append("django.forms")

DATABASES = postgres.connections(DATA_DIR, SECRETS, os.environ)
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared over all processes, so that a used code stays used and limits hold.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

AUTH_USER_MODEL = "people.User"
SESSION_ENGINE = "acasa.accounts.sessions"
# The prefix needs Secure, which browsers also grant to http://localhost.
SESSION_COOKIE_NAME = "__Host-acasa"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = "__Host-acasa-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "acasa.accounts.views.left.csrf_failure"
LANGUAGE_COOKIE_NAME = "acasa-language"
LANGUAGE_COOKIE_SAMESITE = "Strict"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# An office's names (laptop.local, localhost) are the machine's, not ours alone: a browser that remembered them as
# https only would break every other service on them, and the page that lets devices in.
_HSTS = ACASA_HTTPS and not ACASA_OFFICE
SECURE_HSTS_SECONDS = 31_536_000 if _HSTS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HSTS
SECURE_SSL_REDIRECT = ACASA_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("ACASA_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
# A device sends up to a hundred attachments at once, and the answers with them: more than the framework expects.
DATA_UPLOAD_MAX_NUMBER_FILES = 200
FILE_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
# Uploads stay in memory up to their limit: a temporary file would hold plain text.
FILE_UPLOAD_HANDLERS = ["acasa.core.uploads.BoundedMemoryUploadHandler"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ro", "Română"), ("ru", "Русский")]
# The second one holds days and months where Django's own catalogue writes them wrongly.
LOCALE_PATHS = [PACKAGE / "locale", PACKAGE / "config" / "formats" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["acasa.config.formats"]

STATIC_URL = "/static/"
# Served from where they lie in the packages; nothing is copied.
STATIC_ROOT = None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

AUTHENTICATION_BACKENDS = ["acasa.accounts.backend.VaultBackend"]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:sign_in"

# Whether a supervisor approves a closure before a case is closed.
ACASA_CLOSURE_APPROVAL = _flag("ACASA_CLOSURE_APPROVAL")
# Numbers of people that are smaller than this are never shown in a table.
ACASA_SMALL_NUMBER = max(3, int(os.environ.get("ACASA_SMALL_NUMBER", "5")))
# Whether those who were never asked may be counted without a name: a caseload of years before Acasa. Who said no or
# not now never is.
ACASA_COUNT_UNASKED = _flag("ACASA_COUNT_UNASKED")
# What the law may demand to be reported: a file of library/duties/.
ACASA_DUTIES = os.environ.get("ACASA_DUTIES", "md")
# What is due by rule: a file of library/deadlines/; "none" for no deadlines by rule.
ACASA_COUNTRY_PACK = os.environ.get("ACASA_COUNTRY_PACK", "md")
ACASA_EXIT_URL = os.environ.get("ACASA_EXIT_URL", "https://www.wikipedia.org/")
ACASA_DEMO_NOTICE = _("Demonstration. Every person here is fictional.")

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# Request bodies, parameters and local variables never reach a log: they may hold what the vault seals.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"bare": {"()": "acasa.core.logs.BareFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["bare"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
