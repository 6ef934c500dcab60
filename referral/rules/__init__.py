"""May this happen? Where does it lead? What may be disclosed? When is it due?

Pure functions and tables. Nothing here knows a row, a key, a request or the time.
"""
