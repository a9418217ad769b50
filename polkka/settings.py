"""Every setting of the portal, read from the environment; a bad value stops the start by its name."""

from pathlib import Path

import dj_database_url
import dj_email_url
import django_cache_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env, EnvError, validate

BASE_DIR = Path(__file__).resolve().parent.parent
DEMO_KEY = "demo-key-for-a-machine-of-ones-own-never-for-a-public-site"

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)


def read(reader, name, *arguments, **options):
    """Read one variable; a malformed value stops the start and says which one it was."""
    try:
        return reader(name, *arguments, **options)
    except (EnvError, ValueError, KeyError) as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error


def parsed(parse, name, default):
    """Read an address such as DATABASE_URL with its parser; the address itself is never repeated in the error."""
    try:
        return parse(env.str(name, default))
    except Exception as error:
        raise ImproperlyConfigured(f"{name}: not an address this setting understands") from error


# --- how it runs -----------------------------------------------------------------------------------------------
MODE = read(env.str, "MODE", "production", validate=validate.OneOf(["production", "demo", "test"]))
PRODUCTION = MODE == "production"
DEBUG = read(env.bool, "DEBUG", False)
OUTBOX_PAGE = DEBUG or MODE == "demo"  # also keeps sent codes readable and names the people of the demonstration
SECRET_KEY = read(env.str, "SECRET_KEY", DEMO_KEY)
SECRET_KEY_FALLBACKS = read(env.list, "SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = read(env.list, "ALLOWED_HOSTS", [] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]", "testserver"])
SITE_URL = read(env.str, "SITE_URL", "http://127.0.0.1:8000").rstrip("/")
SECURITY_CONTACT = read(env.str, "SECURITY_CONTACT", "")
MAINTENANCE = read(env.int, "MAINTENANCE", 0, validate=validate.Range(min=0, max=24 * 60))

if not SITE_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured("SITE_URL: must begin with http:// or https://")
if SECURITY_CONTACT and not SECURITY_CONTACT.startswith(("mailto:", "https://")):
    raise ImproperlyConfigured("SECURITY_CONTACT: must begin with mailto: or https://")
if PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("DEBUG: must be off in production")
    if SECRET_KEY == DEMO_KEY or len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("SECRET_KEY: production needs a key of its own, at least 50 characters")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS: production needs the names of its own hosts, never *")
    if not SITE_URL.startswith("https://"):
        raise ImproperlyConfigured("SITE_URL: production is served over https://")

# --- what it is made of ----------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "polkka.kit",
    "polkka.upkeep",
    "taxonomy",
    "search",
    "network",
    "criteria",
    "projects",
    "polkka.upkeep.keywords.KeywordsConfig",
    "practices",
    "polkka.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "polkka.admin.PolkkaAdminConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "django_htmx",
]
MIDDLEWARE = [
    "polkka.portal.readings.CountReadings",
    "polkka.portal.page_cache.PageCache",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "polkka.kit.middleware.Maintenance",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "polkka.kit.middleware.PlainRequest",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "polkka.staff.StaffMiddleware",
    "polkka.access.AccessMiddleware",
]
ROOT_URLCONF = "polkka.urls"
WSGI_APPLICATION = "polkka.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "polkka.portal.context.page",
            ],
        },
    }
]

# --- data ------------------------------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": parsed(dj_database_url.parse, "DATABASE_URL", f"sqlite:///{BASE_DIR}/var/polkka.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL",
    }
    DATABASES["default"]["TEST"] = {"NAME": read(env.str, "TEST_DB", str(BASE_DIR / "var" / "test.sqlite3"))}
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = read(env.int, "CONN_MAX_AGE", 60)
PAGE_CACHE = read(env.bool, "PAGE_CACHE", not DEBUG) and not MAINTENANCE
CACHES = {"default": parsed(django_cache_url.parse, "CACHE_URL", "db://cache?max_entries=10000")}

# --- people ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "network.User"
AUTHENTICATION_BACKENDS = ["projects.backends.RoleBackend"]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "practices:desk"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_ADAPTER = "network.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "request_login_code": "network.forms.RequestCodeForm",
    "confirm_login_code": "network.forms.CodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_SESSION_REMEMBER = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
SIGN_IN_LIMITS = read(env.bool, "SIGN_IN_LIMITS", True)
ACCOUNT_RATE_LIMITS = (
    {"request_login_code": "20/m/ip,5/m/key", "login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key,30/d/key"}
    if SIGN_IN_LIMITS
    else False
)
STAFF_SECOND_FACTOR = read(env.bool, "STAFF_SECOND_FACTOR", PRODUCTION)
ASK_AGAIN_AFTER = read(env.int, "ASK_AGAIN_AFTER", 15, validate=validate.Range(min=0, max=24 * 60))  # minutes; 0: never
MFA_ADAPTER = "network.adapter.FactorAdapter"
MFA_FORMS = {"authenticate": "network.forms.SecondStepForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "POLKKA"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute wrong
MFA_RECOVERY_CODES_SHOW_ONCE = True
SEARCH_LIMITS = read(env.bool, "SEARCH_LIMITS", True)

# --- languages -------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "polkka.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Helsinki"

# --- files -----------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(read(env.str, "STATIC_ROOT", str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static", ("guide", BASE_DIR / "docs" / "editors" / "kuvat")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
MEDIA_ROOT = Path(read(env.str, "MEDIA_ROOT", str(BASE_DIR / "var" / "media")))
FILE_UPLOAD_HANDLERS = ["practices.files.arriving.ToDisk"]
LINK_CHECKS = read(env.bool, "LINK_CHECKS", PRODUCTION)

# --- mail ------------------------------------------------------------------------------------------------------
_mail = parsed(dj_email_url.parse, "EMAIL_URL", "console:" if not PRODUCTION else "smtp://localhost:25")
if "EMAIL_BACKEND" not in _mail:
    raise ImproperlyConfigured("EMAIL_URL: not an address this setting understands")
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_BACKEND"], _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"], 20
DEFAULT_FROM_EMAIL = read(env.str, "DEFAULT_FROM_EMAIL", "POLKKA <polkka@polkka.example>")
OUTBOX_AT_ONCE = read(env.bool, "OUTBOX_AT_ONCE", MODE != "test")

# --- safety ----------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "polkka.portal.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-session", "__Host-csrf") if PRODUCTION else ("session", "csrf")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = read(env.int, "HSTS_SECONDS", 31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
ALLAUTH_TRUSTED_PROXY_COUNT = int(read(env.bool, "BEHIND_PROXY", False))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if read(env.bool, "BEHIND_PROXY", False) else None

# --- packages --------------------------------------------------------------------------------------------------
TAGGIT_CASE_INSENSITIVE = True
FILTERS_NULL_CHOICE_LABEL = None
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {
        "handlers": ["console"],
        "level": read(env.str, "LOG_LEVEL", "WARNING", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"])),
    },
}
