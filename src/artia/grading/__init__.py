"""Grade notebooks fast and safely: forked, jailed kernels; checks out of learners' reach.

From the inside out: `jail` confines a process, `forkserver` starts kernels in jails,
`executor` runs a notebook in one and loses nothing, `checks` judges the values it returns, and
`farm` does it for a whole class and writes the gradebook.
"""
