"""The exercises of each lab: reference answers, visible cases, explanations, hints."""
