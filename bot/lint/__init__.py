"""What is wrong or doubtful in the knowledge folders, each finding with its remedy."""

from bot.lint.findings import Finding, Severity, as_github, as_record, as_text
from bot.lint.folders import lint

__all__ = ["Finding", "Severity", "as_github", "as_record", "as_text", "lint"]
