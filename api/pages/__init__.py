"""Pages for people: the same acts as the API, drawn on the server.

They decide nothing. A page reads what the mechanism answers, a form is read with the
shapes of the API, and a refusal becomes a sentence beside what it concerns.
"""
