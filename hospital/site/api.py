"""The JSON API: every app's router under /api/v1."""

from hospital.accounts.doors import DOORS
from hospital.core.api import HospitalAPI

api = HospitalAPI(title="Hospital", version="1", urls_namespace="api", auth=DOORS, docs_url="/docs")
