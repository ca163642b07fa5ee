"""The whole thread in one go, on invented dossiers: what `intake demo` shows."""
