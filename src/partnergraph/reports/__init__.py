"""Reports for an office: several questions on one page, one module for each form.

What a report asks stands in `queries/reports/NAME.toml`; a project may add its own.
"""
