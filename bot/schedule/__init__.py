"""What must be said later: rules, the outbox, and who empties it."""

from bot.schedule.budget import CallBudget
from bot.schedule.deliveries import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    NewDelivery,
    announcement_code,
    announcement_subject,
)
from bot.schedule.outbox import Outbox
from bot.schedule.replays import NewReplay, ReplayPosts
from bot.schedule.reports import LossReports

__all__ = [
    "CallBudget",
    "Delivery",
    "DeliveryKind",
    "DeliveryState",
    "LossReports",
    "NewDelivery",
    "NewReplay",
    "Outbox",
    "ReplayPosts",
    "announcement_code",
    "announcement_subject",
]
