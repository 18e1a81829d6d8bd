"""``headless_site_assets``: @wix/headless-site-assets 1.0.14. Written by tools/build_stubs.py."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from wix_headless.client.typed_method import Segment, method

R = TypeVar("R")


class Scripts(Generic[R]):
    @method
    def get_essential_properties(self) -> R: ...
    @method
    def get_site_metadata(self, *, page_url: Any = ..., page_name: Any = ...) -> R: ...
    @method
    def list_site_scripts(self, *, page_url: Any = ..., page_name: Any = ...) -> R: ...

class Package(Generic[R]):
    scripts: Scripts[R]
