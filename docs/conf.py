"""
How Sphinx makes a site of these pages: ``make docs``.

Furo shows them: one column of text that reads well on a phone and in the dark, well kept, and no
script is needed to read it. MyST reads the Markdown that the repository shows as it is.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()  # models can be imported from here on only

from wix_headless import __version__  # noqa: E402

project = "django-wix-headless"
author = "the django-wix-headless authors"
copyright = author  # noqa: A001 - Sphinx's name
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
nitpicky = False

html_theme = "furo"
html_title = f"{project} {release}"
html_copy_source = False
html_show_sphinx = False

myst_heading_anchors = 3  # links to headings, as the repository makes them
suppress_warnings = ["misc.highlighting_failure"]  # `...` and `…` stand for what a reader has

# The signatures stand for what they are; the types of the sentences are in the source.
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
