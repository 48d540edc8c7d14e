"""Profiles (表样口径): what one form asks for, as data.

`load("hebei")` gives a shipped profile, `load("our.toml")` a user's own.  A file may build on
another with `extends`, and override or add to what it says.
"""

from xlgoals.profiles.lexicon import Lexicon, NameClasses
from xlgoals.profiles.loader import DEFAULT, ProfileError, from_data, load, names
from xlgoals.profiles.model import OFF, Profile

__all__ = [
    "DEFAULT",
    "OFF",
    "Lexicon",
    "NameClasses",
    "Profile",
    "ProfileError",
    "from_data",
    "load",
    "names",
]
