"""Who hears what. The whole wiring of the system is this page."""

WIRING: dict[str, list[str]] = {
    # A time given back is offered to the waiting list.
    "scheduling.cancelled": ["hospital.booking.subscribers.offer_freed_time"],
    "scheduling.hold_expired": ["hospital.booking.subscribers.offer_freed_time"],
    "scheduling.moved": ["hospital.booking.subscribers.offer_freed_time"],
    # What the triage desk measured is part of the vital signs.
    "encounters.classified": ["hospital.records.subscribers.keep_triage_vitals"],
    "encounters.reclassified": ["hospital.records.subscribers.keep_triage_vitals"],
    "encounters.triage_withdrawn": ["hospital.records.subscribers.withdraw_triage_vitals"],
}
