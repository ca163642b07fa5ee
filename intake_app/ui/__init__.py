"""The window: Qt and nothing but."""

from intake_app.ui.singletons import hold_singletons

hold_singletons()  # before the first object of Qt is made
