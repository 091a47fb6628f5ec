"""/admissions and /census: hospital stays from the order to the door, and the figures of the beds."""

from django.urls import path

from .pages import admissions, census, discharge, nursing

app_name = "admissions"
urlpatterns = [
    path("admissions", admissions.admissions, name="admissions"),
    path("admissions/patients/<uuid:id>", admissions.order, name="order"),
    path("admissions/<uuid:id>", admissions.admission, name="admission"),
    path("admissions/<uuid:id>/authorisation", admissions.authorise, name="authorise"),
    path("admissions/<uuid:id>/delay", admissions.put_off, name="put_off"),
    path("admissions/<uuid:id>/admittance", admissions.admit, name="admit"),
    path("admissions/<uuid:id>/transfer", admissions.transfer, name="transfer"),
    path("admissions/<uuid:id>/diet", admissions.diet, name="diet"),
    path("admissions/<uuid:id>/expected-discharge", admissions.expected, name="expected"),
    path("admissions/<uuid:id>/cancellation", admissions.cancel, name="cancel"),
    path("admissions/<uuid:id>/ward-notes", admissions.ward_notes, name="ward_notes"),
    path("admissions/<uuid:id>/discharge-readiness", discharge.readiness, name="readiness"),
    path("admissions/<uuid:id>/stages/<str:name>", discharge.stage, name="stage"),
    path("admissions/<uuid:id>/reversal", discharge.reverse, name="reverse"),
    path("admissions/<uuid:id>/waivers/<str:key>/<str:row_key>", discharge.waive, name="waive"),
    path("admissions/<uuid:id>/death", discharge.death, name="death"),
    path("admissions/<uuid:id>/evasion", discharge.evasion, name="evasion"),
    path("admissions/<uuid:id>/rounds/new", nursing.write_round, name="write_round"),
    path("admissions/<uuid:id>/nursing-notes/new", nursing.write_note, name="write_note"),
    path("admissions/<uuid:id>/handovers/new", nursing.hand_over, name="hand_over"),
    path("admissions/<uuid:id>/handovers/<uuid:entry_id>/reception", nursing.take_over, name="take_over"),
    path("admissions/<uuid:id>/fluids/new", nursing.record_fluid, name="record_fluid"),
    path("admissions/<uuid:id>/risk-scores/<str:scale>/new", nursing.score_risk, name="score_risk"),
    path("admissions/<uuid:id>/<str:kind>/<uuid:entry_id>/withdrawal", nursing.withdraw, name="withdraw"),
    path("admissions/<uuid:id>/warnings/<uuid:entry_id>/answer", nursing.answer, name="answer"),
    path("admissions/<uuid:id>/companions/new", nursing.add_companion, name="add_companion"),
    path(
        "admissions/<uuid:id>/companions/<uuid:entry_id>/departure", nursing.companion_leaves,
        name="companion_leaves",
    ),
    path("admissions/<uuid:id>/belongings/new", nursing.keep_belonging, name="keep_belonging"),
    path(
        "admissions/<uuid:id>/belongings/<uuid:entry_id>/return", nursing.return_belonging,
        name="return_belonging",
    ),
    path("census", census.census, name="census"),
    path("census/print", census.nominal, name="nominal"),
]  # fmt: skip
