"""What the harness must know of the charts that FHIR reads."""

ROWS = {
    "/AllergyIntolerance/{id}": "allergy", "/Appointment/{id}": "appointment", "/Composition/{id}": "visit",
    "/Condition/{id}": "problem", "/Consent/{id}": "consent", "/DiagnosticReport/{id}": "released result",
    "/DocumentReference/{id}": "document", "/Encounter/{id}": "encounter",
    "/EpisodeOfCare/{id}": "admission", "/Immunization/{id}": "immunization", "/Location/{id}": "bed",
    "/MedicationStatement/{id}": "medication", "/Observation/{id}": "observation",
    "/Procedure/{id}": "procedure", "/Schedule/{id}": "agenda", "/ServiceRequest/{id}": "order",
    "/Task/{id}": "cleaning",
}  # fmt: skip

QUERIES = {
    "GET /fhir/R4/Slot": lambda world: {
        "schedule": f"Schedule/{world.families[0]['agenda'].pk}",
        "service-type": world.families[0]["service"].code,
    }
}
