"""The families of rules, one a file; each yields findings about a page, or about a pair of them.

What is read is in `artia.book.pages`; the order in which the families run is in `artia.book.check`;
the names that `% check: ignore` knows are in `artia.book.marks`.
"""
