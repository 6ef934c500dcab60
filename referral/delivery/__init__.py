"""How something leaves, exactly once in effect.

The truth is in the rows of `referral.records.outbox`; a job only says which row to
look at now. What is done about a row is handed in: this room knows no acts.
"""
