"""The widgets that more than one screen uses, or that are a subject of their own."""
