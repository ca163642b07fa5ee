"""Figures of the documents, each printed by a command of its own."""

# numpy takes its number of threads from the environment when it is first loaded, and the
# measured package sets it: so that package comes before whatever else a benchmark imports.
import intake_app.scanning  # noqa: F401
