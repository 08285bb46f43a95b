"""What goes into each report, put together from the results: values without words. Pure."""
