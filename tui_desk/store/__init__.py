"""The only room with SQLAlchemy: a desk's database, SQLite or Postgres.

`open_store` is its door; what it gives fulfils `desk.ports.Store`.
"""

from tui_desk.store.opening import open_store
from tui_desk.store.places import make_shared_folder

__all__ = ["make_shared_folder", "open_store"]
