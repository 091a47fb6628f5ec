"""The database itself refuses to change what was signed, whoever asks and however."""

import pytest
from django.db import DatabaseError, connection, transaction

from hospital.consultations import actions
from hospital.consultations.models import Consultation, Diagnosis

from . import make

pytestmark = pytest.mark.django_db


def signed() -> tuple[Consultation, Diagnosis]:
    by = make.doctor()
    draft = make.draft(by)
    diagnosis = make.diagnosis(draft, by)
    visit = make.consultation(by, draft)
    make.addendum(visit, by)
    return visit, diagnosis


VISIT = "UPDATE consultations_consultation SET"
DIAGNOSIS = "UPDATE consultations_diagnosis SET"
COPY = "jsonb_build_object('id', gen_random_uuid(), 'rank', 7, 'code', '', 'kind', 'other')"
SAME = "FROM consultations_diagnosis d WHERE id = '{diagnosis}'"
FORGERIES = (
    f"{VISIT} plan = 'outro' WHERE id = '{{visit}}'",
    f"{VISIT} state = 'draft', signed_at = NULL, signed_by_id = NULL WHERE id = '{{visit}}'",
    f"{VISIT} signed_at = now() WHERE id = '{{visit}}'",
    f"{VISIT} cosigned_at = now(), cosigned_by_id = signed_by_id WHERE id = '{{visit}}'",
    f"{VISIT} cosigned_at = now(), cosigned_by_id = signed_by_id, plan = '' WHERE id = '{{visit}}'",
    f"{VISIT} practitioner_id = gen_random_uuid() WHERE id = '{{visit}}'",
    "DELETE FROM consultations_consultation WHERE id = '{visit}'",
    "TRUNCATE consultations_consultation CASCADE",
    f"{VISIT} state = 'signed', signed_at = now(), signed_by_id = recorded_by_id WHERE id = '{{draft}}'",
    f"{DIAGNOSIS} certainty = 'refuted' WHERE id = '{{diagnosis}}'",
    f"{DIAGNOSIS} withdrawn_at = now(), withdrawn_by_id = recorded_by_id, withdrawn_because = 'x'",
    f"{DIAGNOSIS} consultation_id = '{{draft}}', rank = 9 WHERE id = '{{diagnosis}}'",
    f"{DIAGNOSIS} consultation_id = '{{visit}}', rank = 9 WHERE id = '{{loose}}'",
    "DELETE FROM consultations_diagnosis WHERE id = '{diagnosis}'",
    f"INSERT INTO consultations_diagnosis SELECT (jsonb_populate_record(d, {COPY})).* {SAME}",
    "UPDATE consultations_addendum SET text = 'outro'",
    "DELETE FROM consultations_addendum",
    "UPDATE signatures_version SET content = 'x'::bytea",
    "DELETE FROM signatures_version",
)


@pytest.mark.parametrize("sql", FORGERIES)
def test_raw_sql_is_refused(sql: str) -> None:
    visit, diagnosis = signed()
    by = visit.signed_by
    assert by is not None
    draft = make.draft(by)
    loose = make.diagnosis(draft, by)
    rows = {"visit": visit.pk, "diagnosis": diagnosis.pk, "draft": draft.pk, "loose": loose.pk}
    with pytest.raises(DatabaseError):
        run(sql.format(**rows))
    assert actions.verify_visit(Consultation.objects.get(pk=visit.pk), by=by).is_whole


@transaction.atomic
def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def test_a_merge_may_move_a_signed_visit_and_nothing_else() -> None:
    visit, diagnosis = signed()
    other = make.patient()
    Consultation.objects.filter(pk=visit.pk).update(patient=other)
    Diagnosis.objects.filter(pk=diagnosis.pk).update(patient=other)
    with pytest.raises(DatabaseError), transaction.atomic():
        Diagnosis.objects.filter(pk=diagnosis.pk).update(patient=visit.patient, note="x")
