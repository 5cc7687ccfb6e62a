"""What the executor tells a learner, under a cell of the graded notebook.

Each entry is a name (what an error output shows first) and a sentence: what happened, and where
to look. Typography: in French, a non-breaking space before a colon and inside guillemets.
"""

from __future__ import annotations

from nbformat import NotebookNode

from artia.grading.typography import fill

LANGUAGES = ("fr", "en")

_FR = {
    "cpu": (
        "Calcul sans fin",
        "Cette cellule a calculé pendant {limit} s sans finir : elle a été arrêtée. "
        "Cherchez une boucle dont la condition d'arrêt n'arrive jamais, ou un calcul à alléger. "
        "{rest}",
    ),
    "wall": (
        "Attente sans fin",
        "Cette cellule attendait encore après {limit} s : elle a été arrêtée. Cherchez un "
        "`time.sleep`, une lecture ou une connexion qui n'aboutit pas. {rest}",
    ),
    "submission cpu": (
        "Temps épuisé",
        "L'ensemble de votre travail a droit à {limit} s de calcul, et il en avait pris {found}. "
        "Cette cellule a été arrêtée, et les suivantes n'ont pas été exécutées; les points d'avant "
        "restent. Cherchez la cellule qui calcule le plus longtemps, et allégez-la.",
    ),
    "submission wall": (
        "Temps épuisé",
        "L'ensemble de votre travail peut durer {limit} s, attentes comprises, et il durait depuis "
        "{found} s. Cette cellule a été arrêtée, et les suivantes n'ont pas été exécutées; les "
        "points d'avant restent. Cherchez la cellule qui attend ou calcule le plus longtemps.",
    ),
    "after submission cpu": (
        "Temps épuisé",
        "L'ensemble de votre travail a droit à {limit} s de calcul, et il en avait pris {found}. "
        "Cette cellule n'a donc pas été exécutée. Cherchez, plus haut, la cellule qui calcule le "
        "plus longtemps, et allégez-la.",
    ),
    "after submission wall": (
        "Temps épuisé",
        "L'ensemble de votre travail peut durer {limit} s, attentes comprises, et il durait depuis "
        "{found} s. Cette cellule n'a donc pas été exécutée. Cherchez, plus haut, la cellule qui "
        "attend ou calcule le plus longtemps.",
    ),
    "memory": (
        "Mémoire épuisée",
        "Cette cellule a demandé plus que les {limit} de mémoire permis : Python a été arrêté. "
        "Cherchez une liste qui grandit sans cesse ou un tableau trop grand. {rest}",
    ),
    "crash": (
        "Python s'est arrêté",
        "Python s'est arrêté pendant cette cellule, sans pouvoir dire pourquoi. Cela arrive "
        "avec `os._exit`, un signal, ou une bibliothèque qui plante. {rest}",
    ),
    "exit": (
        "Python s'est arrêté",
        "Cette cellule appelle `exit()` ou `quit()`, qui arrêtent Python : un carnet n'en a pas "
        "besoin. Retirez cet appel. {rest}",
    ),
    "flood": (
        "Sortie démesurée",
        "Cette cellule a produit beaucoup plus de sortie qu'une personne ne peut en lire : elle "
        "a été arrêtée. Retirez les `print` placés dans une boucle. {rest}",
    ),
    "dropped": (
        "Sortie démesurée",
        "Cette cellule a coupé sa liaison avec la correction, le plus souvent en affichant un "
        "seul objet de plusieurs mégaoctets. Affichez-en un extrait. {rest}",
    ),
    "gone": (
        "Non exécutée",
        "Une cellule précédente a arrêté Python; selon la règle de ce cours, celle-ci n'a pas "
        "été exécutée et vaut zéro. Commencez par la première cellule marquée en erreur.",
    ),
    "restarts": (
        "Non exécutée",
        "Python s'est arrêté trop souvent dans ce carnet pour que la correction puisse continuer. "
        "Commencez par la première cellule marquée en erreur.",
    ),
    "score": (
        "Résultat refusé",
        "Le test de cette cellule a rendu « {found} » : on attendait un nombre de points entre "
        "0 et {points}. Elle vaut donc zéro.",
    ),
    "ungraded": (
        "À noter par une personne",
        "La correction automatique n'a pas pu juger cette cellule. Votre travail n'est pas en "
        "cause : une personne la notera.",
    ),
    "refused": (
        "Carnet refusé",
        "Ce carnet n'a pas pu être corrigé, et rien n'y a été exécuté. {reason}",
    ),
    "missing": (
        "",
        "Cette cellule ({cell_id}) manquait dans le carnet remis : la correction l'a remise en "
        "place.\n\n",
    ),
    "cut": ("", "[… La suite de cette sortie est coupée : elle dépasse {limit}.]"),
    "goes on": ("", "Les autres cellules ont été exécutées."),
    "stops": ("", "Les cellules suivantes n'ont pas été exécutées."),
}

