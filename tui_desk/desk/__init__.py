"""The use cases of the desk: one verb each, over ports that the store fulfils.

Knows no database and no screen. `now` is asked of the store, whose clock all sessions share.
"""
