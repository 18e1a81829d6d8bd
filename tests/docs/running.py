"""A view that runs the Python of a page, and with that the views that it defines."""

from __future__ import annotations

import ast
import asyncio
import copy
import importlib
import inspect
import textwrap
from typing import Any

import environ
from asgiref.sync import async_to_sync
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template import Origin, TemplateDoesNotExist
from django.template.loaders.base import Loader
from django.urls import include, path
from django.utils.module_loading import import_string

from tests.docs.pages import ROOT, Block, read_blocks
from wix_headless.client.uploads import upload_file
from wix_headless.conf import django_settings, parse_settings
from wix_headless.decorators import elevated, member_required
from wix_headless.env import wix_settings_from_env

#: What a piece of a settings.py may add to.
SETTINGS = ("INSTALLED_APPS", "MIDDLEWARE", "DATABASES", "TEMPLATES", "WIX_HEADLESS")

#: What stands beside settings in small letters.
BESIDE_SETTINGS = {"env", "urlpatterns"}

FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


class Form:
    cleaned_data = {"photo": SimpleUploadedFile("me.png", b"\x89PNG", "image/png")}  # noqa: RUF012


class AnyTemplate(Loader):
    """Whatever a block renders is there, and empty; what the site has comes first."""

    def get_template_sources(self, template_name):
        yield Origin(name=template_name, template_name=template_name, loader=self)

    def get_contents(self, origin):
        if not origin.template_name.endswith(".html"):
            raise TemplateDoesNotExist(origin)
        return ""


def run_page(request: HttpRequest) -> HttpResponse:
    """
    Run the blocks of ``?page=`` as one module, which has what a views.py would have imported.

    A block may be the inside of a view: it awaits, or returns. Functions that take a request and
    nothing else are called with this one. A piece of a settings.py is looked at by itself.
    """
    names = build_names(request)
    for block in read_blocks(ROOT / request.GET["page"]):
        if block.reason:
            continue
        if is_settings(block):
            run_settings(block)
        else:
            run_block(block, names, request)
    return HttpResponse("run")


def build_names(request: HttpRequest) -> dict[str, Any]:
    known = (HttpResponse, JsonResponse, elevated, member_required, redirect, render, upload_file)
    return {
        "__name__": "docs",
        "asyncio": asyncio,
        "form": Form(),
        "request": request,
        "user": request.user,
        **{one.__name__: one for one in known},
    }


def parse(block: Block) -> ast.Module:
    """Parse a block that may be the inside of a view; then it is one."""
    tree = compile(block.text, str(block), "exec", ast.PyCF_ONLY_AST | FLAGS)
    if not any(isinstance(node, ast.Return) for node in tree.body):
        return tree
    return ast.parse(f"def view(request):\n{textwrap.indent(block.text, '    ')}", str(block))


def run_block(block: Block, names: dict[str, Any], request: HttpRequest) -> None:
    known = dict(names)
    code = compile(parse(block), str(block), "exec", FLAGS)
    ended = eval(code, names)  # noqa: S307 - ours
    if inspect.iscoroutine(ended):
        async_to_sync(wait_for)(ended)
    for name, found in list(names.items()):
        if known.get(name) is not found and is_view(found):
            visit(found, request)


def is_view(found: Any) -> bool:
    if not inspect.isfunction(found) or found.__module__ != "docs":
        return False
    return list(inspect.signature(found).parameters) == ["request"]


def visit(view: Any, request: HttpRequest) -> None:
    answer = view(request)
    if inspect.iscoroutine(answer):
        answer = async_to_sync(wait_for)(answer)
    assert isinstance(answer, HttpResponse | None), (view, answer)
    assert answer is None or answer.status_code < 400, (view, answer)


async def wait_for(something: Any) -> Any:
    return await something


def is_settings(block: Block) -> bool:
    """Whether a block stands in a settings.py: what it assigns is in capitals."""
    if any(getattr(node, "decorator_list", None) for node in parse(block).body):
        # Constants of a module that listens to something: its own test runs it.
        return False
    targets = {
        find_name(target)
        for node in parse(block).body
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    }
    return any(map(str.isupper, targets)) and all(map(str.isupper, targets - BESIDE_SETTINGS))


def find_name(target: ast.expr) -> str:
    while isinstance(target, ast.Subscript):
        target = target.value
    return target.id if isinstance(target, ast.Name) else ""


def run_settings(block: Block) -> None:
    """Run a piece of a settings.py, and see that what it names is there."""
    # Copies: what a block adds to a list or a dict would else hold for all tests that follow.
    names = {name: copy.deepcopy(getattr(django_settings, name)) for name in SETTINGS}
    names |= {"BASE_DIR": ROOT, "env": environ.Env(), "path": path, "include": include}
    names["wix_settings_from_env"] = wix_settings_from_env
    exec(compile(block.text, str(block), "exec"), names)  # noqa: S102 - ours
    parse_settings(names["WIX_HEADLESS"])
    for setting in ("MIDDLEWARE", "AUTHENTICATION_BACKENDS"):
        for dotted in names.get(setting, ()):
            assert dotted is ... or import_string(dotted), block
    for app in names["INSTALLED_APPS"]:
        assert app is ... or importlib.import_module(app), block


urlpatterns = [
    path("run/", elevated(run_page)),
    path("", lambda request: HttpResponse("here"), name="shop"),
    path("thanks/", lambda request: HttpResponse("here"), name="thanks"),
    path("cart/", lambda request: HttpResponse("here"), name="cart"),
    path("services/", lambda request: HttpResponse("here"), name="services"),
    path("wix/", include("wix_headless.urls")),
]
