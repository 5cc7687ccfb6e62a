"""Why a submission ended as it did, said to the person who teaches, in French and in English.

The one catalogue of these sentences: who knows a reason names it here and gives its values. What
a library or a course's own code said (an exception, Slurm's word) is quoted as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .typography import fill


class Reason(NamedTuple):
    """One sentence, in both languages."""

    en: str
    fr: str


def reason(key: str, **values: object) -> Reason:
    """Return a sentence of the catalogue. A value that is a `Reason` speaks both languages."""
    in_french, in_english = _SENTENCES[key]
    return Reason(
        en=fill("en", in_english, _spoken("en", values)),
        fr=fill("fr", in_french, _spoken("fr", values)),
    )


def _spoken(language: str, values: dict[str, object]) -> dict[str, object]:
    return {k: getattr(v, language) if isinstance(v, Reason) else v for k, v in values.items()}


def join(reasons: Sequence[Reason], between: Reason) -> Reason:
    """Return several texts as one."""
    return Reason(between.en.join(r.en for r in reasons), between.fr.join(r.fr for r in reasons))


_SENTENCES = {
    # What stopped a cell
    "cell cpu": (
        "La cellule a épuisé son budget de {limit} s de calcul.",
        "The cell used its whole budget of {limit} s of CPU time.",
    ),
    "cell wall": (
        "La cellule a duré plus que la limite de {limit} s d'horloge.",
        "The cell lasted longer than the wall limit of {limit} s.",
    ),
    "question cpu": (
        "Une question de la vérification cachée a épuisé ses {limit} s de calcul.",
        "A question of the hidden check used its {limit} s of CPU time.",
    ),
    "question wall": (
        "Une question de la vérification cachée a duré plus de {limit} s.",
        "A question of the hidden check lasted longer than {limit} s.",
    ),
    "questions": (
        "La vérification cachée de cette cellule a épuisé ses {limit} s de calcul.",
        "The hidden check of this cell used its whole {limit} s of CPU time.",
    ),
    "submission cpu": (
        "La copie a droit à {limit} s de calcul en tout (submission_cpu); elle en "
        "avait pris {found} quand elle a été arrêtée.",
        "The submission may use {limit} s of CPU time in all (submission_cpu); it "
        "had used {found} when it was stopped.",
    ),
    "submission wall": (
        "La copie peut durer {limit} s en tout (submission_wall); elle durait "
        "depuis {found} s quand elle a été arrêtée.",
        "The submission may last {limit} s in all (submission_wall); it had lasted "
        "{found} s when it was stopped.",
    ),
    "memory": (
        "Le noyau a été arrêté : mémoire épuisée.",
        "The kernel was killed: out of memory.",
    ),
    "memory error": (
        "La cellule s'est vu refuser de la mémoire (MemoryError).",
        "The cell was refused memory and raised MemoryError.",
    ),
    "exit code": (
        "Le noyau s'est arrêté avec le code de sortie {code}.",
        "The kernel ended with exit code {code}.",
    ),
    "ended": ("Le noyau s'est arrêté sans dire comment.", "The kernel ended without saying how."),
    "signal": (
        "Le noyau a été arrêté par le signal {signal}.",
        "The kernel ended by signal {signal}.",
    ),
    "exit": (
        "La cellule a appelé exit() ou quit(), qui arrêtent le noyau.",
        "The cell called exit() or quit(), which end the kernel.",
    ),
    "flood": (
        "Le noyau a envoyé {size} octets en {count} messages pour une cellule : il a été arrêté.",
        "The kernel sent {size} bytes in {count} messages for one cell and was killed.",
    ),
    "dropped": (
        "La liaison avec le noyau s'est fermée : un message de plus de {limit} octets, ou un "
        "canal fermé.",
        "The kernel's connection closed: a message over {limit} bytes, or a closed socket.",
    ),
    "replayed": (
        "Pendant une nouvelle exécution : {why}",
        "While it was run again: {why}",
    ),
    "restarts": (
        "Le noyau s'est encore arrêté après {most} redémarrages : le reste n'a pas été exécuté.",
        "The kernel died again after {most} restarts: the rest was left.",
    ),
    # What a test gave
    "score": (
        "Le test a rendu {found} pour {points} points : il vaut 0.",
        "The test gave {found} for {points} points; it is worth 0.",
    ),
    "no answer": (
        "Le noyau n'a pas répondu comme il faut à la vérification cachée.",
        "The kernel did not answer the hidden check as it should.",
    ),
    "check note": (
        "Une fonction de la vérification cachée s'est arrêtée sur la réponse : {said}",
        "A function of the hidden check stopped on the answer: {said}",
    ),
    "check failed": (
        "La vérification cachée a échoué : {said}",
        "The hidden check failed: {said}",
    ),
    # Files
    "left out": ("Un fichier a été laissé de côté : {file}.", "A file was left out: {file}."),
    "file": ("{path} : {why}", "{path}: {why}"),
    "too many files": (
        "trop de fichiers; celui-ci et les suivants sont laissés de côté",
        "too many files; this one and the next were left out",
    ),
    "too deep": ("dossiers trop profonds", "folders nested too deep"),
    "link": (
        "un lien ou un fichier spécial, pas un fichier ordinaire",
        "a link or a special file, not a regular file",
    ),
    "hard link": (
        "un lien physique, le même fichier ayant un autre nom",
        "a hard link: the same file has another name",
    ),
    "unreadable": ("illisible ({said})", "unreadable ({said})"),
    "too large": ("trop gros ({size} octets)", "too large ({size} bytes)"),
    # Submissions that are not graded
    "not graded": ("{name} n'est pas corrigé. {why}", "{name} is not graded. {why}"),
    "no notebook": ("La copie ne contient aucun carnet.", "The submission holds no notebook."),
    "other names": (
        "On attendait {expected}; il y a {found}.",
        "Expected {expected}, found {found}.",
    ),
    "more names": ("{names} (et {count} autres)", "{names} ({count} more)"),
    "or": (" ou ", " or "),
    "no access": ("La copie est illisible : {said}.", "The submission cannot be read: {said}."),
    "no date": (
        "timestamp.txt ne contient pas de date : {text}.",
        "timestamp.txt holds no date: {text}.",
    ),
    "nothing left": (
        "Il ne reste aucun carnet à corriger. Laissé de côté : {files}.",
        "No notebook is left to grade. Left out: {files}.",
    ),
    "no name": (
        "Aucun de ses carnets ne porte le nom d'un carnet de ce travail.",
        "None of its notebooks is one of the assignment's, by name.",
    ),
    "a notebook": ("Un carnet", "A notebook"),
    "not json": (
        "{name} n'est pas un carnet : son texte n'est pas du JSON.",
        "{name} is not a notebook: its text is not JSON.",
    ),
    "too old": (
        "{name} a des métadonnées nbgrader d'un format ancien : lancez-y `nbgrader update`.",
        "{name} has nbgrader metadata of an old format: run `nbgrader update` on it.",
    ),
    "too new": (
        "{name} a des métadonnées nbgrader d'un format plus récent que ce nbgrader.",
        "{name} has nbgrader metadata of a newer format than this nbgrader's.",
    ),
    "cannot be read": ("{name} est illisible : {said}.", "{name} cannot be read: {said}."),
    # The grader's own failures
    "grader": ("La correction a échoué : {said}.", "The grader failed: {said}."),
    "grader after": (
        "La correction a échoué après la lecture de {name} : {said}.",
        "The grader failed after reading {name}: {said}.",
    ),
    "worker": (
        "Le processus qui la corrigeait s'est arrêté {times} fois ({how}).",
        "The process that graded it died {times} times ({how}).",
    ),
    "worker signal": ("signal {name}", "signal {name}"),
    "worker code": ("code de sortie {code}", "exit code {code}"),
    "worker stuck": ("sans fin après {limit} s", "no end after {limit} s"),
    "engine": ("La tâche a échoué, et dit en anglais : {said}", "{said}"),
    "engine ended": (
        "La correction s'est arrêtée sans son résultat.",
        "The engine ended without its result.",
    ),
    "penalty": (
        "Le calcul des retards propre au cours a échoué : {said}.",
        "The course's late penalty plugin failed: {said}.",
    ),
    # Beside a mark
    "late": ("Retard : {points} points de moins.", "Late penalty {points}."),
    "missing": ("Il manque {names}.", "Missing: {names}."),
    "unchanged": ("Inchangée.", "Unchanged."),
}
