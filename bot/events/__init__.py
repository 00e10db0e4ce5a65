"""Salons, talks, speakers, replays, agenda: the record, and answers from it."""

from bot.events.calendar import SalonBook
from bot.events.models import AddedReplay, Salon
from bot.events.questions import SalonReply, answer_question
from bot.events.salons import Salons
from bot.events.vocabulary import prepare as prepare_phrases

__all__ = [
    "AddedReplay",
    "Salon",
    "SalonBook",
    "SalonReply",
    "Salons",
    "answer_question",
    "prepare_phrases",
]
