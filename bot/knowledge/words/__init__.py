"""The words of pages and questions, and what they weigh by themselves."""
