"""What a caller can get wrong, said with the field it stands in."""


class SeatsInputError(ValueError):
    """
    An input that no seats can be computed from.

    Attributes
    ----------
    field : str
        Dotted name of the input, e.g. ``votes.RNI``.
    reason : str
        What is wrong with it, as a sentence without a capital or full stop.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


class UnknownLawError(SeatsInputError):
    """No rule is declared for this law and ballot, or a declared rule says something unheard of."""


class InvalidCountError(SeatsInputError):
    """A number of votes, seats, voters or candidates that cannot be."""


class MissingBaseError(SeatsInputError):
    """The law divides by a figure (registered voters, voters) that is not known, not even within bounds."""


class InvalidScenarioError(SeatsInputError):
    """A swing, merger, turnout or error that cannot be applied to these contests."""
