"""The conversation: one file a topic, asked in this order."""

from handlers.admins import admin, roles
from handlers.announcements import (
    announce,
    announced,
    delivered,
    questions as announcement_questions,
    recalling,
    revising,
    waiting,
    wishes as announcement_wishes,
)
from handlers.coming import calendar, on_stage, practical, status as salon_status, streams
from handlers.evening import (
    arrivals,
    checkin,
    debate,
    debate_orders,
    doors,
    draw,
    draw_offers,
    roster,
    shares,
)
from handlers.guidance import help, how_to
from handlers.orders import (
    confirming,
    corrections,
    lapsed,
    not_theirs,
    together,
    undoing,
    unread as unread_orders,
    wishes,
)
from handlers.questions import ask, evidence
from handlers.salons import (
    agenda,
    changes as salon_changes,
    creation as salon_creation,
    moving,
    reinstating,
    replays,
    series,
    signup_limits,
    talk_changes,
)
from handlers.signup import (
    plus_ones,
    questions as signup_questions,
    signup,
    wishes as signup_wishes,
)

routers = (
    help.router,
    revising.router,
    announcement_wishes.router,
    together.router,
    signup_limits.router,
    salon_status.router,
    on_stage.router,
    calendar.router,
    signup.router,
    doors.router,
    checkin.router,
    arrivals.router,
    salon_creation.router,
    agenda.router,
    talk_changes.router,
    moving.router,
    salon_changes.router,
    reinstating.router,
    corrections.router,
    series.router,
    streams.router,
    replays.router,
    shares.router,
    draw.router,
    draw_offers.router,
    roster.router,
    debate.router,
    debate_orders.router,
    announce.router,
    wishes.router,
    confirming.router,
    announced.router,
    announcement_questions.router,
    recalling.router,
    undoing.router,
    delivered.router,
    waiting.router,
    admin.router,
    roles.router,
    not_theirs.router,
    plus_ones.router,
    practical.router,
    signup_wishes.router,
    signup_questions.router,
    how_to.router,
    evidence.router,
    lapsed.router,
    revising.unread,
    unread_orders.router,
    ask.router,
)

__all__ = ["routers"]
