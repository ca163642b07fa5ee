"""Migrations of the server's tables, run by `intake_server.schema`."""
