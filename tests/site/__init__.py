"""A Django site of a few views, for tests that need one."""
