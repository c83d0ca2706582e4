// node compile.mjs PYODIDE WORK CODE FILE...: compile_all() of CODE, run in the Pyodide of PYODIDE, on files of WORK
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
const [official, work, code, ...files] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(official, 'pyodide.mjs')).href);
const py = await loadPyodide({ indexURL: official + path.sep });
py.FS.mkdirTree('/work');
py.FS.mount(py.FS.filesystems.NODEFS, { root: work }, '/work');
py.globals.set('files', py.toPy(files.map((name) => '/work/' + name)));
py.runPython('import warnings; warnings.simplefilter("ignore")');
py.runPython(fs.readFileSync(code, 'utf8'));
py.runPython('compile_all(list(files))');
