"""How does a person or a system ask, and how are they answered?"""
