"""The one settings module, read from the environment.

Four modes, chosen by ``KNF_MODE``:

- ``production`` (default): a missing secret stops the start with a hint.
- ``local``: what ``make serve`` runs. DEBUG off, a generated secret, everything written in ``var/``.
- ``debug``: ``local`` with DEBUG on, for developers.
- ``test``: ``local`` with fast passwords and mail kept in memory, for the suite.
"""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from whitenoise.compress import Compressor

from knf.editor import PROSE_EDITOR_EXTENSIONS

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

MODES = ("production", "local", "debug", "test")
MODE = env.str("KNF_MODE", default="production")
if MODE not in MODES:
    raise ImproperlyConfigured(f"KNF_MODE is {MODE!r}; it must be one of {', '.join(MODES)}.")

LOCAL = MODE != "production"
DEBUG = MODE == "debug"
TESTING = MODE == "test"


def required(name: str, hint: str) -> str:
    """Return the environment variable ``name``; raise ImproperlyConfigured with ``hint`` if unset."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment: {hint}")
    return value


def local_secret() -> str:
    """Return the secret kept in ``var/``, made at the first start."""
    path = VAR_DIR / "secret-key"
    if not path.exists():
        VAR_DIR.mkdir(exist_ok=True)
        path.write_text(get_random_secret_key())
        path.chmod(0o600)
    return path.read_text()


# Who and where

SITE_NAME = "Kongsberg Næringsforum"
SITE_SHORT_NAME = "KNF"

if LOCAL:
    try:
        PORT = env.int("PORT", default=8000)
    except ValueError as error:
        raise ImproperlyConfigured(f"PORT must be a number such as 8001 ({error}).") from None
    SECRET_KEY = local_secret()
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
    SITE_URL = f"http://localhost:{PORT}"
    DATA_DIR = VAR_DIR
else:
    SECRET_KEY = required("SECRET_KEY", "a long random text that stays the same between starts.")
    SITE_URL = required("SITE_URL", "the public address, such as https://knf.example.").rstrip("/")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[SITE_URL.split("//")[-1].split(":")[0]])
    DATA_DIR = Path(required("DATA_DIR", "the folder for pictures, files and cached PDFs."))
    CSRF_TRUSTED_ORIGINS = [SITE_URL]

ROOT_URLCONF = "knf.urls"
WSGI_APPLICATION = "knf.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = 1

INSTALLED_APPS = [
    "knf.apps.KnfAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.redirects",
    "django.contrib.sitemaps",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_prose_editor",
    "js_asset",
    "lucide",
    "taggit",
    "knf.apps.KnfConfig",
    "networks",
    "articles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "knf.middleware.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "knf.middleware.PrivateResponsesMiddleware",
    "articles.lost_addresses.LostAddressMiddleware",
    "knf.middleware.RedirectMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "knf.context_processors.site",
                "knf.context_processors.csp_nonce",
            ],
        },
    },
]

# Database and caches

DATABASES = {
    "default": env.db(
        "DATABASE_URL",
        default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}",
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: a save that was answered survives a power cut.
        "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

CACHES = {
    # Rate limits must count across processes, hence the database.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "knf_cache",
        # A full table forgets rows that are in force too, and a flood must not lift the limits.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "pdf": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache" / "pdf",
        "TIMEOUT": 60 * 60 * 24 * 7,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

# Language, time and texts

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål")]
LOCALE_PATHS = [BASE_DIR / "knf" / "locale"]
FORMAT_MODULE_PATH = ["knf.locale"]
TIME_ZONE = "Europe/Oslo"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# Files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
PRIVATE_ROOT = DATA_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Originals and attachments: outside every public path, no address of their own.
    "private": {
        "BACKEND": "knf.storage.PrivateStorage",
        "OPTIONS": {"location": PRIVATE_ROOT},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Private files are sent by the application itself, or by the server in front when it is told to.
SENDFILE_HEADER = env.str("SENDFILE_HEADER", default="")
if SENDFILE_HEADER not in ("", "X-Accel-Redirect", "X-Sendfile"):
    raise ImproperlyConfigured(
        f"SENDFILE_HEADER is {SENDFILE_HEADER!r}; it must be X-Accel-Redirect, X-Sendfile or empty."
    )
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Compressing the editor's source maps takes ten times as long as everything else together.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
FILE_UPLOAD_PERMISSIONS = 0o640
# A body over the editors' limit must reach the form, which says so and keeps the text.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
# The largest forms are saved whole, (rows, fields in each): a meeting's items, their action points, and
# those called; an edition's areas, goals and measures; a status round, with every measure of a document.
MEETING_FORM = {"items": (120, 18), "points": (360, 6), "people": (200, 8)}
EDITION_FORM = {"areas": (30, 6), "goals": (150, 5), "measures": (500, 14)}
ROUND_FORM = (1000, 5)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100 + max(
    sum(rows * fields for rows, fields in form)
    for form in (MEETING_FORM.values(), EDITION_FORM.values(), [ROUND_FORM])
)
# Without scripts a whole album comes in one request.
DATA_UPLOAD_MAX_NUMBER_FILES = 300

DJANGO_PROSE_EDITOR_EXTENSIONS = PROSE_EDITOR_EXTENSIONS
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "articles.topics.from_string"
TAGGIT_STRING_FROM_TAGS = "articles.topics.to_string"

# People and sign-in

AUTH_USER_MODEL = "networks.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "front"
SESSION_ENGINE = "networks.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

# Sign-in and mail

# `User.email` is the one address of a login: the account library keeps no list of its own, and
# to have read a code sent there is all the verification there is.
ACCOUNT_ADAPTER = "networks.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_SESSION_REMEMBER = True
# How long after a proof of who one is the sign-in itself can be changed.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "networks.forms.PasswordForm",
    "request_login_code": "networks.forms.RequestCodeForm",
    "confirm_login_code": "networks.forms.ConfirmCodeForm",
}
# Six digits stay safe because an address gets few codes, and a code few attempts.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,5/15m/key,30/d/key",
    "manage_email": "5/h/user",
    # Our own: tries of one code, counted where simultaneous ones cannot overtake the count.
    "confirm_login_code": "3/h/key",
    # Our own: messages to a network's facilitator, by where they come from and by their sender.
    "enquiry": "10/h/ip,3/h/key",
    # Our own: comments on an edition on hearing, by where they come from and by the person.
    "hearing": "30/h/ip,6/h/key",
}
# How many proxies of our own stand in front: whom the limits above count.
ALLAUTH_TRUSTED_PROXY_COUNT = 0 if LOCAL else env.int("TRUSTED_PROXY_COUNT", default=1)

# The second factor: a passkey, which also signs in on its own, or an authenticator app.
MFA_ADAPTER = "networks.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = SITE_NAME
MFA_FORMS = {
    "authenticate": "networks.second_factor_forms.CodeForm",
    "reauthenticate": "networks.second_factor_forms.CodeAgainForm",
    "activate_totp": "networks.second_factor_forms.AppForm",
    "add_webauthn": "networks.second_factor_forms.PasskeyForm",
    "edit_webauthn": "networks.second_factor_forms.PasskeyNameForm",
}
# The newsroom opens only to a session that has shown a second factor. Demo logins have none.
ADMIN_NEEDS_SECOND_FACTOR = not LOCAL

# Mail is written to the outbox table and sent by `manage.py send_outbox`.
EMAIL_BACKEND = "networks.outbox.OutboxBackend"
if LOCAL:
    env.EMAIL_SCHEMES["terminal"] = "knf.terminal_mail.EmailBackend"
    mail_server = env.email_url("EMAIL_URL", default="terminal://")
    DEFAULT_FROM_EMAIL = "Kongsberg Næringsforum <post@knf.example>"
else:
    required("EMAIL_URL", "the mail server, such as smtp+tls://user:password@mail.example:587.")
    mail_server = env.email_url("EMAIL_URL")
    DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL", "the sender, as «Name <address>».")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_DELIVERY_BACKEND = mail_server["EMAIL_BACKEND"]
EMAIL_HOST = mail_server["EMAIL_HOST"]
EMAIL_PORT = mail_server["EMAIL_PORT"]
EMAIL_HOST_USER = mail_server["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = mail_server["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = mail_server.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = mail_server.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)

# Security

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if not LOCAL:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^helse/$"]
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

# Logs: to the terminal or the journal; a 500 leaves its traceback there.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Django's own default handlers are silent with DEBUG off.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # Every CSS property that paper has no use for, and every font made smaller.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
    },
}

if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    }
    EMAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
