"""OTOP goes inter: the arithmetic, the exercises and the grading of a course
on how a village product is planned, costed and priced.

The house has floors; a lower floor never imports a higher one::

    door      cli
    teach     teach                 releasing, collecting, grading, linting
    learn     learn                 checks, hints, widgets, handing in
    shared    data, sheets, plots   datasets, cost sheets as files, figures
    subject   costing               the arithmetic of the trade
    ground    errors, i18n          the error family; every sentence by its id; numbers
"""

__version__ = "0.1.0"
