"""The pages for admins: what was asked in vain, what the bot makes of a question and of a
page, what is coming and what was sent, and who did what."""
