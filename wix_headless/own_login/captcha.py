"""
The captcha that Wix can be told to ask for on a login page of one's own.

"Custom Login Page Using the REST API" (/docs/go-headless/). ``LOGIN_CAPTCHA`` names a form field
whose value is the list of tokens that Wix wants to see; this is the one with a box to tick.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wix_headless.protocol.own_login import CaptchaTokens

#: More than any of Google's has.
LONGEST_TOKEN = 8192


class RecaptchaWidget(forms.Widget):
    """Google's box; its script fills a field of its own name into the form."""

    template_name = "wix_headless/own_login/recaptcha.html"
    #: Wix's own, the same for every site.
    site_key = "6Ld0J8IcAAAAANyrnxzrRlX1xrrdXsOmsepUYosy"

    class Media:
        js = (
            forms.Script(
                "https://www.google.com/recaptcha/api.js", **{"async": True, "defer": True}
            ),
        )

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"site_key": self.site_key}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return data.get("g-recaptcha-response", "")

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class RecaptchaField(forms.Field):
    """
    The box "I'm not a robot".

    Attributes:
        kind: Wix's name for the token: ``InvisibleRecaptcha`` is the one without a box.
    """

    kind: ClassVar[str] = "Recaptcha"
    widget = RecaptchaWidget
    default_error_messages = {"required": _("Please show that you are no robot.")}  # noqa: RUF012

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": _("Are you human?")} | options)

    def clean(self, value: Any) -> CaptchaTokens:
        token = super().clean(value)
        if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
            raise ValidationError(self.error_messages["required"], code="required")
        return [{self.kind: token}]
