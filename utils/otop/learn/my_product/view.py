"""The living form: boxes, buttons, and one place that says what happened."""

from __future__ import annotations

import html
from collections.abc import Callable

import ipywidgets as widgets

from otop.errors import OtopError
from otop.i18n import say
from otop.learn import browser
from otop.learn.my_product import file, store
from otop.learn.my_product.fields import MyProduct, all_fields
from otop.learn.my_product.form import ProductForm, mark, typed
from otop.learn.my_product.practice import practice_product
from otop.learn.my_product.read_back import read_workbook
from otop.learn.my_product.tables import changes, read_back_told, results, shown
from otop.learn.my_product.workbook import NAME as WORKBOOK
from otop.learn.my_product.workbook import write_workbook
from otop.learn.say_it import Said
from otop.sheets.files import text_of


class FormView:
    """The widgets of one form.

    `seen` is the product as it was kept when it was last looked at, `start` what the boxes began with.
    """

    def __init__(self, form: ProductForm):
        self.place, self.topics = form.place, form.topics
        self.seen, self.start = form.opened.mine, form.mine
        self.over = self.is_filling = False
        self.link = ""  # a download that goes with what is said next
        self.boxes = {(one.topic, one.name): _box(one) for one in all_fields(*form.topics)}
        self.results = {topic: widgets.HTML() for topic in form.topics}
        self.mark, self.status, self.saver = widgets.HTML(), widgets.HTML(), widgets.Output()
        self.buttons = {
            "save": self._button("save", self._save, button_style="primary"),
            "practice": self._button("practice", lambda: self._begin(practice_product(), "my.practice_on")),
            "own": self._button("own", lambda: self._begin(MyProduct(), "my.practice_off")),
            "restore": self._button("restore", self._restore),
        }
        row = list(self.buttons.values())
        if form.whole:
            self.upload = widgets.FileUpload(
                accept=".xlsx,.yml", description=say("my.button.open"), layout={"width": "auto"}
            )
            self.upload.observe(lambda change: change["new"] and self._tell(self._read), "value")
            row += [self._button("workbook", self._workbook), self.upload]
        parts = [self.mark]
        for topic in form.topics:
            parts.append(widgets.HTML(f"<h4>{html.escape(say(f'my.topic.{topic}'))}</h4>"))
            parts += [self.boxes[topic, one.name] for one in all_fields(topic)] + [self.results[topic]]
        self.box = widgets.VBox([*parts, widgets.HBox(row, layout={"flex_flow": "row wrap"}), self.status, self.saver])
        self._fill(self.start)
        for box in self.boxes.values():
            box.observe(self._changed, "value")
        _show_if(form.opened.problem, self.buttons["restore"])
        if form.opened.problem:
            self._say(Said("not_yet", str(form.opened.problem)), Said("note", say("my.last_good_shown")))
        elif self.start.is_empty:
            self._say(Said("note", say("my.nothing_yet")))

    def _button(self, name: str, press: Callable[[], None], **look) -> widgets.Button:
        button = widgets.Button(description=say(f"my.button.{name}"), layout={"width": "auto"}, **look)
        button.on_click(lambda _: (self._say(Said("note", say("my.one_moment"))), self._tell(press)))
        return button

    def _tell(self, do: Callable[[], None]) -> None:
        try:
            do()
        except OtopError as problem:
            self._say(Said("not_yet", str(problem)))

    def _say(self, *said: Said) -> None:
        self.status.value = "".join(one._repr_html_() for one in said) + self.link
        self.link = ""

    def _fill(self, mine: MyProduct) -> None:
        self.start, self.is_filling = mine, True
        for one in all_fields(*self.topics):
            self.boxes[one.topic, one.name].value = shown(mine.get(one.topic, one.name), one.kind)
        self.is_filling = False
        self._show(mine)

    def _show(self, mine: MyProduct) -> None:
        self.mark.value = "".join(one._repr_html_() for one in mark(mine))
        for one in all_fields(*self.topics):
            self.boxes[one.topic, one.name].description = one.label_with_unit(mine)
        for topic, place in self.results.items():
            place.value = "" if mine.is_empty else results(mine, topic)._repr_html_()
        _show_if(mine.is_empty and self.seen.is_empty, self.buttons["practice"])
        _show_if(mine.practice, self.buttons["own"])

    def _typed(self) -> MyProduct:
        return typed({key: box.value for key, box in self.boxes.items()}, self.start)

    def _changed(self, _change) -> None:
        if not self.is_filling:
            self._tell(lambda: (self._show(self._typed()), self._say()))

    def _save(self) -> None:
        self._say(*self._keep(self._typed()))

    def _keep(self, mine: MyProduct) -> list[Said]:
        """Save, and what is said of it. Where a line was changed meanwhile, the next press writes over it."""
        if self.place is None:
            store.keep_for_now(mine)
            self.link = browser.offer_download(file.NAME, file.write(mine).encode(), self.saver)
            self._reopen()
            return [Said("note", say("my.not_kept", file=file.NAME, button=say("my.button.open")))]
        try:
            kept = store.save(self.place, mine, self.seen, over=self.over)
        except OtopError as problem:
            self.over = problem.message_id == "my.changed_meanwhile"
            raise
        self._reopen()
        return [Said("right", _saved(kept))]

    def _reopen(self) -> None:
        self.over, self.seen = False, store.open_product(self.place).mine
        _show_if(None, self.buttons["restore"])
        self._fill(self.seen)

    def _begin(self, mine: MyProduct, message_id: str) -> None:
        self._say(Said("note", say(message_id)), *self._keep(mine))

    def _restore(self) -> None:
        kept = store.restore(self.place)
        self._reopen()
        which = "my.put_back" if kept else "my.put_back_same"
        self._say(Said("right", say(which, file=file.NAME, kept=kept.name if kept else "")))

    def _workbook(self) -> None:
        content, button = write_workbook(self._typed()), say("my.button.open")
        if self.place is None or browser.in_browser():
            self.link = browser.offer_download(WORKBOOK, content, self.saver)
            self._say(Said("right", say("my.workbook_download", file=WORKBOOK, button=button)))
        else:
            made = store.save_workbook(self.place, content)
            self._say(Said("right", say("my.workbook_made", file=made.name, button=button)))

    def _read(self) -> None:
        """A workbook that was changed in Excel, or her own file from another computer."""
        (sent,) = self.upload.value
        self.upload.value = ()
        name, content = sent["name"], bytes(sent["content"])
        if name.lower().endswith(".yml"):
            mine, before = file.read(text_of(content, name), name), MyProduct()
        else:
            mine, before = read_workbook(content, name)
        old = self.seen
        self.seen, self.over = before, True
        told = self._keep(mine)
        lines = read_back_told(name, changes(old, self.seen))
        self._say(*told, *(Said("note", line) for line in lines))


def _box(one) -> widgets.Text:
    return widgets.Text(
        description=one.label, placeholder=one.help, tooltip=one.help, continuous_update=False,
        style={"description_width": "20em"}, layout={"width": "auto", "max_width": "48em"},
    )  # fmt: skip


def _show_if(wanted, button: widgets.Button) -> None:
    button.layout.display = None if wanted else "none"


def _saved(kept) -> str:
    if kept:
        return say("my.saved_kept", file=file.NAME, kept=kept.name)
    return say("my.saved", file=file.NAME)
