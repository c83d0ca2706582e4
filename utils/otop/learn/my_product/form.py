"""The form of the trainee's own product, as a widget; where no widget lives, its tables.

`typed` is what the boxes say as a pure function; `ProductForm` is a thin view on top of it and of `store`.
"""

from __future__ import annotations

from collections.abc import Callable

from otop.errors import InputError, OtopError
from otop.i18n import say
from otop.learn.my_product import store
from otop.learn.my_product.fields import TOPICS, MyProduct, all_fields, read_value
from otop.learn.my_product.results import unit_cost
from otop.learn.my_product.tables import results, typed_table
from otop.learn.say_it import Said
from otop.plots import Together

_NEEDS = {"product": (), "cost": (), "price": ("cost",), "fair": ("cost", "price")}
Boxes = dict[tuple[str, str], str]


def typed(boxes: Boxes, before: MyProduct) -> MyProduct:
    """The product with what stands in the boxes; other topics stay as they were.

    The practice product with another name is her own.

    Errors: `InputError` that names the box.

    >>> typed({("price", "price"): "35 baht"}, MyProduct()).price.price
    35.0
    >>> typed({("price", "price"): "11,50"}, MyProduct())
    Traceback (most recent call last):
    otop.errors.InputError: price of one piece: "11,50" can mean two numbers: 11.50 or 1150. Write a dot for the decimals: 11.50.
    """
    mine = before
    for one in all_fields():
        if (one.topic, one.name) in boxes:
            try:
                value = read_value(one.kind, boxes[one.topic, one.name], mine.currency)
            except InputError as problem:
                raise problem.at(one.label) from None
            mine = mine.put({(one.topic, one.name): value})
    return mine if mine.product.name == before.product.name else mine.as_own()


def static(
    mine: MyProduct, topics: tuple[str, ...] = (), *, problem: OtopError | None = None, live: bool = True
) -> Together:
    """What is seen where no widget lives: her numbers, and what follows from them.

    Parameters
    ----------
    topics : tuple of str
        All where none is named.
    problem : OtopError, optional
        Why the file could not be read; `mine` is then the last good version.
    live : bool
        Whether this stands in a notebook, where running the cell brings the form.
    """
    things = mark(mine)
    if problem:
        things += [Said("not_yet", str(problem)), Said("note", say("my.last_good_shown"))]
    elif mine.is_empty:
        things.append(Said("note", say("my.nothing_yet")))
    for topic in topics or TOPICS:
        things.append(typed_table(mine, topic))
        if not mine.is_empty:
            things += results(mine, topic).things
    return Together(*things, *([Said("note", say("my.static"))] if live else []))


def mark(mine: MyProduct) -> list[Said]:
    """The sentence that the practice product is invented; nothing over her own."""
    return [Said("note", say("my.practice_note"))] if mine.practice else []


def with_needed(topic: str, mine: MyProduct) -> tuple[str, ...]:
    """The topic, behind those that it needs and that are not filled in yet.

    >>> with_needed("fair", MyProduct()), with_needed("fair", MyProduct().put({("price", "price"): 35}))
    (('cost', 'price', 'fair'), ('cost', 'fair'))
    >>> with_needed("prices", MyProduct())
    Traceback (most recent call last):
    KeyError: 'prices'
    """
    known = {"cost": unit_cost(mine) is not None, "price": mine.price.price is not None}
    return (*(one for one in _NEEDS[topic] if not known[one]), topic)


class ProductForm:
    """The form of one topic, or of all of them, with what is kept in her file.

    Parameters
    ----------
    topic : str, optional
        One of `TOPICS`; all where none is named. Only the whole form makes and reads workbooks.
    put : callable, optional
        Puts numbers that were typed in the cell into the boxes; they are not saved yet.
    """

    def __init__(self, topic: str | None = None, *, put: Callable[[MyProduct], MyProduct] = lambda mine: mine):
        self.place = store.place_here()
        self.opened = store.open_product(self.place)
        self.mine = put(self.opened.mine)
        self.whole = topic is None
        self.topics = tuple(TOPICS) if topic is None else with_needed(topic, self.mine)

    def __repr__(self) -> str:
        return repr(self._static())

    def _repr_mimebundle_(self, **kwargs) -> dict:
        bundle = self._view()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        return {**data, "text/html": self._static()._repr_html_(), "text/plain": repr(self)}

    def _static(self) -> Together:
        return static(self.mine, self.topics, problem=self.opened.problem)

    def _view(self):
        from otop.learn.my_product.view import FormView

        return FormView(self).box
