"""Words, numbers and days for people, in every language that has a catalogue here (docs/translating.md)."""
