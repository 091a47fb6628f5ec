"""A chart as years leave it: thousands of entries at once, too many to be written one by one."""

from django.db import connection

from hospital.accounts.models import User
from hospital.patients.models import Patient

MOMENTS = """
INSERT INTO records_observation (id, created_at, updated_at, version, occurred_at, source, withdrawn_because,
    note, system, code, display, value_number, comparator, value_text, value_system, value_code, unit,
    interpretation, category, status, method, device, patient_id, recorded_by_id)
SELECT gen_random_uuid(), now(), now(), 1, now() - (g / 4) * interval '7 hours', 'imported', '', '',
       'http://loinc.org', (ARRAY['8867-4', '9279-1', '8310-5', '2708-6'])[1 + g %% 4], 'Obs ' || g,
       60 + g %% 40, '', '', '', '', '/min', '',
       CASE WHEN g %% 8 < 4 THEN 'vital-signs' ELSE 'laboratory' END,
       'final', '', '', %s, %s
  FROM generate_series(1, %s) g
"""
PROBLEMS = """
INSERT INTO records_problem (id, created_at, updated_at, version, occurred_at, source, withdrawn_because,
    note, system, code, display, clinical_status, verification, category, severity, patient_id,
    recorded_by_id)
SELECT gen_random_uuid(), now(), now(), 1, now() - g * interval '9 hours', 'imported', '', '', '', '',
       'Problema ' || g, 'resolved', 'confirmed', 'problem', '', %s, %s
  FROM generate_series(1, %s) g
"""


def grown(patient: Patient, by: User, observations: int, problems: int) -> None:
    """Thousands of entries, as an import leaves them: too many to be written one by one in a test."""
    with connection.cursor() as cursor:
        cursor.execute(MOMENTS, [patient.pk, by.pk, observations])
        cursor.execute(PROBLEMS, [patient.pk, by.pk, problems])
        cursor.execute("ANALYZE records_observation, records_problem")
