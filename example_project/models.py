"""What the site keeps of its own: the orders that Wix has told it of."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class PlacedOrder(models.Model):
    """
    An order, for whoever packs it.

    Who has placed it stands at Wix alone: there is nobody to forget here.
    """

    site = models.CharField(max_length=64)
    order_id = models.CharField(max_length=100)
    number = models.CharField(max_length=50)
    pieces = models.PositiveIntegerField()
    delivery = models.CharField(max_length=250, blank=True)
    total = models.DecimalField(max_digits=20, decimal_places=4)
    currency = models.CharField(max_length=3)
    placed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-placed_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["site", "order_id"], name="example_order_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["site", "-placed_at"], name="example_order_newest")
        ]

    def __str__(self) -> str:
        return f"Order {self.number}"
