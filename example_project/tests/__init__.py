"""
The example site's own tests, as yours could look: they need the package's test kit, and no network.

``pytest example_project --ds=example_project.settings``; those in classes run by
``manage.py test example_project`` as well.
"""
