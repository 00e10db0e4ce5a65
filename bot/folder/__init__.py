"""The folders of pages on disk: read without trusting them, and looked after for edits."""

from bot.folder.reading import (
    EXCLUDED_FOLDERS,
    VOCABULARY_NAMES,
    KnowledgeFile,
    Scan,
    Skipped,
    scan,
)

__all__ = ["EXCLUDED_FOLDERS", "VOCABULARY_NAMES", "KnowledgeFile", "Scan", "Skipped", "scan"]
