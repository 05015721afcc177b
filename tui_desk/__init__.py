"""tui_desk 值班台: the duty desk of an IT helpdesk, in a terminal."""

__version__ = "0.1.0"
