"""The last word on a draft, and orders that no command of their own reads."""
