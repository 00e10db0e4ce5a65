"""From folders of Markdown to answers with sources."""

from bot.knowledge.answers import Answer, Citation, Passage, Refusal
from bot.knowledge.calibration import Calibration
from bot.knowledge.evidence import Evidence
from bot.knowledge.follow_up import goes_on, is_brief, leans
from bot.knowledge.service import IndexReport, Knowledge
from bot.knowledge.tokens import prepare_segmenter

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
    "prepare_segmenter",
]
