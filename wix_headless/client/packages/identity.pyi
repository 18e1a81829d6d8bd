"""``identity``: @wix/identity 1.0.238. Written by tools/build_stubs.py."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from wix_headless.client.typed_method import Segment, method

R = TypeVar("R")


class Authentication(Generic[R]):
    @method
    def change_password(self, *, new_password: Any = ...) -> R: ...
    @method
    def login_v2(self, *, login_id: Any = ..., password: Any = ..., captcha_tokens: Any = ..., client_meta_data: Any = ..., state_token: Any = ...) -> R: ...
    @method
    def logout(self, *, post_logout_redirect_uri: Any = ..., client_id: Any = ...) -> R: ...
    @method
    def register_v2(self, *, login_id: Any = ..., password: Any = ..., profile: Any = ..., captcha_tokens: Any = ..., client_meta_data: Any = ...) -> R: ...
    @method
    def sign_on(self, *, login_id: Any = ..., profile: Any = ..., verify_email: Any = ..., merge_existing_contact: Any = ...) -> R: ...
    @method
    def validate_email(self, *, email: Any = ...) -> R: ...

class Oauth(Generic[R]):
    @method
    def jwks(self) -> R: ...
    @method
    def token(self, *, body: Any = ..., path_params: Any = ..., query_params: Any = ..., headers: Any = ..., method: Any = ..., raw_path: Any = ..., raw_query: Any = ...) -> R: ...
    @method
    def token_info(self, *, body: Any = ..., path_params: Any = ..., query_params: Any = ..., headers: Any = ..., method: Any = ..., raw_path: Any = ..., raw_query: Any = ...) -> R: ...
    @method
    def user_info(self) -> R: ...

class Recovery(Generic[R]):
    @method
    def recover(self, *, recovery_token: Any = ..., password: Any = ...) -> R: ...
    @method
    def send_activation_email(self, *, identity_id: Any = ..., email_options: Any = ...) -> R: ...
    @method
    def send_recovery_email(self, *, email: Any = ..., language: Any = ..., redirect: Any = ...) -> R: ...

class SignOnPolicy(Generic[R]):
    @method
    def get_sign_on_policy(self) -> R: ...
    @method
    def update_sign_on_policy(self, *, sign_on_policy: Any = ...) -> R: ...

class Verification(Generic[R]):
    @method
    def start(self, *, identity_id: Any = ..., target: Any = ...) -> R: ...
    @method
    def verify_during_authentication(self, *, code: Any = ..., state_token: Any = ...) -> R: ...

class Package(Generic[R]):
    authentication: Authentication[R]
    oauth: Oauth[R]
    recovery: Recovery[R]
    sign_on_policy: SignOnPolicy[R]
    verification: Verification[R]
