"""What every page that we serve has in common: files and templates, who may open it, and
how a message is drawn."""
