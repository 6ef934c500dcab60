"""How do others say the same thing? Mappings to published vocabularies, without I/O."""
