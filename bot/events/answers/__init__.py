"""Answers by subject; each takes a Question and gives a SalonReply, or None when the
question is not its matter."""
