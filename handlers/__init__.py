"""The conversation: one file a topic, asked in this order."""

from handlers import (
    admin,
    announce,
    announced,
    ask,
    calendar,
    checkin,
    confirming,
    debate,
    draw,
    help,
    replays,
    roles,
    roster,
    salon_changes,
    salon_creation,
    series,
    shares,
    signup,
    signup_questions,
    waiting,
)

routers = (
    help.router,
    calendar.router,
    signup.router,
    checkin.router,
    salon_creation.router,
    salon_changes.router,
    series.router,
    replays.router,
    shares.router,
    draw.router,
    roster.router,
    debate.router,
    announce.router,
    confirming.router,
    announced.router,
    waiting.router,
    admin.router,
    roles.router,
    signup_questions.router,
    ask.router,
)

__all__ = ["routers"]
