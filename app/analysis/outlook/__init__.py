"""What is likely at the next election: shares, seats and chances, drawn with the errors of past transitions."""

from app.analysis.outlook.expectation import expected_lists
from app.analysis.outlook.house import ExpectedBallot, HouseOutlook, house_outlook
from app.analysis.outlook.method import DEFAULTS, METHOD_VERSION, Errors

__all__ = ["DEFAULTS", "METHOD_VERSION", "Errors", "ExpectedBallot", "HouseOutlook", "expected_lists", "house_outlook"]
