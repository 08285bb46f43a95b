"""Forms that other programs have saved; README.md says how they are made."""
