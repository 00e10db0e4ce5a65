"""What must be said later: rules, the outbox, and who empties it."""

from bot.schedule.outbox import Delivery, DeliveryKind, NewDelivery, Outbox
from bot.schedule.replays import NewReplay, ReplayPosts

__all__ = ["Delivery", "DeliveryKind", "NewDelivery", "NewReplay", "Outbox", "ReplayPosts"]
