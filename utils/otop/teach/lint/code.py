"""Rules on code cells: what a learner's cell may import, fetch and say."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from otop.teach.lint.form import visible_lines
from otop.teach.lint.page import Finding, Page, visible

SET_UP_LINES = 3
SENTENCE_WORDS = 4
NETWORK = {
    "requests", "urllib", "urllib3", "socket", "http", "httpx", "aiohttp", "ftplib", "ssl", "smtplib", "websocket",
    "websockets", "pyodide_http",
}  # fmt: skip
_INSTALL = re.compile(r"\b(pip3?|conda|mamba|micropip|apt|apt-get|uv|npm)\b[^\n#]*?\binstall\b")
_URL = re.compile(r"\b(https?|ftp|s3|gs)://", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u0f00-\u0fff\u4e00-\u9fff]{12,}")  # no spaces between words


def findings(page: Page) -> Iterator[Finding]:
    if page.code and len(visible_lines(page.code[0])) > SET_UP_LINES:
        yield page.finding("set_up_long", page.code[0], lines=len(visible_lines(page.code[0])), most=SET_UP_LINES)
    for cell in page.code:
        yield from _cell(page, cell)


def _cell(page: Page, cell: dict) -> Iterator[Finding]:
    whole, shown = _python(cell["source"]), _python(visible(cell["source"]))
    try:
        tree, shown_tree = ast.parse(whole), ast.parse(shown)
    except SyntaxError as error:
        yield page.finding("syntax", cell, problem=error.msg)
        return
    if _INSTALL.search(cell["source"]):
        yield page.finding("installs", cell)
    if any(_URL.search(text) for text in _strings(tree)):
        yield page.finding("url", cell)
    for node in ast.walk(tree):
        yield from _node(page, cell, node)
    for node in ast.walk(shown_tree):
        for module in _modules(node):
            if module.split(".")[0] != "otop" and module.split(".")[0] not in NETWORK:
                yield page.finding("import_not_otop", cell, module=module)
    for sentence in (*_comments(shown), *_texts(shown_tree)):
        if sum(bool(_LETTER.search(word)) for word in sentence.split()) >= SENTENCE_WORDS or _UNSPACED.search(sentence):
            yield page.finding("sentence_in_code", cell, sentence=" ".join(sentence.split())[:60])


def _node(page: Page, cell: dict, node: ast.AST) -> Iterator[Finding]:
    for module in _modules(node):
        if module.split(".")[0] in NETWORK:
            yield page.finding("network", cell, module=module)
    if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
        yield page.finding("star_import", cell, module=node.module)
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        first = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "action")][:1]
        if name in ("filterwarnings", "simplefilter") and [getattr(value, "value", "") for value in first] == [
            "ignore"
        ]:
            yield page.finding("warnings_silenced", cell)


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
        "__import__",
        "import_module",
    ):
        return [str(value.value) for value in node.args[:1] if isinstance(value, ast.Constant)]
    return []


def _python(source: str) -> str:
    """The cell as Python: magics and shell lines become calls."""
    from IPython.core.inputtransformer2 import TransformerManager

    return TransformerManager().transform_cell(source)


def _strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _texts(tree: ast.AST) -> Iterator[str]:
    """Every text in the code, the parts of an f-string or of a sum put together."""
    for node in ast.iter_child_nodes(tree):
        text = _text(node)
        if text is not None:
            yield text
        else:
            yield from _texts(node)


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else " 0 " for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mod)):
        parts = [_text(node.left), _text(node.right)]
        return None if parts == [None, None] else " ".join(part or "" for part in parts)
    return None


def _comments(source: str) -> list[str]:
    """The comments, those on lines that follow each other put together; markers of nbgrader left out."""
    found: list[str] = []
    last = -2
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and not token.string.startswith("###"):
            words = token.string.lstrip("#! ")
            if token.start[0] == last + 1:
                found[-1] += " " + words
            else:
                found.append(words)
            last = token.start[0]
    return found
