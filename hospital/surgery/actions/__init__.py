"""Everything that can be done with operations, by noun."""

from ..sides import NoConsent, SidesDisagree
from ..steps import (
    NoSignIn,
    NoSignOut,
    NoTimeOut,
    NotYourUnit,
    OutOfOrder,
    PatientInTheatre,
    SurgeryWithdrawn,
    TheatreOccupied,
)
from .anaesthesia import EntryData, NotYetInTheatre, score_aldrete, write_anaesthesia
from .booking import (
    NotAnEmergency,
    NotATheatre,
    NotAuthorised,
    booked_people,
    cancel,
    follow_booking,
    insert_emergency,
    schedule,
    unschedule,
)
from .checklist import (
    AlreadySigned,
    CountsFirst,
    NotAnswered,
    NotOfTheTeam,
    PhaseClosed,
    SignedForThisRole,
    SignInFirst,
    answer_phase,
    sign_phase,
    waive_phase,
)
from .consents import (
    ConsentRevoked,
    ConsentThere,
    SurgicalConsentData,
    TooLateForConsent,
    revoke_consent,
    write_consent,
)
from .keeping import (
    CountedAlready,
    Expired,
    ImplantData,
    ImplantWithdrawn,
    LabelTaken,
    SpecimenData,
    add_to_count,
    explain_count,
    finish_count,
    start_count,
    take_specimen,
    use_implant,
    withdraw_implant,
)
from .reading import listed, open_surgery
from .requesting import (
    AssessmentData,
    PatientIsDead,
    ProcedureData,
    SideWasSaid,
    StillBooked,
    SurgeryData,
    TooLateToChange,
    assess,
    authorise,
    change_request,
    request,
    set_procedures,
    withdraw,
)
from .team import (
    AlreadyInTheTeam,
    BookedWithTheTheatre,
    NeedsASurgeon,
    OneSurgeon,
    TeamGone,
    add_member,
    change_surgeon,
    remove_member,
)
from .theatre import (
    NotAwake,
    TimeGivenBack,
    begin,
    begin_anaesthesia,
    call,
    end_anaesthesia,
    enter_room,
    explain_delay,
    finish,
    leave_recovery,
    leave_room,
    send_back,
)

__all__ = [
    "AlreadyInTheTeam", "AlreadySigned", "AssessmentData", "BookedWithTheTheatre", "ConsentRevoked",
    "ConsentThere", "CountedAlready", "CountsFirst", "EntryData", "Expired", "ImplantData",
    "ImplantWithdrawn", "LabelTaken", "NeedsASurgeon", "NoConsent", "NoSignIn", "NoSignOut", "NoTimeOut",
    "NotATheatre", "NotAnEmergency", "NotAnswered", "NotAuthorised", "NotAwake", "NotOfTheTeam",
    "NotYetInTheatre", "NotYourUnit", "OneSurgeon", "OutOfOrder", "PatientInTheatre", "PatientIsDead",
    "PhaseClosed", "ProcedureData", "SideWasSaid", "SidesDisagree", "SignInFirst", "SignedForThisRole",
    "SpecimenData", "StillBooked", "SurgeryData", "SurgeryWithdrawn", "SurgicalConsentData", "TeamGone",
    "TheatreOccupied", "TimeGivenBack", "TooLateForConsent", "TooLateToChange", "add_member", "add_to_count",
    "answer_phase", "assess", "authorise", "begin", "begin_anaesthesia", "booked_people", "call", "cancel",
    "change_request", "change_surgeon", "end_anaesthesia", "enter_room", "explain_count", "explain_delay",
    "finish", "finish_count", "follow_booking", "insert_emergency", "leave_recovery", "leave_room", "listed",
    "open_surgery",
    "remove_member", "request", "revoke_consent", "schedule", "score_aldrete", "send_back", "set_procedures",
    "sign_phase", "start_count", "take_specimen", "unschedule", "use_implant", "waive_phase", "withdraw",
    "withdraw_implant", "write_anaesthesia", "write_consent",
]  # fmt: skip
