"""The one settings file. It reads the environment; what a hospital changes later is a `config` setting."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from hospital import __version__ as VERSION  # noqa: F401  # shown in the shell and in every print (NGS1 01.01)

from . import environment
from .wiring import WIRING  # noqa: F401  read by the audit trail

ROOT = Path(__file__).resolve().parents[2]
DATA = environment.data_folder()

SECRET_KEY = environment.secret_key(DATA)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("HOSPITAL_ALLOWED_HOSTS", "*").split(",")
ROOT_URLCONF = "hospital.site.urls"
WSGI_APPLICATION = "hospital.site.wsgi.application"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004"
]  # usernames are unique without case, by a constraint Django does not read
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "hospital.site",  # first: its templates stand before those of the libraries
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_linear_migrations",
    "ninja",
    "procrastinate.contrib.django",
    "hospital.core",
    "hospital.audit",
    "hospital.config",
    "hospital.accounts",
    "hospital.terminology",
    "hospital.organization",
    "hospital.patients",
    "hospital.signatures",
    "hospital.scheduling",
    "hospital.booking",
    "hospital.encounters",
    "hospital.consultations",
    "hospital.orders",
    "hospital.records",
    "hospital.beds",
    "hospital.admissions",
    "hospital.surgery",
    "hospital.integrations",
    "hospital.custody",
]

MIDDLEWARE = [
    "hospital.site.health.measure",
    "hospital.core.middleware.keep_origin",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hospital.site.lanes.Policy",
    "hospital.site.lanes.Sessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "hospital.site.lanes.Forgery",
    "hospital.site.lanes.Person",
    "hospital.site.lanes.Messages",
    "hospital.site.lanes.Frames",
    "hospital.site.lanes.fragments",
    "allauth.account.middleware.AccountMiddleware",
    "hospital.accounts.middleware.keep_watch",
    "hospital.accounts.idempotency.answer_once",
    "hospital.core.middleware.show_refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django_cotton.cotton_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hospital.site.context.shell",
            ],
        },
    }
]

COTTON_ISOLATE_BY_DEFAULT = True

DATABASES = {
    "default": environment.database(DATA),
    "owner": environment.database(DATA, owner=True) | {"TEST": {"MIRROR": "default"}},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["hospital.accounts.backends.PasswordBackend"]
PASSWORD_HASHERS = ["hospital.accounts.passwords.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "hospital.accounts.passwords.LettersAndDigits"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",  # NGS1 02.04
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "hospital.accounts.passwords.NotTheLastTwo"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "hospital.accounts.allauth.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # ours is in the database, by user and address: see accounts.actions
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {"login": "hospital.accounts.allauth.SignIn"}
MFA_FORMS = {
    "authenticate": "hospital.accounts.allauth.SecondFactor",
    "reauthenticate": "hospital.accounts.allauth.SecondFactorAgain",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Hospital"

CACHES = {  # seldom used, but by all workers alike: a second factor's code works once
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_cache"}
}

SESSION_ENGINE = "hospital.accounts.sessions"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_COOKIES = os.environ.get("HOSPITAL_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "hospital.core.middleware.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
LIVE_URL = environment.live_url()
LIVE_PORT = environment.live_port()
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LANGUAGE_CODE = "pt-br"
LANGUAGES = [("pt-br", _("Brazilian Portuguese")), ("en", _("English"))]
FORMAT_MODULE_PATH = "hospital.site.formats"
USE_TZ = True
TIME_ZONE = "America/Sao_Paulo"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files", "base_url": None},
    },
    "staticfiles": {"BACKEND": environment.static_storage(STATIC_ROOT)},
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "png", "jpg", "webp", "woff2", "gz", "br", "zip")
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = environment.is_test()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"hospital": {"level": "INFO"}, "procrastinate": {"level": "WARNING"}},
}

SHIPPED_ROLES = "hospital.site.roles.ROLES"
