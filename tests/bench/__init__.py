"""Measurements, run by hand: no test and no CI step reads them."""
