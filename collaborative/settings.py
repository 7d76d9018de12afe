"""Settings. With nothing set, the embedded site runs: SQLite, files in `data/`, mail to the console."""

from pathlib import Path

import bootstrap_wrapper
import fontpkg_ibm_plex_serif
import fontpkg_public_sans
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF

from collaborative import environment

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(environment.text("QUORATE_DATA", str(ROOT / "data")))
DATA.mkdir(parents=True, exist_ok=True)

# --- who and where
DEMONSTRATION = environment.flag("QUORATE_DEMO")
DEBUG = environment.flag("QUORATE_DEBUG")
SECRET_KEY = environment.secret_key(DATA)
SITE_URL = environment.text("SITE_URL", "http://localhost:8000")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
HTTPS = SITE_URL.startswith("https://")

# --- rooms
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "collaborative.static.StaticFiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "django_scopes",
    "records",
    "membership",
    "meetings",
    "finance",
    "evaluation",
    "reminders",
    "collaborative",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "collaborative.middleware.CollaborativeMiddleware",
]

ROOT_URLCONF = "collaborative.urls"
WSGI_APPLICATION = "collaborative.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.static",
                "collaborative.templatetags.quorate",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "collaborative.context.page",
            ],
        },
    },
]
# Forms are written by Django in compiled templates of ours (docs/decisions/forms.md).
FORM_RENDERER = "collaborative.controls.Controls"

# --- data
DATABASES = {"default": environment.database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = DATA / "media"

# Tries at signing in are counted here: with several web processes, in one place for all of them.
REDIS_URL = environment.text("REDIS_URL")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

# --- language and time: governance speaks UK local dates
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

# --- static files
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "static-collected"
STATICFILES_DIRS = [
    ROOT / "static",
    ("bootstrap", Path(bootstrap_wrapper.__file__).parent.parent / "bootstrap"),
    ("fonts/sans", fontpkg_public_sans.ROOT / "files"),
    ("fonts/serif", fontpkg_ibm_plex_serif.ROOT / "files"),
]
# Compressing and hashing every file takes most of a minute, so it is for production alone.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "collaborative.static.Storage"
        if environment.flag("STATIC_MANIFEST")
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not environment.flag("STATIC_MANIFEST")
WHITENOISE_AUTOREFRESH = False


def _may_stand_before_pages(headers, path: str, url: str) -> None:
    """Static files stand in a folder of their own; away.js answers for the pages of a meeting that cannot be fetched."""
    if url.startswith(f"{STATIC_URL}away.") and url.endswith(".js"):
        headers["Service-Worker-Allowed"] = "/"


WHITENOISE_ADD_HEADERS_FUNCTION = _may_stand_before_pages

# --- signing in
AUTH_USER_MODEL = "records.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "choose"
ACCOUNT_ADAPTER = "collaborative.signin.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# An invitation proves the address; a changed one is proved by our own link to it (collaborative/views/address.py).
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {
    "login": "collaborative.forms.Login",
    "request_login_code": "collaborative.forms.RequestLoginCode",
    "confirm_login_code": "collaborative.forms.ConfirmLoginCode",
    "reset_password": "collaborative.forms.ResetPassword",
    "reset_password_from_key": "collaborative.forms.ResetPasswordKey",
    "change_password": "collaborative.forms.ChangePassword",
    "set_password": "collaborative.forms.SetPassword",
    "reauthenticate": "collaborative.forms.Reauthenticate",
}
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
MFA_ADAPTER = "collaborative.signin.MFAAdapter"
MFA_FORMS = {
    "authenticate": "collaborative.forms.Authenticate",
    "reauthenticate": "collaborative.forms.ReauthenticateSecond",
    "activate_totp": "collaborative.forms.ActivateApp",
    "add_webauthn": "collaborative.forms.AddPasskey",
    "edit_webauthn": "collaborative.forms.EditPasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Quorate"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# Limits on tries are counted by address; behind a proxy, by the address that the proxy saw.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("TRUSTED_PROXIES", 1 if HTTPS else 0)

CSRF_FAILURE_VIEW = "collaborative.views.errors.form_too_old"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_SSL_REDIRECT = HTTPS
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

# No inline script or style: everything a page runs or wears is a file of ours.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- mail
globals().update(environment.mail(DATA))
DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM", "Quorate <quorate@localhost>")

# --- background work in production; the embedded scheduler calls the same functions
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "unacked_restore_throttle": 1}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_ENABLE_UTC = True
# A hint that nobody took in its time is worth nothing: the next one says the same.
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "collaborative.sweep", "schedule": crontab(minute="*/10"), "options": {"expires": 600}},
    "work": {"task": "collaborative.work", "schedule": 20.0, "options": {"expires": 60}},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # A page that is not there is the visitor's affair, not the log's.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "WARNING")},
}
