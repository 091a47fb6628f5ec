"""The limit: the same answers from a minimal WSGI application over psycopg, with nothing in between.

For each request it does what ours does: look the token up with the permission, read, write the row of the
trail, in one transaction, and give the same JSON. It looks the token up every time, where ours remembers it
for three seconds; RAW_REMEMBERS=1 lets it remember too, for ever.
"""

import base64
import hashlib
import os
import uuid
from collections.abc import Callable, Iterable
from threading import local
from typing import Any  # Any: WSGI environments and rows
from urllib.parse import parse_qs

import orjson
import psycopg

from bench import raw_agenda

URL = os.environ["DATABASE_URL"]
REMEMBERS = bool(os.environ.get("RAW_REMEMBERS"))
LIMIT = 50
LATEST = (
    "FROM patients_{table} d WHERE d.patient_id = p.id AND d.ended_on IS NULL{which} ORDER BY {order} LIMIT 1"
)
OF_KIND = " AND d.kind = '%s'"
PREFERRED, YOUNGEST = "d.is_preferred DESC, d.created_at DESC, d.id DESC", "d.created_at DESC, d.id DESC"


def latest(table: str, kind: str) -> str:
    """The value of this kind that is preferred, or else the latest."""
    return f"(SELECT d.value {LATEST.format(table=table, which=OF_KIND % kind, order=PREFERRED)})"


CIVIL = "trim(concat(p.given_name, ' ', p.family_name))"
ROW = f"""
'id', p.id, 'version', p.version, 'chart_number', p.chart_number, 'state', p.state,
'name', CASE WHEN p.social_name = '' THEN {CIVIL} ELSE p.social_name END, 'civil_name', {CIVIL},
'birth_date', p.birth_date, 'birth_date_precision', p.birth_date_precision, 'sex', p.sex,
'mother_name', p.mother_name, 'cpf', {latest("identifier", "cpf")}, 'is_unidentified', p.is_unidentified,
'is_confidential', p.is_confidential, 'is_deceased', p.is_deceased"""
PLACE = ", ".join(
    f"'{name}', d.{name}"
    for name in (
        "street",
        "number",
        "complement",
        "district",
        "city",
        "city_code",
        "state",
        "postal_code",
        "country",
    )
)
WHOLE = f"""{ROW},
'given_name', p.given_name, 'family_name', p.family_name, 'social_name', p.social_name,
'gender_identity', p.gender_identity, 'mother_id', p.mother_id, 'mother_unknown', p.mother_unknown,
'race_colour', p.race_colour, 'ethnicity', p.ethnicity, 'nationality', p.nationality,
'birth_city', p.birth_city, 'birth_city_code', p.birth_city_code, 'birth_state', p.birth_state,
'birth_country', p.birth_country,
'language', p.language, 'marital_status', p.marital_status, 'cns', {latest("identifier", "cns")},
'phone', {latest("contact", "phone")}, 'email', {latest("contact", "email")},
'address', (SELECT json_build_object({PLACE}) {LATEST.format(table="address", which="", order=YOUNGEST)}),
'deceased_at', p.deceased_at, 'has_photo', p.photo <> '', 'description', p.description,
'merged_into_id', p.merged_into_id, 'created_at', p.created_at, 'updated_at', p.updated_at"""

WHO = """
SELECT u.id FROM accounts_token t JOIN accounts_user u ON u.id = t.user_id
WHERE t.digest = %s AND t.revoked_at IS NULL AND t.expires_at > now() AND u.is_active AND EXISTS (
  SELECT 1 FROM accounts_grant g JOIN accounts_role r ON r.id = g.role_id
  WHERE g.user_id = u.id AND r.is_active AND %s = ANY(r.permissions))"""
