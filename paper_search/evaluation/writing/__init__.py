"""Evaluation of the verification of written answers: how many falsified sentences are withheld, and true ones kept."""
