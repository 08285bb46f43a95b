"""What ``templates/make.py`` makes the Word templates from: looks, markup, icons and the form itself."""
