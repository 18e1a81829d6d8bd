"""What things cost, measured beside their alternatives; ``make bench`` runs it all."""

from __future__ import annotations
