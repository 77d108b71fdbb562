"""The settings of Hypothesis for every test of the project.

The same examples on every machine and in every worker, none remembered between runs, and no deadline:
two cores that are shared by two workers say nothing about the time of one example.
"""

from hypothesis import settings

settings.register_profile("project", derandomize=True, database=None, deadline=None)
settings.load_profile("project")
