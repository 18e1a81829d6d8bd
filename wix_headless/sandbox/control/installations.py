"""The control plane's part about where the app is installed."""

from __future__ import annotations

from wix_headless.sandbox.app_instances import installations
from wix_headless.sandbox.app_instances.installations import SITES
from wix_headless.sandbox.control.plane import area
from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.models import Installation, Json
from wix_headless.sandbox.wire.incoming import body_of, state


@area.get("/installations")
def list_installations() -> Json:
    """Return every installation of the app, this site's own first."""
    return {"installations": [_render(one) for one in state().instances.values()]}


@area.post("/installations")
def install_app() -> Json:
    """Install the app on the other people's ``site``, as its owner would; one of a few names."""
    name = body_of("site").required_text("site")
    if name not in SITES:
        raise ValidationError("site", f"is none; there are {', '.join(SITES)}")
    return _render(installations.install(state(), name))


@area.delete("/installations/<instance_id>")
def remove_app(instance_id: str) -> Json:
    """Remove the app from a site, as its owner would."""
    gone = installations.remove(state(), instance_id)
    if gone is None:
        raise WixError(404, f"The app is not installed as {instance_id}.")
    return _render(gone)


def _render(one: Installation) -> Json:
    return {
        "instanceId": one.instance_id,
        "siteId": one.site_id,
        "siteName": one.site_name or state().shop_name,
        "plan": one.plan,
    }
