"""Lab 05's own files: words as vectors, what is measured on them, and two tools in service."""
