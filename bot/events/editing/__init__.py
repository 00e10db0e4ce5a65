"""Changing salons by chat: what organizers say of them, and doing it once confirmed."""
