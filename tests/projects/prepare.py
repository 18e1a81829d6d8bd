"""
Makes the databases of a project with a member of staff in each, or takes them away again.

    python -m tests.projects.prepare create|destroy
"""

from __future__ import annotations

import sys

import django

STAFF_NAME, STAFF_PASSWORD = "staff@example.com", "sesame"


def create() -> None:
    """Make every database; a replica is one that was never told anything since."""
    from django.contrib.auth import get_user_model
    from django.db import connections, router

    users = get_user_model()
    for connection in connections.all():
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        if router.allow_migrate_model(connection.alias, users):
            fields = {users.USERNAME_FIELD: STAFF_NAME, "email": STAFF_NAME}
            manager = users._default_manager.db_manager(connection.alias)
            manager.create_superuser(password=STAFF_PASSWORD, **fields)


def destroy() -> None:
    from django.db import connections

    for connection in connections.all():
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


if __name__ == "__main__":
    django.setup()
    {"create": create, "destroy": destroy}[sys.argv[1]]()
