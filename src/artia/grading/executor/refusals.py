"""Why a submitted file is not graded, in the person's language."""

from __future__ import annotations

from artia.grading.errors import GradingError
from artia.grading.reasons import Reason
from artia.grading.typography import fill

_SENTENCES = {
    "not a notebook": (
        "On attendait un carnet; ce fichier JSON est autre chose. Remettez le carnet lui-même.",
        "A notebook was expected; this JSON file is something else. Submit the notebook itself.",
    ),
    "no cells": (
        "Un carnet a une liste de cellules; celui-ci n'en a pas. Remettez-le à nouveau.",
        "A notebook has a list of cells; this one has none. Submit it again.",
    ),
    "too many cells": (
        "Un carnet peut avoir {most} cellules; celui-ci en a {found}. Retirez celles qui ont été "
        "ajoutées.",
        "A notebook may have {most} cells; this one has {found}. Remove those that were added.",
    ),
    "metadata": (
        "Les métadonnées de ce carnet sont abîmées. Ouvrez-le dans Jupyter, enregistrez-le, puis "
        "remettez-le.",
        "This notebook's metadata is damaged. Open it in Jupyter, save it, then submit it again.",
    ),
    "cannot be opened": (
        "On attendait un fichier ordinaire; celui-ci ne s'ouvre pas ({why}). Remettez le carnet "
        "lui-même, pas un lien.",
        "A regular file was expected; this one cannot be opened ({why}). Submit the notebook "
        "itself, not a link.",
    ),
    "not regular": (
        "On attendait un fichier ordinaire; celui-ci n'en est pas un. Remettez le carnet lui-même.",
        "A regular file was expected; this one is not. Submit the notebook itself.",
    ),
    "too heavy": (
        "Un carnet peut peser {most} Mo; celui-ci en pèse {found}. Effacez ses sorties, "
        "enregistrez-le, puis remettez-le.",
        "A notebook may weigh {most} MB; this one weighs {found}. Clear its outputs, save it, then "
        "submit it again.",
    ),
    "too much structure": (
        "Ce carnet contient trop de données hors du texte. Effacez ses sorties, enregistrez-le, "
        "puis remettez-le.",
        "This notebook holds too much data outside its text. Clear its outputs, save it, then "
        "submit it again.",
    ),
    "encoding": (
        "Un carnet est encodé en UTF-8, et ce fichier ne l'est pas. Ouvrez-le dans Jupyter, "
        "enregistrez-le, puis remettez-le.",
        "A notebook is written in UTF-8, and this file is not. Open it in Jupyter, save it, then "
        "submit it again.",
    ),
    "nested": (
        "Les données de ce carnet sont imbriquées sur plus de {most} niveaux. Effacez ses sorties, "
        "enregistrez-le, puis remettez-le.",
        "This notebook's data is nested more than {most} levels deep. Clear its outputs, save it, "
        "then submit it again.",
    ),
    "damaged": (
        "Un carnet est un fichier JSON; celui-ci est coupé ou abîmé. Ouvrez-le dans Jupyter, "
        "enregistrez-le, puis remettez-le.",
        "A notebook is a JSON file; this one is cut or damaged. Open it in Jupyter, save it, then "
        "submit it again.",
    ),
    "format": (
        "On attendait un carnet au format 4; celui-ci annonce {found}. Ouvrez-le dans Jupyter, "
        "enregistrez-le, puis remettez-le.",
        "A notebook of format 4 was expected; this one says {found}. Open it in Jupyter, save it, "
        "then submit it again.",
    ),
    "cell": (
        "La cellule {number} est abîmée. Ouvrez le carnet dans Jupyter, enregistrez-le, puis "
        "remettez-le.",
        "Cell {number} is damaged. Open the notebook in Jupyter, save it, then submit it again.",
    ),
    "long cell": (
        "Une cellule peut contenir {most} caractères; la cellule {number} en a {found}. Mettez les "
        "données dans un fichier, à côté du carnet.",
        "A cell may hold {most} characters; cell {number} has {found}. Put the data in a file, "
        "beside the notebook.",
    ),
}


class PolicyError(GradingError):
    """A submitted file that is not graded. `reason` says why in both languages."""

    def __init__(self, key: str, **values: object):
        in_french, in_english = _SENTENCES[key]
        #: What was expected, what was found and what to do.
        self.reason = Reason(fill("en", in_english, values), fill("fr", in_french, values))
        super().__init__(self.reason.en, self.reason.fr)
