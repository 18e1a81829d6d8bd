"""Service plugins: one class for each, with every method that Wix calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.core.checks import CheckMessage, Error, Warning  # noqa: A004

from wix_headless.checks.ids import CheckId
from wix_headless.checks.occasions import read_sites, register_look
from wix_headless.service_plugins.registry import Implementation, registry


@register_look()
def look_at_plugins() -> Iterator[CheckMessage]:
    """See whether Wix's calls have one answer each."""
    by_extension: dict[tuple[str, str], list[Implementation]] = defaultdict(list)
    for one in registry.implementations:
        by_extension[one.plugin_type, one.extension_id].append(one)
        if one.missing:
            yield Error(
                f"{one.name} implements {one.plugin_type}, and lacks {', '.join(one.missing)}.",
                hint="Write what is missing: Wix calls it, and would get 404.",
                id=CheckId.PLUGIN_METHODS,
            )
    for (plugin_type, extension_id), found in by_extension.items():
        if len(found) > 1:
            extension = f" (extension {extension_id})" if extension_id else ""
            yield Error(
                f"{plugin_type}{extension} is implemented by "
                f"{' and by '.join(one.name for one in found)}: neither would be called.",
                hint="Take one away; or, if the app has several extensions of this type, give "
                "each its own extension_id.",
                id=CheckId.PLUGIN_TWICE,
            )


@register_look()
def look_at_keys_of_plugins() -> Iterator[CheckMessage]:
    """See whether a call could be verified."""
    sites = read_sites().values()
    if registry.implementations and sites and not any(site.CLIENT_PUBLIC_KEY for site in sites):
        yield Warning(
            "There are service plugins, and no CLIENT_PUBLIC_KEY: no call of Wix's is answered.",
            hint="Set WIX_CLIENT_PUBLIC_KEY (npx wix env pull writes it).",
            id=CheckId.PLUGIN_KEY,
        )
