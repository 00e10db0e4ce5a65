"""From a message in its conversation to an answer or a refusal."""
