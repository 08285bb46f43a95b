"""The bank of questions: one TOML file per language, with the same entries in each."""
