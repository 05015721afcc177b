"""The pure rules of a duty desk. No clock, file, database or screen: `now` is always an argument."""
