"""The JSON API: every app's router under /api/v1."""

from hospital.accounts import api as accounts
from hospital.accounts.doors import DOORS
from hospital.audit.api import router as audit
from hospital.config.api import router as settings
from hospital.core.api import HospitalAPI
from hospital.organization import api as organization
from hospital.patients import api as patients

api = HospitalAPI(title="Hospital", version="1", urls_namespace="api", auth=DOORS, docs_url="/docs")
accounts.mount(api)
organization.mount(api)
patients.mount(api)
api.add_router("/settings", settings)
api.add_router("/audit", audit)
