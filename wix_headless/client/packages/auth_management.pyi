"""``auth_management``: @wix/auth-management 1.0.94. Written by tools/build_stubs.py."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from wix_headless.client.typed_method import Segment, method

R = TypeVar("R")


class OAuthApps(Generic[R]):
    @method
    def create_o_auth_app(self, *, o_auth_app: Any = ...) -> R: ...
    @method
    def delete_o_auth_app(self, o_auth_app_id: Segment) -> R: ...
    @method
    def generate_o_auth_app_secret(self, o_auth_app_id: Segment) -> R: ...
    @method
    def get_o_auth_app(self, o_auth_app_id: Segment) -> R: ...
    @method
    def get_o_auth_app_secret(self, o_auth_app_id: Segment) -> R: ...
    @method
    def query_o_auth_apps(self, *, query: Any = ...) -> R: ...
    @method
    def update_o_auth_app(self, __oAuthApp_id: Segment = ..., /, *, o_auth_app: Any = ..., mask: Any = ...) -> R: ...

class Package(Generic[R]):
    o_auth_apps: OAuthApps[R]