TRAIL = """
INSERT INTO audit_access (id, action, what, patient_id, by_id, reason, face, address, request_id, particulars)
VALUES (%s, %s, 'patients.patient', %s, %s, '', 'api', '127.0.0.1', %s, %s::jsonb)"""
ONE = f"SELECT json_build_object({WHOLE})::text FROM patients_patient p WHERE p.id = %s"
LIST = f"""
SELECT json_build_object({ROW})::text, p.sort_name, p.id FROM patients_patient p
WHERE p.state = 'active' AND p.sort_name >= %s AND (p.sort_name > %s OR (p.sort_name = %s AND p.id > %s))
ORDER BY p.sort_name, p.id LIMIT {LIMIT + 1}"""
FOUND = f"""
WITH spelled AS MATERIALIZED (
  SELECT id FROM patients_patient WHERE state = 'active' AND {{spelled}} LIMIT 1000),
called AS MATERIALIZED (
  SELECT id FROM patients_patient WHERE state = 'active' AND {{called}} LIMIT 1000)
SELECT json_build_object({ROW})::text, CASE WHEN p.sort_name LIKE %s THEN 0 ELSE 1 END AS distance,
  p.sort_name, p.id
FROM patients_patient p WHERE p.id IN (SELECT id FROM spelled UNION SELECT id FROM called)
ORDER BY distance, p.sort_name, p.id LIMIT {LIMIT + 1}"""

here = local()
known: dict[str, Any] = {}  # Any: see above


def application(
    environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:  # Any: WSGI's
    """Answer: GET /api/v1/patients/{id}, ?q=, ?cursor=, agendas/{resource}/day; POST /api/v1/appointments"""
    if not hasattr(here, "link"):
        here.link = psycopg.connect(URL, prepare_threshold=1, autocommit=True)
        here.link.execute("SET plan_cache_mode = force_custom_plan")
    with here.link.transaction(), here.link.cursor() as cursor:
        body = answer(cursor, environ)
    status = "200 OK" if environ["REQUEST_METHOD"] == "GET" else "201 Created"
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def answer(cursor: Any, environ: dict[str, Any]) -> bytes:  # Any: see above
    key, path = environ["HTTP_AUTHORIZATION"].removeprefix("Bearer "), environ["PATH_INFO"]
    if path == "/api/v1/appointments":
        return raw_agenda.book(cursor, environ, who(cursor, key, "scheduling.book_appointment"))
    if path.startswith("/api/v1/agendas/"):
        return raw_agenda.day(cursor, environ, who(cursor, key, "scheduling.view_appointment"))
    user = who(cursor, key, "patients.view_patient")
    name = environ["PATH_INFO"].removeprefix("/api/v1/patients").strip("/")
    asked = {key: value[0] for key, value in parse_qs(environ["QUERY_STRING"]).items()}
    if name:
        row = cursor.execute(ONE, [name]).fetchone()
        cursor.execute(TRAIL, [uuid.uuid4(), "read", name, user, uuid.uuid4(), "{}"])
        return bytes(row[0].encode())
    rows = search(cursor, asked["q"]) if "q" in asked else after(cursor, asked["cursor"])
    cursor.execute(TRAIL, [uuid.uuid4(), "search", None, user, uuid.uuid4(), f'{{"found": {len(rows)}}}'])
    return page(rows)


def who(cursor: Any, key: str, permission: str) -> Any:  # Any: see above
    digest = hashlib.sha256(key.encode()).hexdigest()
    if REMEMBERS and digest in known:
        return known[digest]
    known[digest] = cursor.execute(WHO, [digest, permission]).fetchone()[0]
    return known[digest]


def after(cursor: Any, sealed: str) -> list[Any]:  # Any: see above
    name, key = orjson.loads(base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4)))
    return list(cursor.execute(LIST, [name, name, name, key]).fetchall())


def search(cursor: Any, text: str) -> list[Any]:  # Any: see above
    first, *others = text.lower().split()
    spelled = " AND ".join("search LIKE %s" for _ in [first, *others])
    called = " AND ".join(["sort_name LIKE %s", *("search LIKE %s" for _ in others)])
    order = "" if others else " ORDER BY sort_name, id"
    inside = [f"%{word}%" for word in others]
    parameters = [f"%{first}%", *inside, f"{first}%", *inside, f"{first}%"]
    return list(cursor.execute(FOUND.format(spelled=spelled, called=called + order), parameters).fetchall())


def page(rows: list[Any]) -> bytes:  # Any: see above
    items = rows[:LIMIT]
    last = None
    if len(rows) > LIMIT:
        last = base64.urlsafe_b64encode(orjson.dumps(list(items[-1][1:]), default=str)).decode().rstrip("=")
    head = orjson.dumps(last).decode()
    return f'{{"items":[{",".join(item[0] for item in items)}],"next":{head},"total":null}}'.encode()
