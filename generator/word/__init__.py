"""Word documents: rendering forms from templates, and reading completed ones."""
