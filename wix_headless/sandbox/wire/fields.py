"""A request's fields, read one by one; what is wrong with one becomes Wix's field violation."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection
from typing import Any, cast

from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.models import Json


class Fields:
    """
    An object of the request, and where in the request it stands.

    One that was written ``flat``, as a query string, has only text in it: there a number may be
    its digits, and a list of one its only member.
    """

    def __init__(self, data: Json, path: str = "", *, flat: bool = False) -> None:
        self.data = data
        self.path = path
        self.flat = flat

    def name(self, field: str) -> str:
        return f"{self.path}.{field}" if self.path else field

    def has(self, field: str) -> bool:
        return self.data.get(field) is not None

    def require(self, field: str) -> Any:
        if not self.has(field):
            raise ValidationError(self.name(field), "must not be empty", rule="REQUIRED_FIELD")
        return self.data[field]

    def refuse(self, *fields: str) -> None:
        """Raise an honest 501 if one of *fields* is given: left out, it would seem to work."""
        for field in fields:
            if self.data.get(field):
                raise WixError(501, f"The sandbox does not emulate {self.name(field)}.")

    def text(self, field: str, default: str = "", *, longest: int = 2048) -> str:
        value = self.data.get(field)
        if value is None:
            return default
        if not isinstance(value, str):
            raise ValidationError(self.name(field), "must be a string")
        if len(value) > longest:
            description = f"has size {len(value)}, expected {longest} or less"
            raise ValidationError(self.name(field), description, rule="MAX_LENGTH")
        return value

    def required_text(self, field: str, *, longest: int = 2048) -> str:
        if self.require(field) == "":
            raise ValidationError(self.name(field), "must not be empty", rule="REQUIRED_FIELD")
        return self.text(field, longest=longest)

    def choice(self, field: str, allowed: Collection[str], default: str = "") -> str:
        value = self.text(field, default)
        if value not in allowed:
            raise ValidationError(self.name(field), f"must be one of {', '.join(sorted(allowed))}")
        return value

    def guid(self, field: str) -> str:
        value = self.required_text(field)
        try:
            return str(uuid.UUID(value))
        except ValueError:
            raise ValidationError(self.name(field), "is not a valid GUID") from None

    def integer(self, field: str, default: int, *, least: int, most: int) -> int:
        value = self.data.get(field, default)
        if self.flat and isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,12}", value):
            value = int(value)
        # JSON's true is an int to Python, but not to Wix.
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValidationError(self.name(field), "must be an integer")
        if value > most:
            description = f"must be less than or equal to {most}"
            raise ValidationError(self.name(field), description, rule="MAX_VALUE")
        if value < least:
            description = f"must be greater than or equal to {least}"
            raise ValidationError(self.name(field), description, rule="MIN_VALUE")
        return value

    def boolean(self, field: str, default: bool = False) -> bool:
        value = self.data.get(field)
        if value is None:
            return default
        if self.flat and value in ("true", "false"):
            return bool(value == "true")
        if not isinstance(value, bool):
            raise ValidationError(self.name(field), "must be a boolean")
        return value

    def sub(self, field: str) -> Fields:
        value = self.data.get(field)
        if value is None:
            value = {}
        if not isinstance(value, dict):
            raise ValidationError(self.name(field), "must be an object")
        return Fields(cast("Json", value), self.name(field), flat=self.flat)

    def items(self, field: str, *, most: int = 300) -> list[Fields]:
        values = self._list(field, most)
        if not all(isinstance(value, dict) for value in values):
            raise ValidationError(self.name(field), "must be a list of objects")
        names = [f"{self.name(field)}[{index}]" for index in range(len(values))]
        return [Fields(v, name, flat=self.flat) for v, name in zip(values, names, strict=True)]

    def texts(self, field: str, *, most: int = 300, allowed: Collection[str] = ()) -> list[str]:
        values = self._list(field, most)
        for value in values:
            if not isinstance(value, str):
                raise ValidationError(self.name(field), "must be a list of strings")
            if allowed and value not in allowed:
                raise ValidationError(self.name(field), f"does not know {value!r}")
        return values

    def _list(self, field: str, most: int) -> list[Any]:
        value = self.data.get(field)
        if value is None:
            return []
        if self.flat and isinstance(value, str):
            value = [value]
        if not isinstance(value, list):
            raise ValidationError(self.name(field), "must be a list")
        if len(value) > most:
            description = f"has size {len(value)}, expected {most} or less"
            raise ValidationError(self.name(field), description, rule="MAX_SIZE")
        return value
