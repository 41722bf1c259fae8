"""Settings of the process: from the environment, ``.env`` or ``.streamlit/secrets.toml``, checked at start-up.

What belongs to the plant (shifts, costs, limits) is data and lives in the database; this is what the process needs
before it can open one.
"""

import ipaddress
import json
import re
import secrets
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, EmailStr, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from producflow.errors import SettingsInvalid
from producflow.providers import Provider, apart

MINIMUM_SECRET_BYTES = 32


def _known_timezone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"'{name}' is no time zone; use a name such as Europe/Berlin")
    return name


def _long_enough(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value().encode()) < MINIMUM_SECRET_BYTES:
        raise ValueError(f"needs {MINIMUM_SECRET_BYTES} bytes or more; leave it out to have one generated")
    return secret


def _listed(value: Any) -> Any:
    """Take ``a, b`` for a list as well as JSON does."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            raise ValueError('is no list; write it like a,b or ["a", "b"]') from None
    return [each.strip() for each in value.split(",") if each.strip()]


def _networks(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        try:
            ipaddress.ip_network(value)
        except ValueError:
            raise ValueError(f"'{value}' is no address and no network; write it like 10.0.0.7 or 10.0.0.0/8") from None
    return values


def _host_names(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not value or any(letter in value for letter in "/@ ") or (value.count(":") == 1 or value.startswith("[")):
            raise ValueError(
                f"'{value}' is no host name; write it without scheme, port and brackets, like plant.example"
            )
    return values


def _path(value: str) -> str:
    path = value.rstrip("/")
    if path and not re.fullmatch(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+", path):
        raise ValueError(f"'{value}' is no path; write it like /plant1, with letters, digits and - . _ ~ only")
    return path


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"'{value}' is no address of a web page; write it like https://plant.example")
    return value.rstrip("/")


def _tables(value: Any) -> Any:
    """Take JSON, as an environment variable holds it, for what a file holds as tables."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ValueError(
            'is no JSON; write it like [{"name": "corp", "issuer": "https://…", "client_id": "…"}]'
        ) from None


RoleName = Literal["operator", "technician", "analyst", "manager", "admin"]
Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]


