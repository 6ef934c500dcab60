"""Where settings are read from: variables, and one file. Unknown names are refused."""

import tomllib
from pathlib import Path
from typing import Any, ClassVar

from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
)

PREFIX = "REFERRAL_"


class SettingsUnusable(Exception):
    """The settings file cannot be read, or settings contradict each other."""


class Variables(EnvSettingsSource):
    """Variables, those included that no setting has: the model then refuses them."""

    def __call__(self) -> dict[str, Any]:
        """Every variable of ours."""
        prefix = PREFIX.lower()
        ours = (name for name in self.env_vars if name.startswith(prefix))
        names = (name.removeprefix(prefix) for name in ours)
        unknown = {
            name: "" for name in names if name not in self.settings_cls.model_fields
        }
        return super().__call__() | unknown


class SettingsFile(PydanticBaseSettingsSource):
    """What the settings file says, if one is named."""

    NAME: ClassVar[str] = "settings"
    """The setting that names it."""

    def __init__(self, settings_cls: type[BaseSettings], path: str | None) -> None:
        super().__init__(settings_cls)
        self._path = path

    def get_field_value(self, field: Any, field_name: str) -> Any:  # noqa: ANN401 # the library's
        """Not asked: the file is read as a whole."""
        raise NotImplementedError

    def __call__(self) -> dict[str, Any]:
        """The whole file."""
        if self._path is None:
            return {}
        try:
            with Path(self._path).open("rb") as file:
                said = tomllib.load(file)
        except OSError as absent:
            raise SettingsUnusable(f"{self._path} cannot be read") from absent
        except ValueError as broken:
            raise SettingsUnusable(f"{self._path} is not TOML: {broken}") from None
        if self.NAME in said:
            raise SettingsUnusable(f"{self._path} cannot name another settings file")
        return said
