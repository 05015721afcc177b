"""What the desk needs of a store, a part for each of its affairs; `ports` puts them together."""
