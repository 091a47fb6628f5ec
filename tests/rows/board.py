"""What the harness must know of the bed board."""

BED, STAY = "/beds/board/beds/{id}", "/beds/board/stays/{id}"

ROWS = {BED: "bed", STAY: "stay"}

BODIES = {
    f"POST {STAY}/move": lambda world: {"bed": world.families[0]["bed"].pk, "because": "closer to the desk"},
}

NO_PAGES = {"/beds/board/ticket"}
