"""The demo desk: one busy day on the norm of 001, told through the desk's own verbs, and then alive.

`story` is its people and calls, `telling` makes the desk of them, `life` lets it go on. Uses only the Desk.
"""
