"""What grading refuses, said in one sentence a person can act on."""


class GradingError(Exception):
    """What was expected, what was found and what to do; shown without a traceback."""


class TierTooLowError(GradingError):
    """This machine cannot confine learners' code as well as was asked."""
