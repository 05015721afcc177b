"""The norms as data: what a desk asks, how it ranks, how fast it must be, and the words it uses.

`models` is the shape (plain frozen dataclasses, no library), `loader` reads TOML parts into it and names
file, key and reason of every mistake, `publish` fills in zone, holidays and make-up workdays (调休).
"""
