"""What people open: what all pages share. Each page is one file that needs no other.

``layout.html.j2`` is the frame (head, themes, script), ``chart.html.j2`` a chart with its data,
``page.css`` and ``page.js`` go into every page, `assemble` puts them together.
"""
