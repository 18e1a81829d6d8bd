"""``secrets``: @wix/secrets 1.0.70. Written by tools/build_stubs.py."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from wix_headless.client.typed_method import Segment, method

R = TypeVar("R")


class Secrets(Generic[R]):
    @method
    def create_secret(self, *, secret: Any = ...) -> R: ...
    @method
    def delete_secret(self, id: Segment) -> R: ...
    @method
    def get_secret_value(self, name: Segment) -> R: ...
    @method
    def list_secret_info(self) -> R: ...
    @method
    def update_secret(self, id: Segment, *, secret: Any = ...) -> R: ...

class Package(Secrets[R]):
    secrets: Secrets[R]
