"""Salons, talks, speakers, replays, agenda: the record, and answers from it."""

from bot.events.book.calendar import SalonBook
from bot.events.questions import SalonReply, answer_question
from bot.events.record.models import AddedReplay, Salon
from bot.events.salons import Salons
from bot.events.words.vocabulary import prepare as prepare_phrases

__all__ = [
    "AddedReplay",
    "Salon",
    "SalonBook",
    "SalonReply",
    "Salons",
    "answer_question",
    "prepare_phrases",
]
