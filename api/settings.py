"""Settings: from `REFERRAL_...` variables and one file; the only place that reads them.

A name that is not listed here is refused wherever it stands, so that a slip of the pen
never leaves a default in force.
"""

import difflib
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from api.settings_contacts import ContactSettings
from api.settings_idle import IdleSettings
from api.settings_notices import NoticeSettings
from api.settings_openid import OpenidSettings
from api.settings_outgoing import OutgoingSettings
from api.settings_sources import PREFIX, SettingsFile, SettingsUnusable, Variables

__all__ = ["PREFIX", "Settings", "SettingsUnusable"]

MEGABYTE = 2**20
NEUTRAL = "https://www.wikipedia.org/"
"""Where the quick exit leads if nothing else is set: a page anybody may look at."""
ADDRESSES = ("store", "store_migrator", "store_backup")
"""Settings that may carry a password."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")


ON_ONE_VOLUME = (
    "the key lies on the volume of the data: who steals one has both. Lay it "
    "elsewhere, or accept it for good: REFERRAL_KEY_BESIDE_DATA=true"
)


class Settings(
    OpenidSettings, OutgoingSettings, NoticeSettings, ContactSettings, IdleSettings
):
    """Where things are and how large they may be. Unknown names are refused."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid")
    FILE: ClassVar[str] = SettingsFile.NAME

    settings: Path | None = Field(
        default=None,
        description="A TOML file with any of these; variables win over it",
    )
    store: str = Field(
        default="var/data",
        description="Folder of the embedded store, or a postgresql:// address",
    )
    store_migrator: str | None = Field(
        default=None,
        pattern=r"^postgresql(\+psycopg)?://",
        description="The same database for the role that owns the tables; only for "
        "`admin init` and `admin migrate`",
    )
    store_backup: str | None = Field(
        default=None,
        pattern=r"^postgresql(\+psycopg)?://",
        description="The same database for the role that reads everything; only for "
        "`referral backup`",
    )
    backup_folder: Path | None = Field(
        default=None, description="Where backups of the records go"
    )
    backup_keys_folder: Path | None = Field(
        default=None,
        description="Where backups of the keys go, better another volume; else "
        "`keys` in the backup folder",
    )
    backup_recipients: str = Field(
        default="",
        description="Who can open backups: public keys of age (age1...), two or more, "
        "apart by spaces",
    )
    key_file: Path = Field(
        default=Path("var/keys/kek"),
        description="The key-encryption key, 32 bytes, mode 0400; keep it elsewhere",
    )
    key_provider: Literal["file", "passphrase", "pkcs11", "transit"] = Field(
        default="file", description="Where new key-encryption keys are made"
    )
    key_beside_data: bool = Field(
        default=False,
        description="You accept that key and data lie on one volume: "
        "who steals it has both",
    )
    key_copies: int = Field(
        default=0,
        ge=0,
        description="How many copies of the newest key (file, or passphrase and "
        "salts) people keep in other houses, as last counted and tried",
    )
    salt_file: Path = Field(
        default=Path("var/keys/salts.json"),
        description="For a passphrase: its salts, beside the store, not in its backups",
    )
    passphrase_file: Path | None = Field(
        default=None,
        description="Passphrases, one a line, the newest last, mode 0400, or "
        "/dev/fd/3; without it one is asked for at start",
    )
    pkcs11_module: Path | None = Field(
        default=None, description="For PKCS#11: the library of the key module"
    )
    pkcs11_token: str = Field(
        default="referral", description="For PKCS#11: the label of the token"
    )
    pkcs11_key: str = Field(
        default="referral", description="For PKCS#11: the label of the keys in it"
    )
    pkcs11_pin_file: Path | None = Field(
        default=None, description="For PKCS#11: a file with the PIN, mode 0400"
    )
    transit_url: str | None = Field(
        default=None,
        description="For Vault or OpenBao: its https:// address",
    )
    transit_key: str = Field(
        default="referral", description="For Vault or OpenBao: the name of the key"
    )
    transit_mount: str = Field(
        default="transit", description="For Vault or OpenBao: where the engine is"
    )
    transit_namespace: str | None = Field(
        default=None, description="For Vault or OpenBao: the namespace"
    )
    transit_token_file: Path | None = Field(
        default=None,
        description="For Vault or OpenBao: a file with the token, mode 0400; read "
        "anew for each request",
    )
    transit_ca_file: Path | None = Field(
        default=None,
        description="For Vault or OpenBao: certificates to trust instead of the "
        "machine's",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on")
    max_body: int = Field(
        default=MEGABYTE,
        ge=1024,
        le=16 * MEGABYTE,
        description="Largest request body, in bytes",
    )
    rate: float = Field(
        default=5,
        ge=1,
        le=100,
        description="Requests a second that one actor may make for long",
    )
    burst: int = Field(
        default=60,
        ge=20,
        le=1000,
        description="Requests that one actor may make at once",
    )
    rp_id: str = Field(
        default="localhost",
        pattern=r"^[a-z0-9.-]{1,253}$",
        description="Which site passkeys are for: the host of the desk's address, or "
        "a domain above it. Passkeys end with it",
    )
    origins: tuple[str, ...] = Field(
        default=(),
        description="Where browsers find the desk, as https://host; else "
        "http://localhost and the port",
    )
    second_factor: Literal["required", "optional"] = Field(
        default="required",
        description="Whether people get further with a password alone than to set up "
        "a passkey or an app; never asked of invented people",
    )
    first_password_days: int = Field(
        default=3,
        ge=1,
        le=14,
        description="Days for which a first password opens, which the system makes "
        "and its owner replaces at the first sign-in; no standard gives a number",
    )
    breached_passwords: Path | None = Field(
        default=None,
        description="Passwords that nobody may take: a sorted file of SHA-1 digests, "
        "as Have I Been Pwned gives it away",
    )
    exit_url: str = Field(
        default=NEUTRAL,
        pattern=r"^https?://[^\s\\]+$",
        description="Where the quick exit leads: a harmless site people here know",
    )
    witnesses: tuple[str, ...] = Field(
        default=(),
        description="Who cosigns the log: address and key of each, parted by a space",
    )
    witnesses_enough: int = Field(
        default=0, ge=0, description="How many witnesses a proof needs"
    )
    log_level: Literal["info", "warning", "error"] = Field(
        default="info", description="Least level that is written to the log"
    )
    debug: bool = Field(
        default=False,
        description="Print faults whole, with what they say; invented people only",
    )

    @classmethod
    def settings_customise_sources(  # the library's name and arguments
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What was said on the command line, then variables, then the file."""
        _ = dotenv_settings, file_secret_settings
        variables = Variables(settings_cls)
        named = init_settings().get(cls.FILE) or env_settings().get(cls.FILE)
        return init_settings, variables, SettingsFile(settings_cls, named)

    @property
    def on_loopback(self) -> bool:
        """True if nobody outside this machine is listened to."""
        return self.host in LOOPBACK

    @property
    def place(self) -> str:
        """Where the store is, without whatever password an address may carry."""
        return self.store.rpartition("@")[2]

    @property
    def secret(self) -> bool:
        """True if an address carries a password."""
        return any("@" in (getattr(self, name) or "") for name in ADDRESSES)

    def shown(self, name: str) -> object:
        """A setting as people may see it, without a password."""
        value = getattr(self, name)
        if name in ADDRESSES and value is not None:
            return value.rpartition("@")[2]
        return value


def one_volume(chosen: Settings) -> bool:
    """True if the key file, or the salts, lie on the volume of the embedded store."""
    used = chosen.salt_file if chosen.key_provider == "passphrase" else chosen.key_file
    if chosen.key_provider not in ("file", "passphrase") or "://" in chosen.store:
        return False
    return _volume(used) == _volume(Path(chosen.store))


def _volume(path: Path) -> int:
    """The volume of a path, or of the nearest folder above it that is there."""
    there = next(each for each in (path, *path.absolute().parents) if each.exists())
    return there.stat().st_dev


def unsafe(chosen: Settings, *, invented: bool) -> str | None:
    """Why these settings must not be served, or None.

    Args:
        chosen: The settings.
        invented: True if everybody in the store is made up.
    """
    if invented and not chosen.debug:
        return (
            "the people in this store are invented: `referral demo` serves a demo; "
            "for trying things out on this machine, set REFERRAL_DEBUG=true"
        )
    if chosen.debug and not invented:
        return "REFERRAL_DEBUG prints what faults say: only with invented people"
    if chosen.debug and not chosen.on_loopback:
        return "REFERRAL_DEBUG prints what faults say: only on 127.0.0.1"
    if one_volume(chosen) and not (chosen.key_beside_data or invented):
        return ON_ONE_VOLUME
    return None


def nearest(name: str) -> str | None:
    """The setting somebody may have meant."""
    found = difflib.get_close_matches(name.lower(), Settings.model_fields, n=1)
    return PREFIX + found[0].upper() if found else None
