"""The demo's camera: a video file, watched by the live session as any camera is."""

from __future__ import annotations
