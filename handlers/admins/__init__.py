"""What admins do in chat: the folder, the roles, the door to the console."""
