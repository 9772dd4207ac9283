"""The site: a folder of pages, data and rules that any web host serves as linked data.

A resource `<base>id/X` has documents `doc/X.html`, `doc/X.ttl`, `doc/X.jsonld` and `doc/X.nt`;
pages in other languages are `doc/X.ru.html`. All is made from the built graph, and the live server
renders the same templates.
"""
