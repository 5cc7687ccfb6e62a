"""ArtIA's bilingual course in critical AI literacy: labs, authoring, book, grading and hub."""

__version__ = "0.1.0"
