"""The book: a Sphinx extension for its two languages, its build, and its checks.

`extension` is what Sphinx loads; `build` makes the two sites; `pages` reads the Markdown sources
for the rule families `structure`, `parity`, `typography`, `links`, `alternatives` and `freshness`.
"""
