"""How is a thing sealed, opened, chained, proven?

The vault knows owners, records and drawers; it does not know what a case is.
"""
