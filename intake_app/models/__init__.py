"""Every table of the counter's store; importing this package registers them all."""

from intake_app.models import desk, dossier, outbox, reference, search, transmittal
from intake_app.models.base import Base

__all__ = ["Base", "desk", "dossier", "outbox", "reference", "search", "transmittal"]
