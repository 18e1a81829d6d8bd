"""
Prove an installed wheel: a new project, four lines of setup, a visitor's call, the login redirect.

Then a test of that project, with the fixtures that come along. Run it with a Python that has the
wheel with its extra ``test``, and not the checkout.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SETTINGS = """
INSTALLED_APPS += ["wix_headless"]
MIDDLEWARE += ["wix_headless.middleware.WixMiddleware"]
AUTHENTICATION_BACKENDS = [
    "wix_headless.backends.WixMemberBackend", "django.contrib.auth.backends.ModelBackend"
]
import environ
from wix_headless.env import wix_settings_from_env
WIX_HEADLESS = wix_settings_from_env(environ.Env())
LOGIN_URL = "wix:login"
LOGIN_REDIRECT_URL = "/"
ALLOWED_HOSTS = ["testserver"]
"""

URLS = """
from django.contrib import admin
from django.http import JsonResponse
from django.urls import include, path

def home(request):
    found = request.wix.stores.products_v3.query_products(query={})
    return JsonResponse({"products": len(found["products"]), "role": request.wix.role})

urlpatterns = [
    path("", home),
    path("wix/", include("wix_headless.urls")),
    path("admin/", admin.site.urls),
]
"""

PROBE = """
from django.test import Client
client = Client()
home = client.get("/")
assert home.status_code == 200, home.content
assert home.json()["products"] > 0 and home.json()["role"] == "visitor", home.json()
login = client.get("/wix/login/")
assert login.status_code == 302 and "authorize" in login["Location"], login
problem = client.get("/wix/callback/?code=x&state=y")
assert problem.status_code == 400 and b"Log in again" in problem.content, problem.content
"""

TEST = """
def test_a_member_is_known(wix_member_client):
    assert wix_member_client.get("/").json()["role"] == "member"
"""


def run(*words: str, **environment: str) -> str:
    """Run Python with these words."""
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(words[:2])} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def main() -> None:
    """Build the project in an empty folder and walk through it."""
    os.chdir(tempfile.mkdtemp())
    subprocess.run([sys.executable, "-m", "django", "startproject", "shop", "."], check=True)
    with Path("shop/settings.py").open("a") as settings:
        settings.write(SETTINGS)
    Path("shop/urls.py").write_text(URLS)
    run("manage.py", "migrate")
    command = [sys.executable, "manage.py", "wix_sandbox", "--port", "0", "--json"]
    command += ["--allow-redirect", "http://testserver/wix/callback/"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sandbox:  # noqa: S603
        try:
            line = sandbox.stdout.readline() if sandbox.stdout else ""
            keys = json.loads(line)
            environment = {
                "WIX_API_URL": keys["origin"],
                "WIX_CLIENT_ID": keys["client_id"],
                "WIX_CLIENT_SECRET": keys["client_secret"],
                "WIX_ENCRYPTION_KEYS": run("manage.py", "wix_generate_key").strip(),
            }
            print(run("manage.py", "check", "--fail-level", "WARNING", **environment).strip())
            run("manage.py", "shell", "-c", PROBE, **environment)
        finally:
            sandbox.terminate()
    Path("test_home.py").write_text(TEST)
    run("-m", "pytest", "--ds=shop.settings")
    print("The wheel works in an empty project.")


if __name__ == "__main__":
    main()
