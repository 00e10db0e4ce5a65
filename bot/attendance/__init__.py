"""Who comes to a salon: sign-ups, check-ins, shares, prize draws, debates.

Everything is kept in the store under the salon's id; the salons themselves are read from
``bot.events`` and never changed here.
"""

from bot.attendance.people import Attendee
from bot.attendance.services import Attendance
from bot.attendance.signups import Signup, SignupState
from bot.attendance.windows import Windows, coming, latest, windows_of

__all__ = [
    "Attendance",
    "Attendee",
    "Signup",
    "SignupState",
    "Windows",
    "coming",
    "latest",
    "windows_of",
]
