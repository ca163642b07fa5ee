"""The figures that Prometheus reads; no station, no person and no dossier is named in them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intake_app.sync.messages import ItemResult

MULTIPROCESS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)


class Figures:
    """What one worker counts; with several workers the page adds them up."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._items = Counter(
            "intake_items", "Items of batches by result", ["result"], registry=self._registry
        )
        self._batches = Counter(
            "intake_batches", "Batches answered", ["outcome"], registry=self._registry
        )
        self._problems = Counter(
            "intake_problems", "Requests refused by code", ["code"], registry=self._registry
        )
        self._seconds = Histogram(
            "intake_batch_seconds",
            "Time from a batch's last byte to its answer",
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._waiting = Gauge(
            "intake_requests_in_work",
            "Requests in work or waiting for a thread",
            registry=self._registry,
            multiprocess_mode="livesum",
        )

    def count_batch(
        self, counts: Mapping[ItemResult, int], *, replayed: bool, seconds: float
    ) -> None:
        """Count one answered batch."""
        self._batches.labels("replayed" if replayed else "taken").inc()
        self._seconds.observe(seconds)
        for result, count in counts.items():
            if count:
                self._items.labels(result.value).inc(count)

    def count_problem(self, code: str) -> None:
        """Count one refused request."""
        self._problems.labels(code).inc()

    def show_in_work(self, count: int) -> None:
        """Show how many requests are in work."""
        self._waiting.set(count)

    def page(self) -> bytes:
        """Write the page that Prometheus reads."""
        if MULTIPROCESS_VARIABLE not in os.environ:
            return generate_latest(self._registry)
        everyone = CollectorRegistry()
        multiprocess.MultiProcessCollector(everyone)  # type: ignore[no-untyped-call]
        return generate_latest(everyone)
