"""The clinic of 12: patients and their data, what a repaired model reads, the judgement, and what is kept of it."""
