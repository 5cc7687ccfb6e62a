"""Collect and grade a whole class from the instructor's welcome page.

`counting` says how far the class is; `running` collects and grades, in a process of its own;
`report` is what that process writes and the page reads; `starting` starts it, once at a time.
"""
