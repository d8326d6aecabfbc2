"""All settings, in one file; those that a city changes come from the environment (docs/settings.md)."""

import hashlib
import importlib.util
from pathlib import Path
from urllib.parse import urlsplit

from huying.config import env

PACKAGE = Path(__file__).resolve().parent.parent
BASE = PACKAGE.parent
VAR = env.folder("HUYING_VAR", BASE / "var" if (BASE / "pyproject.toml").exists() else Path("~/.huying"))

DEBUG = env.flag("HUYING_DEBUG")
MASTER_SECRET = env.secret("HUYING_SECRET", VAR / "secret")
if len(MASTER_SECRET) > 64:  # the keyed hashes take keys of at most 64 bytes
    MASTER_SECRET = hashlib.sha512(MASTER_SECRET).digest()
SECRET_KEY = hashlib.blake2b(MASTER_SECRET, person=b"django").hexdigest()
ALLOWED_HOSTS = env.items("HUYING_HOSTS", "*")
CSRF_TRUSTED_ORIGINS = env.items("HUYING_ORIGINS")
PUBLIC_URL = env.text("HUYING_PUBLIC_URL")
OWN_URL = env.text("HUYING_OWN_URL")  # set by `huying up`: for notices while there is no public one
LIVE_URL = env.text("HUYING_LIVE_URL")
LIVE_PORT = env.text("HUYING_LIVE_PORT")
HTTPS = env.flag("HUYING_HTTPS")
PHONE_WSS = env.text("HUYING_PHONE_WSS")
PHONE_DOMAIN = env.text("HUYING_PHONE_DOMAIN") or (urlsplit(PHONE_WSS).hostname or "")
PHONE_STUN = env.items("HUYING_PHONE_STUN")
POLICY = env.text("HUYING_POLICY")
SCAN_ADDRESS = env.text("HUYING_CLAMD")
TILES = env.text("HUYING_TILES")
TILE_CREDIT = env.text("HUYING_TILE_CREDIT")
API_RATE = env.number("HUYING_API_RATE", 120)
API_TRUSTED = env.items("HUYING_API_TRUSTED")
HOOKS_PRIVATE = env.flag("HUYING_HOOKS_PRIVATE")
OUTSIDE_MODEL = {
    "base_url": env.text("HUYING_MODEL_URL"),
    "model": env.text("HUYING_MODEL_NAME"),
    "key": env.text("HUYING_MODEL_KEY"),
    "seconds": env.number("HUYING_MODEL_SECONDS", 8),
}
OUTSIDE_MODEL_BUDGET = {
    "per_minute": env.number("HUYING_MODEL_PER_MINUTE", 30),
    "per_day": env.number("HUYING_MODEL_PER_DAY", 2000),
    "tokens_per_day": env.number("HUYING_MODEL_TOKENS_PER_DAY", 1_000_000),
}
MAIL: dict[str, str] = {
    "imap": env.text("HUYING_MAIL_IMAP"),
    "smtp": env.text("HUYING_MAIL_SMTP"),
    "address": env.text("HUYING_MAIL_ADDRESS", "12345@localhost"),
    "authserv": env.text("HUYING_MAIL_AUTHSERV"),
}
MAIL_POLL = env.number("HUYING_MAIL_POLL", 20)
SMS: dict[str, str] = {
    "gateway": env.text("HUYING_SMS_GATEWAY"),
    "number": env.text("HUYING_SMS_NUMBER", "12345"),
    "sign": env.text("HUYING_SMS_SIGN"),
    "webhook": env.text("HUYING_SMS_WEBHOOK"),
    "back": env.text("HUYING_SMS_BACK", f"http://127.0.0.1:{env.number('PORT', 8000)}"),
}
SMS_SOURCES = env.items("HUYING_SMS_SOURCES", "127.0.0.0/8,::1/128")
SMS_RATE = env.number("HUYING_SMS_RATE", 100)
SMS_DOUBT = env.number("HUYING_SMS_DOUBT", 60)
PHONE_CTI = env.items("HUYING_PHONE_CTI")
PHONE_CTI_SOURCES = env.items("HUYING_PHONE_CTI_SOURCES", "127.0.0.0/8,::1/128")
PHONE_CTI_RATE = env.number("HUYING_PHONE_CTI_RATE", 6000)
PHONE_SILENT_HOURS = env.number("HUYING_PHONE_SILENT_HOURS", 4)
FLOOD = {"sms": env.number("HUYING_SMS_FLOOD", 300)}  # new matters a minute by a whole door; 0: no limit
CAP_LINES, CAP_WEBHOOK, CAP_DRILL = env.items("HUYING_CAP"), env.text("HUYING_CAP_WEBHOOK"), env.flag("HUYING_CAP_DRILL")
WECHAT: dict[str, str] = {
    "app_id": env.text("HUYING_WECHAT_APPID"),
    "secret": env.text("HUYING_WECHAT_SECRET"),
    "token": env.text("HUYING_WECHAT_TOKEN"),
    "aes_key": env.text("HUYING_WECHAT_AES_KEY"),
    "templates": env.text("HUYING_WECHAT_TEMPLATES"),
    "api": env.text("HUYING_WECHAT_API", "https://api.weixin.qq.com"),
    "open": env.text("HUYING_WECHAT_OPEN", "https://open.weixin.qq.com"),
}
PHONE: dict[str, str] = {
    "ari": env.text("HUYING_PHONE_ARI"),
    "emergency_lines": env.text("HUYING_PHONE_EMERGENCY_LINES"),
    "sounds": str(env.folder("HUYING_PHONE_SOUNDS", VAR / "phone" / "sounds")),
    "home": str(env.folder("HUYING_PHONE_HOME", VAR / "asterisk")),
}
PHONE_ASR, PHONE_EAR = env.text("HUYING_PHONE_ASR"), env.text("HUYING_PHONE_EAR", "127.0.0.1")
PHONE_DRILLS = env.flag("HUYING_PHONE_DRILLS")
TALKS_AT_ONCE = env.number("HUYING_TALKS_AT_ONCE", 1)  # a second and web process, while the other side waits
WECHAT_MINI: dict[str, str] = {
    "app_id": env.text("HUYING_WECHAT_MINI_APPID"),
    "secret": env.text("HUYING_WECHAT_MINI_SECRET"),
}
WECHAT_SIMULATOR = env.text("HUYING_WECHAT_SIMULATOR")
SHOW_CODES = env.flag("HUYING_SHOW_CODES", DEBUG)

