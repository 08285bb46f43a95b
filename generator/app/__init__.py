"""The use cases: each joins readers, the pure core and writers, and returns values and problems."""
