"""From folders of Markdown to answers with sources."""

from bot.knowledge.answering.answers import Answer, Citation, Passage, Refusal
from bot.knowledge.answering.evidence import Evidence
from bot.knowledge.answering.follow_up import goes_on, is_brief, leans
from bot.knowledge.ranking.calibration import Calibration, messages_to_refuse
from bot.knowledge.service import IndexReport, Knowledge
from bot.knowledge.words.tokens import prepare_segmenter

__all__ = [
    "Answer",
    "Calibration",
    "Citation",
    "Evidence",
    "IndexReport",
    "Knowledge",
    "Passage",
    "Refusal",
    "goes_on",
    "is_brief",
    "leans",
    "messages_to_refuse",
    "prepare_segmenter",
]
