"""Every setting of the portal, read from the environment; a bad value stops the start by its name."""

from importlib.util import find_spec
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from . import stores
from .operations import logs
from .variables import DEMO_KEY, Reader

BASE_DIR = Path(__file__).resolve().parent.parent
read = Reader(BASE_DIR)

# --- how it runs -----------------------------------------------------------------------------------------------
MODE = read("MODE")
PRODUCTION = MODE == "production"
DEBUG = read("DEBUG")
STAGING = read("STAGING")
OUTBOX_PAGE = DEBUG or MODE == "demo"  # also keeps sent codes readable and names the people of the demonstration
SECRET_KEY = read("SECRET_KEY")
SECRET_KEY_FALLBACKS = read("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = read("ALLOWED_HOSTS")
SITE_URL = read("SITE_URL").rstrip("/")
SECURITY_CONTACT = read("SECURITY_CONTACT")
SECURITY_POLICY = read("SECURITY_POLICY")
MAINTENANCE = read("MAINTENANCE")
READ_ONLY = read("READ_ONLY")
METRICS_TOKEN = read("METRICS_TOKEN")
METRICS_FOLDER = read("PROMETHEUS_MULTIPROC_DIR")

if not SITE_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured("SITE_URL: must begin with http:// or https://")
if SECURITY_CONTACT and not SECURITY_CONTACT.startswith(("mailto:", "https://")):
    raise ImproperlyConfigured("SECURITY_CONTACT: must begin with mailto: or https://")
if SECURITY_POLICY and not SECURITY_POLICY.startswith("https://"):
    raise ImproperlyConfigured("SECURITY_POLICY: must begin with https://")
if METRICS_TOKEN and len(METRICS_TOKEN) < 20:
    raise ImproperlyConfigured("METRICS_TOKEN: at least 20 characters")
if PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("DEBUG: must be off in production")
    if SECRET_KEY == DEMO_KEY or len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("SECRET_KEY: production needs a key of its own, at least 50 characters")
    if len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith("django-insecure-"):
        raise ImproperlyConfigured("SECRET_KEY: can be guessed; let a machine draw it")
    if any(key == DEMO_KEY or len(key) < 50 for key in SECRET_KEY_FALLBACKS):
        raise ImproperlyConfigured("SECRET_KEY_FALLBACKS: only keys that were good enough for SECRET_KEY")
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
    "polkka.operations",
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
    "polkka.kit.headers.Headers",
    "polkka.operations.watching.Watch",
    "polkka.portal.readings.CountReadings",
    "polkka.upkeep.replica.ReadFromFollower",
    "polkka.portal.page_cache.PageCache",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "polkka.kit.middleware.Maintenance",
    "polkka.portal.unavailable.Sessions",
    "django.middleware.locale.LocaleMiddleware",
    "polkka.kit.middleware.PlainRequest",
    "django.middleware.common.CommonMiddleware",
    "polkka.limits.LimitMiddleware",
    "polkka.portal.unavailable.ReadOnly",
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
_files = {"test_file": read("TEST_DB"), "max_age": read("CONN_MAX_AGE")}
try:
    DATABASES = stores.databases(read("DATABASE_URL"), read("DATABASE_REPLICA_URL"), **_files)
except ValueError as error:
    raise ImproperlyConfigured(f"DATABASE_REPLICA_URL: {error}") from error
DATABASE_ROUTERS = ["polkka.upkeep.replica.Router"]
STATEMENT_TIMEOUT, LOCK_TIMEOUT = read("STATEMENT_TIMEOUT"), read("LOCK_TIMEOUT")
PAGE_CACHE = read("PAGE_CACHE", not DEBUG) and not MAINTENANCE
SHARED_SECONDS = read("SHARED_SECONDS")
CACHES = stores.caches(read("CACHE_URL"))

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
SIGN_IN_LIMITS = read("SIGN_IN_LIMITS")
ACCOUNT_RATE_LIMITS = (
    {"request_login_code": "20/m/ip,5/m/key,20/h/key", "login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key,30/d/key"}
    if SIGN_IN_LIMITS
    else False
)
STAFF_SECOND_FACTOR = read("STAFF_SECOND_FACTOR")
STAFF_SESSION_HOURS, STAFF_IDLE_MINUTES = read("STAFF_SESSION_HOURS"), read("STAFF_IDLE_MINUTES")
ASK_AGAIN_AFTER = read("ASK_AGAIN_AFTER")  # minutes; 0: never
MFA_ADAPTER = "network.adapter.FactorAdapter"
MFA_FORMS = {"authenticate": "network.forms.SecondStepForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "POLKKA"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute wrong
MFA_RECOVERY_CODES_SHOW_ONCE = True
SEARCH_LIMITS = read("SEARCH_LIMITS")

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
STATIC_ROOT = Path(read("STATIC_ROOT"))
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
WHITENOISE_ALLOW_ALL_ORIGINS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
MEDIA_ROOT = Path(read("MEDIA_ROOT"))
MEDIA_STORE = read("MEDIA_STORE")
if MEDIA_STORE and not find_spec("boto3"):
    raise ImproperlyConfigured("MEDIA_STORE: needs the packages of requirements/s3.txt")
FILE_UPLOAD_HANDLERS = ["practices.files.arriving.ToDisk"]
LINK_CHECKS = read("LINK_CHECKS")

# --- mail ------------------------------------------------------------------------------------------------------
_mail = read("EMAIL_URL")
if "EMAIL_BACKEND" not in _mail:
    raise ImproperlyConfigured("EMAIL_URL: not an address this setting understands")
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_BACKEND"], _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"], 40
DEFAULT_FROM_EMAIL = read("DEFAULT_FROM_EMAIL")
OUTBOX_AT_ONCE = read("OUTBOX_AT_ONCE", MODE != "test")
OUTBOX_BACKOFF = read("OUTBOX_BACKOFF")

# --- safety ----------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
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
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "polkka.kit.flash.Told"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = read("HSTS_SECONDS")
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES = read("TRUSTED_PROXIES")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

LOG_FORMAT = read("LOG_FORMAT")

# --- packages --------------------------------------------------------------------------------------------------
TAGGIT_CASE_INSENSITIVE = True
FILTERS_NULL_CHOICE_LABEL = None
LOGGING = logs.settings(LOG_FORMAT, read("LOG_LEVEL"))
