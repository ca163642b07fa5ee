"""The window: Qt and nothing but."""

from intake_app.ui.features import leave_sources_unread
from intake_app.ui.singletons import hold_singletons

hold_singletons()  # before the first object of Qt is made
leave_sources_unread()  # before the other libraries are loaded
