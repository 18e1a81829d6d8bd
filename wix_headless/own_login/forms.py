"""What is asked on the site's own login page; what of it is secret does not show itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wix_headless.conf import load_function, wix_settings
from wix_headless.protocol.own_login import CODE_LENGTH, CaptchaTokens
from wix_headless.tokens import Secret

#: Fields whose value is nobody's to see.
SECRET_FIELDS = frozenset({"password", "code"})

#: The longest that Wix takes.
LONGEST_PASSWORD = 100


def hide_secrets(request: HttpRequest) -> None:
    """
    Make of what was posted what can be shown: by an error page, and in a form once more.

    With DEBUG Django's error page shows every field, whatever a view says of it. And with
    characters that have no UTF-8 there would be no page at all.
    """
    posted = request.POST.copy()
    for name, values in list(posted.lists()):
        kind: type[str] = Secret if name in SECRET_FIELDS else str
        whole = [str(value).encode(errors="replace").decode() for value in values]
        posted.setlist(name, [kind(value) for value in whole])
    posted._mutable = False
    request.POST = posted  # type: ignore[assignment]  # the stubs let only a view's own be set


class SecretField(forms.CharField):
    """Text that is not shown by whoever prints variables."""

    def to_python(self, value: Any) -> Secret:
        return Secret(super().to_python(value))


class EmailForm(forms.Form):
    """Asks for an address."""

    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


class LoginForm(EmailForm):
    """Asks for an address and its password, and for what keeps robots out where that is wanted."""

    password = SecretField(
        label=_("Password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if wix_settings.LOGIN_CAPTCHA:
            self.fields["captcha"] = load_function(wix_settings.LOGIN_CAPTCHA)()

    @property
    def captcha(self) -> CaptchaTokens:
        """What Wix wants to see of the captcha."""
        tokens: CaptchaTokens = self.cleaned_data.get("captcha") or ()
        return tokens


class RegisterForm(LoginForm):
    """Asks for a new address and a password that is good enough for this project."""

    first_name = forms.CharField(
        label=_("First name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Last name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    field_order = ("first_name", "last_name", "email", "password", "captcha")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["password"].widget.attrs["autocomplete"] = "new-password"

    def clean_password(self) -> Secret:
        """Refuse what AUTH_PASSWORD_VALIDATORS refuse, before Wix is asked."""
        password: Secret = self.cleaned_data["password"]
        validate_password(password)
        return password

    @property
    def profile(self) -> dict[str, str]:
        """What Wix is told of the new member."""
        names = {"firstName": "first_name", "lastName": "last_name"}
        return {wire: value for wire, name in names.items() if (value := self.cleaned_data[name])}


class UnshownInput(forms.PasswordInput):
    """A field whose letters are seen while they are typed, and not sent back with the form."""

    input_type = "text"


class CodeForm(forms.Form):
    """Asks for the code out of Wix's mail."""

    code = SecretField(
        label=_("Code"),
        strip=True,
        min_length=CODE_LENGTH,
        max_length=CODE_LENGTH,
        widget=UnshownInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