DATABASE_URL = env.text("DATABASE_URL", f"postgresql://huying_app@/huying?host={VAR / 'run'}")
DATABASE_OWNER_URL = env.text("DATABASE_OWNER_URL")
DATABASE_REPLICA_URL = env.text("DATABASE_REPLICA_URL")
DATABASES = {"default": env.database(DATABASE_URL)}
if DATABASE_OWNER_URL:
    DATABASES["owner"] = env.database(DATABASE_OWNER_URL)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "huying.people",
    "huying.tickets",
    "huying.channels",
    "huying.supervision",
    "huying.insight",
    "huying.ui",
    "huying.desks",
    "huying.api",
]
INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith("huying.") or importlib.util.find_spec(app)]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "huying.people.entry.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
# Programs bring their own proof with every request: no session, no form, no account (huying.config.doors).
PROGRAM_PATHS = ["/api/", "/open311/", "/channels/sms/", "/channels/phone/", "/channels/cap/"]
PROGRAM_ADDRESSES = ["/channels/wechat/"]  # below it are pages
PROGRAM_MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "huying.api.frame.ProgramMiddleware"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted((PACKAGE / "desks").glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "huying.ui.context.page",
                "huying.desks.nav.nav",
            ],
        },
    }
]

ROOT_URLCONF = "huying.config.urls"
WSGI_APPLICATION = "huying.config.wsgi.application"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "ui" / "locale"]
LANGUAGE_COOKIE_NAME = "huying_lang"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = env.folder("HUYING_FILES", VAR / "files")
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 31536000
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

AUTH_USER_MODEL = "people.Account"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

OIDC_CITIZEN_ISSUER = env.text("HUYING_OIDC_CITIZEN_ISSUER")
OIDC_CITIZEN_AUDIENCE = env.text("HUYING_OIDC_CITIZEN_AUDIENCE")
OIDC_CITIZEN_LEVEL_CLAIM = env.text("HUYING_OIDC_CITIZEN_LEVEL_CLAIM")
OIDC_CITIZEN_LEVELS = env.items("HUYING_OIDC_CITIZEN_LEVELS")
OIDC_STAFF_CLAIM = env.text("HUYING_OIDC_STAFF_CLAIM", "preferred_username")
SOCIALACCOUNT_ADAPTER = "huying.desks.staff.sso.Adapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "SCOPE": ["openid", "profile", "phone"],
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [*env.identity_provider("CITIZEN"), *env.identity_provider("STAFF")],
    }
}

MFA_ADAPTER = "huying.people.mfa.Adapter"
SECOND_FACTOR = env.items("HUYING_SECOND_FACTOR")  # roles that may not work without one

LOGIN_URL = "/staff/login/"
LOGIN_REDIRECT_URL = "/staff/"
LOGOUT_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_ENABLE_ADMIN = False

SESSION_COOKIE_NAME = "huying_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "huying_csrf"
CSRF_COOKIE_HTTPONLY = False
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:", *([TILES.split("{")[0].rstrip("/")] if TILES else [])],
        "connect-src": ["'self'", *([PHONE_WSS] if PHONE_WSS else []),
                        *([LIVE_URL] if LIVE_URL.startswith("http") else [f"*:{LIVE_PORT}"] if LIVE_PORT else [])],
        "font-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}

PROCRASTINATE_IMPORT_PATHS = ["huying.config.timetable", "huying.channels.tasks", "huying.channels.wechat.tasks",
                              "huying.insight.tasks", "huying.api.tasks"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.text("HUYING_LOG", "WARNING")},
    "loggers": {"huying": {"level": env.text("HUYING_LOG", "INFO")}},
}

from huying.config.admin import UNFOLD  # noqa: E402, F401 - needs nothing of the above
