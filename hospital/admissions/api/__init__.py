"""The hospital stays' part of the JSON API."""

from ninja import NinjaAPI

from . import admissions, beside, board, census, discharge, nursing


def mount(api: NinjaAPI) -> None:
    """Put the routes of hospital stays, the ward's notes and the census on the API."""
    api.add_router("/admissions", admissions.router)
    api.add_router("/admissions", discharge.router)
    api.add_router("/admissions", nursing.router)
    api.add_router("/admissions", beside.router)
    api.add_router("/patients", admissions.of_patient)
    api.add_router("/ward-notes", nursing.entries)
    api.add_router("/early-warnings", nursing.warnings)
    api.add_router("/companions", beside.companions)
    api.add_router("/belongings", beside.belongings)
    api.add_router("/census", census.router)
    api.add_router("/beds/board", board.router)
