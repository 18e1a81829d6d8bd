"""
Where the app is installed: on this sandbox's own site, and on those of other people.

Of the others there is no more than a name: their data is not emulated. Follows "About App
Instances", ``/docs/build-apps/develop-your-app/access/app-instances/about-app-instances``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wix_headless.sandbox.credentials import fixed_id
from wix_headless.sandbox.events import webhooks
from wix_headless.sandbox.models import Grant, Installation, Role

if TYPE_CHECKING:
    from wix_headless.sandbox.state import State

#: Other people's sites, and which plan of the app their owners take.
SITES = {"Harbour Bakery": "", "Slow Bicycle": "premium", "Tall Ship Inn": ""}


def install(memory: State, site_name: str) -> Installation:
    """Install the app on one of the SITES; it has the same ids there every time."""
    slug = site_name.lower().replace(" ", "-")
    found = Installation(
        instance_id=fixed_id(f"instance of {slug}"),
        site_id=fixed_id(f"site {slug}"),
        site_name=site_name,
        site_url=f"https://{slug}.example",
        plan=SITES[site_name],
    )
    if found.instance_id not in memory.instances:
        memory.instances[found.instance_id] = found
        webhooks.tell_of_app(memory, "AppInstalled", found.instance_id)
    return memory.instances[found.instance_id]


def remove(memory: State, instance_id: str) -> Installation | None:
    """Remove the app from where it is *instance_id*; nothing that the app holds is good there."""
    found = memory.instances.pop(instance_id, None)
    if found is not None:
        _revoke(memory, found)
        webhooks.tell_of_app(memory, "AppRemoved", instance_id)
    return found


def of_grant(memory: State, grant: Grant | None) -> Installation | None:
    """Return the installation that a token is for; None if it is of somebody else's."""
    own = memory.credentials.instance_id
    return memory.instances.get((grant.instance_id if grant else "") or own)


def _revoke(memory: State, gone: Installation) -> None:
    tokens = [*memory.access_tokens.values(), *memory.refresh_tokens.values()]
    for grant in [one.grant for one in tokens] + [one.grant for one in memory.codes.values()]:
        of_own = gone.is_here and not grant.instance_id and grant.role is Role.APP
        if of_own or grant.instance_id == gone.instance_id:
            grant.revoked = True
    for code in memory.install_codes.values():
        if code.grant.instance_id == gone.instance_id:
            code.grant.revoked = True
