"""Free text: smalltalk, salons, knowledge, or an honest refusal; and what an answer went by."""
