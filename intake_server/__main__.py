"""Prints the contract as OpenAPI: `python -m intake_server > docs/openapi.json`."""

from __future__ import annotations

import json
import sys

from intake_server.app import create_app
from intake_server.settings import ServerSettings, parse_database

if __name__ == "__main__":
    application = create_app(ServerSettings(database=parse_database("unused.sqlite")))
    json.dump(application.openapi(), sys.stdout, ensure_ascii=False, indent=1, sort_keys=True)
    sys.stdout.write("\n")
