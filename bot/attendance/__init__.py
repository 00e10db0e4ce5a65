"""Who comes to a salon: sign-ups, check-ins, shares, prize draws, debates.

Everything is kept in the store under the salon's id; the salons themselves are read from
``bot.events`` and never changed here.
"""