_EN = {
    "cpu": (
        "Endless computation",
        "This cell computed for {limit} s without finishing, so it was stopped. Look for a "
        "loop whose end condition never comes, or for a computation to lighten. {rest}",
    ),
    "wall": (
        "Endless wait",
        "This cell was still waiting after {limit} s, so it was stopped. Look for a "
        "`time.sleep`, a read or a connection that never comes back. {rest}",
    ),
    "submission cpu": (
        "Out of time",
        "Your whole submission may compute for {limit} s, and had used {found}. This cell was "
        "stopped, and the cells after it were not run; the points earned before stay. Look for "
        "the cell that computes the longest, and lighten it.",
    ),
    "submission wall": (
        "Out of time",
        "Your whole submission may last {limit} s, waiting included, and had lasted {found} s. "
        "This cell was stopped, and the cells after it were not run; the points earned before "
        "stay. Look for the cell that waits or computes the longest.",
    ),
    "after submission cpu": (
        "Out of time",
        "Your whole submission may compute for {limit} s, and had used {found}. This cell was "
        "therefore not run. Look, above, for the cell that computes the longest, and lighten it.",
    ),
    "after submission wall": (
        "Out of time",
        "Your whole submission may last {limit} s, waiting included, and had lasted {found} s. "
        "This cell was therefore not run. Look, above, for the cell that waits or computes the "
        "longest.",
    ),
    "memory": (
        "Out of memory",
        "This cell asked for more than the {limit} of memory allowed, and Python was stopped. "
        "Look for a list that keeps growing, or an array too large. {rest}",
    ),
    "crash": (
        "Python stopped",
        "Python stopped during this cell, with no chance to say why. That happens with "
        "`os._exit`, a signal, or a library that crashes. {rest}",
    ),
    "exit": (
        "Python stopped",
        "This cell calls `exit()` or `quit()`, which stop Python: a notebook needs neither. "
        "Remove that call. {rest}",
    ),
    "flood": (
        "Too much output",
        "This cell wrote far more output than a person can read, so it was stopped. Remove the "
        "`print` calls inside loops. {rest}",
    ),
    "dropped": (
        "Too much output",
        "This cell cut its line to the grader, most often by displaying one object of several "
        "megabytes. Display a part of it. {rest}",
    ),
    "gone": (
        "Not run",
        "An earlier cell stopped Python; by this course's rule, this one was not run and is worth "
        "zero. Begin with the first cell that carries an error.",
    ),
    "restarts": (
        "Not run",
        "Python stopped too often in this notebook for grading to go on. Begin with the first "
        "cell that carries an error.",
    ),
    "score": (
        "Result refused",
        'The test in this cell gave "{found}", where a number of points between 0 and {points} '
        "was expected. It is worth zero.",
    ),
    "ungraded": (
        "To be marked by a person",
        "The automatic grader could not judge this cell. Your work is not at fault: a person "
        "will mark it.",
    ),
    "refused": (
        "Notebook refused",
        "This notebook could not be graded, and nothing in it was run. {reason}",
    ),
    "missing": (
        "",
        "This cell ({cell_id}) was missing from the submitted notebook: grading put it back.\n\n",
    ),
    "cut": ("", "[… The rest of this output is cut: it is longer than {limit}.]"),
    "goes on": ("", "The other cells were run."),
    "stops": ("", "The cells after it were not run."),
}

_TEXTS = {"fr": _FR, "en": _EN}
_NO_BREAK = "\N{NO-BREAK SPACE}"


def language_of(notebook: NotebookNode) -> str:
    """Return the language the notebook was delivered in; English, as nbgrader, when unsaid."""
    ours = notebook.metadata.get("artia")
    language = ours.get("language") if isinstance(ours, dict) else None
    return language if language in LANGUAGES else "en"


def text(language: str, key: str, **values: object) -> str:
    """Return one sentence with its values filled in."""
    return fill(language, _TEXTS[language][key][1], values).strip(" ")


def name(language: str, key: str) -> str:
    """Return the name an error output shows."""
    return _TEXTS[language][key][0]


def size(language: str, count: int) -> str:
    """Return a number of bytes as people read it.

    >>> size("fr", 2 << 30), size("en", 1_000_000)
    ('2 Gio', '1 MB')
    """
    binary = count >= 1 << 20 and count % (1 << 20) == 0
    step = 1024 if binary else 1000
    number, units = float(count), ["", "k", "M", "G", "T"]
    while number >= step and len(units) > 1:
        number /= step
        units.pop(0)
    unit = units[0] + ("i" if binary and units[0] else "") + ("o" if language == "fr" else "B")
    digits = f"{number:.3g}"
    if language == "fr":
        digits = digits.replace(".", ",")
    return f"{digits}{_NO_BREAK}{unit}"
