"""Who hears what. The whole wiring of the system is this page."""

WIRING: dict[str, list[str]] = {
    # A time given back is offered to the waiting list; an operation goes where its booking goes.
    "scheduling.cancelled": [
        "hospital.booking.subscribers.offer_freed_time", "hospital.surgery.subscribers.follow_the_booking",
    ],
    "scheduling.hold_expired": ["hospital.booking.subscribers.offer_freed_time"],
    "scheduling.moved": [
        "hospital.booking.subscribers.offer_freed_time", "hospital.surgery.subscribers.follow_the_booking",
    ],
    # What the triage desk measured is part of the vital signs.
    "encounters.classified": ["hospital.records.subscribers.keep_triage_vitals"],
    "encounters.reclassified": ["hospital.records.subscribers.keep_triage_vitals"],
    "encounters.triage_withdrawn": ["hospital.records.subscribers.withdraw_triage_vitals"],
    # A patient who gets worse is told to the ward; a stay is of the department where the patient lies.
    "records.early_warning": ["hospital.admissions.subscribers.escalate_news2"],
    "beds.moved": ["hospital.admissions.subscribers.follow_the_bed"],
    "beds.swapped": ["hospital.admissions.subscribers.follow_the_bed"],
    # What the bed board shows of a patient.
    "records.vitals_taken": ["hospital.admissions.subscribers.show_on_board"],
    "records.observation_withdrawn": ["hospital.admissions.subscribers.show_on_board"],
    "records.allergy_added": ["hospital.admissions.subscribers.show_on_board"],
    "records.allergy_changed": ["hospital.admissions.subscribers.show_on_board"],
    "records.allergy_withdrawn": ["hospital.admissions.subscribers.show_on_board"],
    "records.no_known_allergies_stated": ["hospital.admissions.subscribers.show_on_board"],
    "records.no_known_allergies_withdrawn": ["hospital.admissions.subscribers.show_on_board"],
    "admissions.expected_discharge_set": ["hospital.admissions.subscribers.show_on_board"],
    "admissions.order_changed": ["hospital.admissions.subscribers.show_on_board"],
    "admissions.stage_completed": ["hospital.admissions.subscribers.show_on_board"],
    "admissions.stage_reversed": ["hospital.admissions.subscribers.show_on_board"],
}  # fmt: skip
