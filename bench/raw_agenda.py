"""The limit for agendas: somebody's day, and a booking with the locks, checks, rows and trail of ours."""

import json
import uuid
from datetime import datetime, timedelta
from typing import Any  # Any: cursors, and JSON bodies
from urllib.parse import parse_qs

PATIENT = """(SELECT json_build_object('id', p.id, 'name',
  CASE WHEN p.social_name = '' THEN trim(concat(p.given_name, ' ', p.family_name)) ELSE p.social_name END,
  'chart_number', p.chart_number, 'birth_date', p.birth_date, 'sex', p.sex)
  FROM patients_patient p WHERE p.id = a.patient_id)"""
ROW = f"""
'id', a.id, 'version', a.version, 'state', a.state, 'starts_at', a.starts_at, 'ends_at', a.ends_at,
'patient', {PATIENT}, 'service_id', a.service_id, 'service_name', s.name, 'is_overbooked', a.is_overbooked,
'is_double_booked', a.is_double_booked, 'overbooked_because', a.overbooked_because,
'payer_code', a.payer_code, 'channel', a.channel, 'description', a.description, 'notes', a.notes,
'stepped_at', a.stepped_at"""
DAY = f"""
SELECT json_build_object({ROW})::text
  FROM scheduling_allocation x JOIN scheduling_appointment a ON a.id = x.appointment_id
  JOIN scheduling_service s ON s.id = a.service_id
 WHERE x.resource_id = %(resource)s
   AND x.starts_at >= %(day)s::date::timestamp AT TIME ZONE 'America/Sao_Paulo' - interval '8 hours'
   AND x.starts_at < (%(day)s::date + 1)::timestamp AT TIME ZONE 'America/Sao_Paulo'
   AND a.starts_at >= %(day)s::date::timestamp AT TIME ZONE 'America/Sao_Paulo'
   AND a.starts_at < (%(day)s::date + 1)::timestamp AT TIME ZONE 'America/Sao_Paulo'
 ORDER BY a.starts_at, a.id LIMIT 200"""
LOOK = """
INSERT INTO audit_access (id, action, what, by_id, reason, face, address, request_id, particulars)
VALUES (%s, 'search', 'scheduling.day', %s, '', 'api', '127.0.0.1', %s, %s::jsonb)"""
HOURS = """
SELECT r.department_id, r.capacity,
  (SELECT count(*) FROM scheduling_allocation x WHERE x.resource_id = r.id AND x.holds
      AND x.starts_at > %(starts_at)s::timestamptz - interval '2 days' AND x.starts_at < %(ends_at)s
      AND x.ends_at > %(starts_at)s),
  EXISTS (SELECT FROM scheduling_absence x WHERE x.resource_id = r.id AND x.state = 'standing'
      AND x.starts_at < %(ends_at)s AND x.ends_at > %(starts_at)s)
FROM scheduling_resource r JOIN scheduling_agenda g ON g.resource_id = r.id
JOIN scheduling_template t ON t.agenda_id = g.id
WHERE r.id = %(resource)s AND t.weekday = extract(isodow FROM %(local)s::date)
  AND t.during @> %(local)s::date AND t.opens_at <= %(opens)s AND t.closes_at >= %(closes)s
  AND NOT EXISTS (
    SELECT FROM scheduling_holiday h WHERE h.day = %(local)s::date AND h.withdrawn_at IS NULL)"""
BOOK = """
INSERT INTO scheduling_appointment (id, created_at, updated_at, version, state, patient_id, service_id,
  department_id, starts_at, ends_at, is_overbooked, is_double_booked, overbooked_because, payer_code, channel,
  notes, description, booked_by_id, request_id, stepped_at, stepped_by_id, stepped_because)
VALUES (%(id)s, now(), now(), 1, 'booked', %(patient)s, %(service)s, %(department)s, %(starts_at)s,
  %(ends_at)s, false, false, '', '', 'reception', '', '', %(by)s, '', now(), %(by)s, '')"""
