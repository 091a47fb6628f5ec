"""Who hears what. The whole wiring of the system is this page."""

WIRING: dict[str, list[str]] = {}
