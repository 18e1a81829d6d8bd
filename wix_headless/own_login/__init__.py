"""
The site's own login page for members: ``path("account/", include("wix_headless.own_login.urls"))``.

Only for sites that want it: Wix's own page is the better choice (docs/own-login-page.md says why).
"""
