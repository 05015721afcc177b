"""Paper: Word files from templates that the desk may edit, and plain text for the terminal (SITE-9)."""
