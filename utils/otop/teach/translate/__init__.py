"""Translation of the course: what there is to translate, PO files, checks, translated notebooks.

``sources``   every text of the course, as entries of PO files
``blocks``    Markdown in blocks; nbgrader's markers, ids and code never come here
``files``     PO files: read, bring up to date
``checks``    what a translation must keep (numbers, code, links, table shape)
``glossary``  words that are the same everywhere
``status``    how far a language is
``notebook``  a notebook in another language
"""
