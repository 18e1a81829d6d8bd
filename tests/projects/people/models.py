"""Users who log in with their address, and users whose key is no number."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class PersonManager(BaseUserManager):
    def create_superuser(self, password: str, **fields: Any) -> Any:
        person = self.model(is_staff=True, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """What both kinds of users have: enough for the admin's login."""

    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=8, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    objects = PersonManager()
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    def has_perm(self, name: str, about: Any = None) -> bool:
        return self.is_staff

    has_module_perms = has_perm


class EmailUser(Person):
    USERNAME_FIELD = "email"


class UuidUser(Person):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=150, unique=True)
    USERNAME_FIELD = "username"
