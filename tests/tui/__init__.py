"""The screens, driven as a person would drive them."""
