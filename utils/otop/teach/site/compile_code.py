"""Python files in zips become compiled ones. Runs inside the very Pyodide that the site uses (`compile.mjs`)."""

import importlib._bootstrap_external
import importlib.util
import os
import zipfile

# numpy adds to its own docstrings at import; of the others, help is read by learners or by the kernel.
KEEP_TEXTS = ("numpy-", "otop-", "ipython-", "pyodide_kernel", "piplite", "ipywidgets", "comm")


def compile_all(paths):
    """Compile each zip in place; the new zip is not compressed.

    >>> compile_all(["no_such.whl"])
    Traceback (most recent call last):
    FileNotFoundError: [Errno 2] No such file or directory: 'no_such.whl'
    """
    for path in paths:
        part = path + ".part"
        level = 0 if os.path.basename(path).startswith(KEEP_TEXTS) else 2
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as new:
            for item in old.infolist():
                name, content = item.filename, old.read(item)
                if name.endswith(".py") and ".data/" not in name:
                    where = "/lib/python3.12/site-packages/" + name if path.endswith(".whl") else name
                    name, content = compiled(name, content, where, level)
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.external_attr = item.external_attr
                new.writestr(info, content)
        os.replace(part, path)


def compiled(name, source, where, level):
    """Name and content of the compiled file; those of the source where it cannot be compiled.

    >>> compiled("a.py", b"x = 1", "a.py", 2)[0], compiled("b.py", b"x = = 1", "b.py", 2)
    ('a.pyc', ('b.py', b'x = = 1'))
    >>> compiled("a.py", None, "a.py", 2)
    Traceback (most recent call last):
    TypeError: compile() arg 1 must be a string, bytes or AST object
    """
    try:
        code = compile(source, where, "exec", dont_inherit=True, optimize=level)
    except (SyntaxError, ValueError):
        return name, source
    digest = importlib.util.source_hash(source)
    return name + "c", bytes(importlib._bootstrap_external._code_to_hash_pyc(code, digest, False))
