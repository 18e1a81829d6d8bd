"""
Which packages, namespaces and methods Wix's APIs have: a dated snapshot, read when asked for.

Importing this reads nothing; the first look at a package reads that package's file only.
"""

from __future__ import annotations

from wix_headless.client.catalogue.loader import Catalogue, Namespace, Package, catalogue
from wix_headless.client.catalogue.method import Deprecation, Method
from wix_headless.client.catalogue.search import search

__all__ = ["Catalogue", "Deprecation", "Method", "Namespace", "Package", "catalogue", "search"]
