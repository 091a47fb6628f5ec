"""The JSON API: every app's router under /api/v1."""

from hospital.accounts import api as accounts
from hospital.accounts.doors import DOORS
from hospital.admissions import api as admissions
from hospital.audit.api import router as audit
from hospital.beds import api as beds
from hospital.booking import api as booking
from hospital.config.api import router as settings
from hospital.consultations import api as consultations
from hospital.core.api import HospitalAPI
from hospital.custody import api as custody
from hospital.encounters import api as encounters
from hospital.orders import api as orders
from hospital.organization import api as organization
from hospital.patients import api as patients
from hospital.records import api as records
from hospital.scheduling import api as scheduling
from hospital.signatures import api as signatures
from hospital.surgery import api as surgery
from hospital.terminology.api import router as terminology

api = HospitalAPI(title="Hospital", version="1", urls_namespace="api", auth=DOORS, docs_url="/docs")
accounts.mount(api)
organization.mount(api)
patients.mount(api)
encounters.mount(api)
scheduling.mount(api)
booking.mount(api)
records.mount(api)
api.add_router("/settings", settings)
api.add_router("/audit", audit)
api.add_router("/terminology", terminology)
signatures.mount(api)
consultations.mount(api)
orders.mount(api)
custody.mount(api)
beds.mount(api)
admissions.mount(api)
surgery.mount(api)
