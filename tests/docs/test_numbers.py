"""What the pages count, of Wix's catalogue, is what it holds."""

from __future__ import annotations

import re

import pytest

from tests.client.test_every_method import COMPARED
from tests.docs.pages import ROOT, all_pages
from wix_headless.client.catalogue import catalogue
from wix_headless.client.catalogue.plugin_types import load_plugin_types

NAMESPACES = [one for package in catalogue.packages() for one in package.namespaces()]
METHODS = [method for namespace in NAMESPACES for method in namespace.methods()]
COUNTS = {
    "packages": {len(catalogue.package_names)},
    "namespaces": {len(NAMESPACES)},
    "methods": {
        len(METHODS),
        len({call.name for call in COMPARED}),  # with what Wix's SDK was seen to send
        len([one for one in METHODS if one.is_unmapped]),
        len([one for one in METHODS if one.is_handwritten]),
    },
    "kinds": {len(load_plugin_types())},
    "service plugins": {len(load_plugin_types())},
}

#: "38 packages", "23 of Wix's service plugins".
COUNTED = re.compile(rf"\b(\d[\d,]*) (?:of )?(?:Wix's )?({'|'.join(COUNTS)})\b")

PAGES = {str(page.relative_to(ROOT)): page for page in all_pages()}


@pytest.mark.parametrize("name", [n for n, p in PAGES.items() if COUNTED.search(p.read_text())])
def test_a_page_counts_what_there_is(name):
    for count, what in COUNTED.findall(PAGES[name].read_text(encoding="utf-8")):
        assert int(count.replace(",", "")) in COUNTS[what], f"{count} {what}"


def test_the_readme_counts():
    assert len(COUNTED.findall(PAGES["README.md"].read_text(encoding="utf-8"))) >= 4