PLACE = """
INSERT INTO scheduling_allocation (id, created_at, updated_at, version, appointment_id, resource_id, seat,
  capacity, starts_at, ends_at, holds, is_overbooked)
VALUES (%s, now(), now(), 1, %s, %s, 1, 1, %s, %s, true, false)"""
STEP = """
INSERT INTO scheduling_step (id, created_at, updated_at, version, appointment_id, from_state, to_state, at,
  by_id, because) VALUES (%s, now(), now(), 1, %s, '', 'booked', now(), %s, '')"""
EVENT = """
INSERT INTO audit_event (id, verb, target, target_id, patient_id, by_id, reason, face, address, request_id,
  particulars) VALUES (%s, 'scheduling.booked', 'scheduling.appointment', %s, %s, %s, '', 'api', '127.0.0.1',
  %s, %s::jsonb)"""
BOOKED = f"""
SELECT json_build_object({ROW}, 'department_id', a.department_id, 'resources',
  (SELECT json_agg(json_build_object('id', r.id, 'kind', r.kind, 'name', r.name))
     FROM scheduling_allocation x JOIN scheduling_resource r ON r.id = x.resource_id
    WHERE x.appointment_id = a.id),
  'modality', s.modality, 'preparation', s.preparation, 'series_id', a.series_id,
  'booked_by_id', a.booked_by_id, 'expires_at', a.expires_at, 'stepped_by_id', a.stepped_by_id,
  'stepped_because', a.stepped_because, 'created_at', a.created_at, 'updated_at', a.updated_at)::text
FROM scheduling_appointment a JOIN scheduling_service s ON s.id = a.service_id WHERE a.id = %s"""


def day(cursor: Any, environ: dict[str, Any], user: Any) -> bytes:  # Any: see above
    """GET /api/v1/agendas/{resource}/day?date="""
    resource = environ["PATH_INFO"].split("/")[4]
    when = parse_qs(environ["QUERY_STRING"])["date"][0]
    rows = cursor.execute(DAY, {"resource": resource, "day": when}).fetchall()
    cursor.execute(LOOK, [uuid.uuid4(), user, uuid.uuid4(), f'{{"found": {len(rows)}}}'])
    return f'{{"items":[{",".join(row[0] for row in rows)}],"next":null,"total":null}}'.encode()


def book(cursor: Any, environ: dict[str, Any], user: Any) -> bytes:  # Any: see above
    """POST /api/v1/appointments"""
    asked = json.loads(environ["wsgi.input"].read())
    [resource], key = asked["resource_ids"], uuid.uuid4()
    cursor.execute(
        "SELECT state FROM patients_patient WHERE id = %s FOR NO KEY UPDATE", [asked["patient_id"]]
    )
    cursor.execute("SELECT id FROM scheduling_resource WHERE id = %s FOR NO KEY UPDATE", [resource])
    cursor.execute("SELECT duration FROM scheduling_service WHERE id = %s", [asked["service_id"]])
    starts_at = datetime.fromisoformat(asked["starts_at"])
    ends_at = starts_at + timedelta(minutes=cursor.fetchone()[0])
    local = {"local": starts_at.date(), "opens": starts_at.time(), "closes": ends_at.time()}
    times = {"starts_at": starts_at, "ends_at": ends_at}
    cursor.execute(HOURS, {"resource": resource, **times, **local})
    department, capacity, taken, is_away = cursor.fetchone()
    if taken >= capacity or is_away:
        raise ValueError("taken")
    known = {"patient": asked["patient_id"], "service": asked["service_id"], "department": department}
    cursor.execute(BOOK, {"id": key, "by": user, **known, **times})
    cursor.execute(PLACE, [uuid.uuid4(), key, resource, starts_at, ends_at])
    cursor.execute(STEP, [uuid.uuid4(), key, user])
    told = json.dumps({"service": asked["service_id"], "starts_at": asked["starts_at"], "overbooked": False})
    cursor.execute(EVENT, [uuid.uuid4(), key, asked["patient_id"], user, uuid.uuid4(), told])
    return bytes(cursor.execute(BOOKED, [key]).fetchone()[0].encode())