class Settings(BaseSettings):
    """What the process needs to know before it opens the database.

    Every field is an environment variable ``PRODUCFLOW_<NAME>``.
    """

    model_config = SettingsConfigDict(
        env_prefix="PRODUCFLOW_",
        env_file=".env",
        toml_file=".streamlit/secrets.toml",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    database: Path = Path("data/producflow.duckdb")
    port: Annotated[int, Field(ge=1, le=65535)] = 8501
    address: str = "127.0.0.1"
    path: Annotated[str, AfterValidator(_path)] = ""  # below which everything stands, such as /plant1, behind a proxy
    admin_email: EmailStr = "admin@example.com"
    admin_password: SecretStr | None = None
    secret_key: Annotated[SecretStr, AfterValidator(_long_enough)] | None = None
    timezone: Annotated[str, AfterValidator(_known_timezone)] | None = None
    demo: bool = True
    metrics_token: SecretStr | None = None
    secure_cookies: bool = False
    session_hours: Annotated[float, Field(gt=0, le=24 * 90)] = 12.0
    idle_minutes: Annotated[float, Field(ge=0, le=24 * 60)] = 0.0  # without use, after which a session ends; 0: none
    confirm_minutes: Annotated[float, Field(ge=0, le=24 * 60)] = (
        30.0  # after which people are managed no more; 0: never
    )
    second_factor: Annotated[tuple[RoleName, ...], NoDecode, BeforeValidator(_listed)] = ()  # roles that need one
    providers: Annotated[tuple[Provider, ...], NoDecode, BeforeValidator(_tables), AfterValidator(apart)] = ()
    token_minutes: Annotated[float, Field(gt=0, le=24 * 60)] = 30.0
    memory_megabytes: Annotated[int, Field(ge=256)] = 1_024  # that DuckDB takes before it goes on on the disk
    workbook_megabytes: Annotated[int, Field(ge=64)] = 1_536  # of memory that opening one workbook may take
    upload_megabytes: Annotated[int, Field(gt=0)] = 500
    upload_rows: Annotated[int, Field(gt=0)] = 20_000_000
    upload_columns: Annotated[int, Field(gt=0)] = 2_000
    undone_days: Annotated[int, Field(ge=0)] = 90  # for so long an undone import can be brought back; 0: never
    undone_rows: Annotated[int, Field(ge=0)] = 20_000_000  # most rows of undone imports that are kept for that
    backup_folder: Path | None = None  # backups that the server makes by itself; none unless given
    backup_every: Annotated[float, Field(ge=0.1, le=24 * 31)] = 24.0  # [h]
    backup_keep: Annotated[int, Field(ge=1)] = 14
    lake: Path | None = None  # folder in which `lake rollup` publishes; its plants are shown beside what is here
    raw_days: Annotated[int, Field(ge=0)] = 0  # for so long single readings are kept, hourly sums for ever; 0: for ever
    audit_days: Annotated[int, Field(ge=0)] = 0  # for so long entries of the audit log are kept; 0: for ever
    predict_every: Annotated[float, Field(ge=0, le=24 * 31)] = 1.0  # [h]; predictions from readings; 0: none are made
    rate_reads: Annotated[int, Field(ge=0)] = 6_000  # calls a minute of one caller; 0: without limit
    rate_writes: Annotated[int, Field(ge=0)] = 12_000
    rate_bulk: Annotated[int, Field(ge=0)] = 120
    rate_sign_ins: Annotated[int, Field(ge=0)] = 60
    cors_origins: Listed = ()  # browsers of these origins may call the API, such as https://mes.example
    hosts: Annotated[Listed, AfterValidator(_host_names)] = ()  # names that are answered to; see web/hosts.py
    trusted_proxies: Annotated[Listed, AfterValidator(_networks)] = ("127.0.0.1", "::1")  # their X-Forwarded-For counts
    url: Annotated[str, AfterValidator(_web_address)] | None = None  # by which people reach it, for links in messages
    smtp_host: str | None = None  # mail server; no mail is sent unless given
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: EmailStr | None = None  # sender; the administrator's address unless given
    sentry_dsn: SecretStr | None = None
    chromium: Path | None = None  # prints reports; looked for on the path unless given
    log_level: str = "INFO"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (
            init_settings,
            env_settings,
            dotenv_settings,
            TomlConfigSettingsSource(settings_cls),
            file_secret_settings,
        )

    @property
    def base(self) -> str:
        """Address of the server with its path, for links that leave it."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return (self.url or f"http://{host}:{self.port}").removesuffix(self.path) + self.path

    def signing_key(self) -> str:
        """Key that signs tokens: the configured one, or one generated once and kept beside the database."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        return kept_secret(self.database.with_name(self.database.name + ".secret"))


def kept_secret(path: Path) -> str:
    """Read the secret kept in a file, generating it once with owner-only rights.

    Parameters
    ----------
    path : Path
        The file that keeps it.
    """
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    secret = secrets.token_urlsafe(48)
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:  # another process was faster; its secret counts
        return path.read_text(encoding="ascii")
    path.write_text(secret, encoding="ascii")
    return secret


def load() -> Settings:
    """Read the settings, refusing what cannot be in one sentence.

    Raises
    ------
    SettingsInvalid
        If a value cannot be; the sentence names the variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        where, *inside = first["loc"]
        name = ", ".join(["PRODUCFLOW_" + str(where).upper(), *(_ordinal(part) for part in inside)])
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingsInvalid(f"{name}: {reason}.") from None


def _ordinal(part: int | str) -> str:
    """A place inside of a setting that is a list of tables."""
    return f"number {part + 1}" if isinstance(part, int) else part


@cache
def current() -> Settings:
    """The settings of this process, read once."""
    return load()
