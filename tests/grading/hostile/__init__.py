"""A class of hostile learners, graded for real in each tier, and what none of them may achieve.

`lab` is the assignment, `world` the machine around it (secrets, listeners, a process to kill),
`course` puts both on disk, `attacks` holds one entry per hostile learner, `run` calls
``artia grade`` and reads back everything it wrote. The tests are in ``test_hostile*.py``.
"""
