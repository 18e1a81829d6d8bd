"""Something of the catalogue, for tests that don't care what."""

from __future__ import annotations

from wix_headless.client.catalogue import Method, catalogue


def find_deprecated() -> Method:
    """Return some method that Wix takes away."""
    return next(
        method
        for name in catalogue.package_names
        for namespace in catalogue.find_package(name).namespaces()
        for method in namespace.methods()
        if method.deprecation
    )
