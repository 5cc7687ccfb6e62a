"""What grading refuses, said in one sentence a person can act on."""


class GradingError(Exception):
    """What was expected, what was found and what to do; shown without a traceback.

    `str(error)` is English; `french` says the same where a person is likely to meet it.
    """

    def __init__(self, english: str, french: str = "") -> None:
        super().__init__(english)
        self.french = french


class TierTooLowError(GradingError):
    """This machine cannot confine learners' code as well as was asked."""
