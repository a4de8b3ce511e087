"""What every test run shares."""

from hypothesis import settings

settings.register_profile("house", deadline=None)  # a loaded machine is no failure
settings.load_profile("house")
