"""``atlas``: @wix/atlas 1.0.42. Written by tools/build_stubs.py."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from wix_headless.client.typed_method import Segment, method

R = TypeVar("R")


class Autocomplete(Generic[R]):
    @method
    def predict(self, *, input: Any = ..., origin: Any = ..., location: Any = ..., radius: Any = ..., country_codes: Any = ..., session_token: Any = ...) -> R: ...

class Location(Generic[R]):
    @method
    def search(self, *, query: Any = ..., filter_by: Any = ..., zip_code: Any = ..., country_codes: Any = ...) -> R: ...

class Places(Generic[R]):
    @method
    def get_place(self, *, search_id: Any = ..., session_token: Any = ...) -> R: ...

class Package(Generic[R]):
    autocomplete: Autocomplete[R]
    location: Location[R]
    places: Places[R]
