// The trainee's work in this browser. JupyterLite keeps it with localForage: one IndexedDB,
// the store "files", key = path, value = the file as Jupyter's contents API gives it.
import { say, SITE } from "./words.js";
export const LITE = new URL("lite/", SITE);
export const VERSION = 1;
const NAME = `JupyterLite Storage - ${LITE.pathname}`;
const STORES = ["files", "checkpoints", "counters"];
const MOST_BYTES = 60_000_000;

export class WorkError extends Error {}

// The database, or null where nobody has worked yet (then none is made).
function openIfThere() {
  return new Promise((done) => {
    let asked;
    try { asked = indexedDB.open(NAME); } catch { done(null); return; }
    asked.onupgradeneeded = () => asked.transaction.abort();
    asked.onerror = (event) => { event.preventDefault(); done(null); };
    asked.onsuccess = () => {
      const db = asked.result;
      if (db.objectStoreNames.contains("files")) return done(ready(db));
      db.close();
      done(null);
    };
  });
}

function openToWrite(version) {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, version);
    asked.onupgradeneeded = () => {
      for (const one of STORES) if (!asked.result.objectStoreNames.contains(one)) asked.result.createObjectStore(one);
    };
    asked.onblocked = () => fail(new WorkError(say("page.work.other_tabs")));
    asked.onerror = () => fail(new WorkError(say("page.work.private")));
    asked.onsuccess = () => {
      const db = ready(asked.result);
      if (db.objectStoreNames.contains("files")) return done(db);
      const next = db.version + 1;
      db.close();
      openToWrite(next).then(done, fail);
    };
  });
}

function ready(db) {
  db.onversionchange = () => db.close();
  return db;
}

const answer = (asked) => new Promise((done, fail) => {
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => fail(asked.error);
});

async function reading(what, otherwise) {
  const db = await openIfThere();
  if (!db) return otherwise;
  try { return await what(db.transaction("files").objectStore("files")); } finally { db.close(); }
}

// All changes of `what` or none of them: they are one transaction.
async function writing(what) {
  const db = await openToWrite();
  try {
    const change = db.transaction("files", "readwrite");
    const whole = new Promise((done, fail) => {
      change.oncomplete = done;
      change.onabort = () => fail(new WorkError(say("page.work.no_room")));
    });
    const found = await what(change.objectStore("files"));
    await whole;
    return found;
  } finally { db.close(); }
}

export const fileAt = (path) => reading((files) => answer(files.get(path)), undefined);
export const allFiles = async () => {
  const files = await reading((store) => answer(store.getAll()), []);
  return files.filter((one) => one && typeof one.path === "string" && one.type !== "directory").sort(byPath);
};
const byPath = (one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0);

// site.json as { path: {edition, title, page} }; it lists the notebooks, or maps paths to editions.
export async function published() {
  const got = await fetch(new URL("site.json", SITE), { cache: "no-cache" });
  if (!got.ok) throw new Error(got.statusText);
  const listed = (await got.json()).notebooks ?? {};
  const entries = Array.isArray(listed) ? listed.map((one) => [one.path, one])
    : Object.entries(listed).map(([path, one]) => [path, typeof one === "string" ? { edition: one } : one]);
  return Object.fromEntries(entries);
}

export const lessonUrl = (path) => new URL(`notebooks/index.html?path=${encodeURIComponent(path)}`, LITE).href;
export const isAssignment = (path) => /^([a-z]{2,3}\/)?assignments\//.test(path);
export const originalOf = (path) => path.replace(/( \((before|put back)[^()]*\))+(?=\.\w+$)/, "");

const textOf = (cell) => (Array.isArray(cell.source) ? cell.source.join("") : String(cell.source ?? ""));
const nameOf = (cell) => cell.metadata?.nbgrader?.grade_id ?? cell.id;
const sameWork = (one, other) => one.type === "notebook" && other.type === "notebook"
  ? JSON.stringify(texts(one.content)) === JSON.stringify(texts(other.content))
  : JSON.stringify(one.content) === JSON.stringify(other.content);
const texts = (notebook) => (notebook?.cells ?? []).map((cell) => [cell.cell_type, textOf(cell)]);

// The questions of a notebook under their headings: those of the published edition where it is known
// (a question whose cell is gone is open), and what else asks in hers. `kind` is check, predict or graded.
// `state`: open; tried, where something is typed; right, where the check below it said so.
export function questions(notebook, pristine) {
  const published = asking(pristine), hers = asking(notebook), known = new Set(published.map(({ name }) => name));
  const mine = new Map((notebook?.cells ?? []).map((cell) => [nameOf(cell), cell]));
  const isOpen = (text) => /=\s*None\b/.test(text) || /^[.…\s]*$/.test(text);
  const isAnswered = ({ name, text }) => {
    const typed = mine.has(name) ? textOf(mine.get(name)).trim() : "";
    return known.has(name) ? typed !== "" && typed !== text.trim() : !isOpen(typed);
  };
  return [...published, ...hers.filter(({ name }) => !known.has(name))].map((one) => {
    const said = [one.name, one.name?.replace(/-answer$/, "-test")].some((name) => saysRight(mine.get(name)));
    return { ...one, state: !isAnswered(one) ? "open" : said ? "right" : "tried" };
  });
}

const saysRight = (cell) => (cell?.outputs ?? []).some((one) => /data-tone="right"/.test([one.data?.["text/html"] ?? ""].flat().join("")));

// What is done, in the core and in the extra part behind it: how many right, tried, and all; what is open, in one line.
export function progress(asked) {
  const parts = [false, true].map((isExtra) => {
    const part = asked.filter((one) => one.isExtra === isExtra && one.kind !== "predict");
    return { right: part.filter((one) => one.state === "right").length,
             tried: part.filter((one) => one.state !== "open").length, all: part.length };
  });
  const open = asked.filter((one) => one.state === "open" && !one.isExtra && one.kind !== "predict").map((one) => one.heading.match(/\d+/)?.[0] ?? one.heading);
  return { core: parts[0], extra: parts[1], open: [...new Set(open)].join(", ") };
}

function asking(notebook) {
  const found = [];
  let heading = "", isExtra = false;
  for (const cell of notebook?.cells ?? []) {
    const text = textOf(cell), about = cell.metadata?.nbgrader;
    if (cell.cell_type === "markdown" && !about?.solution) {
      const headings = [...text.matchAll(/^#{1,6}\s+(.+?)\s*$/gm)];
      if (headings.length) heading = headings.at(-1)[1].replace(/\s*[(（][^)）]*[)）]$/, "");
    }
    isExtra ||= nameOf(cell) === "core-ends";
    const kind = about ? (about.solution ? "graded" : "") : cell.cell_type === "code" ? text.match(/\.(check|predict)\(\s*["']/)?.[1] : "";
    if (kind) found.push({ name: nameOf(cell), heading: heading || nameOf(cell), text, kind, isExtra });
  }
  return found;
}

// Everything as one file: the same work gives the same order and the same text.
export async function pack(now = new Date()) {
  const files = (await allFiles()).map(({ path, type, format, mimetype, created, last_modified, content }) =>
    ({ path, type, format, mimetype, created, last_modified, content }));
  return { otop: "my work", version: VERSION, made: now.toISOString(), files };
}

export function readBundle(text) {
  let bundle;
  try { bundle = JSON.parse(text); } catch { throw new WorkError(say("page.work.wrong_file")); }
  if (bundle?.otop !== "my work" || !Number.isInteger(bundle.version) || !Array.isArray(bundle.files)) throw new WorkError(say("page.work.wrong_file"));
  if (bundle.version > VERSION) throw new WorkError(say("page.work.newer"));
  for (const file of bundle.files) {
    if (typeof file?.path !== "string" || typeof file.type !== "string" || file.type === "directory") throw new WorkError(say("page.work.wrong_file"));
    const parts = file.path.split("/");
    if (parts.some((part) => !part.trim() || part.startsWith(".") || /[\\\x00-\x1f]/.test(part) || part.length > 200) || parts.length > 8) {
      throw new WorkError(say("page.work.outside"));
    }
    if (file.type === "notebook" && !(file.content?.nbformat === 4 && Array.isArray(file.content.cells))) throw new WorkError(say("page.work.wrong_file"));
  }
  return bundle;
}

// Put a file's work back; what is there and different stays, and the other is put beside it.
export async function restore(file, now = new Date()) {
  if (file.size > MOST_BYTES) throw new WorkError(say("page.work.too_large", { size: Math.round(file.size / 1e6) }));
  const bundle = readBundle(await file.text());
  const folders = new Set(Object.keys(await published().catch(() => ({}))).flatMap(foldersOf));
  const done = { back: [], beside: [], same: [] };
  await writing(async (files) => {
    for (const one of bundle.files) {
      for (let number = 0; ; number++) {
        const path = number ? beside(one.path, `put back ${day(now)}`, number) : one.path;
        const there = await answer(files.get(path));
        if (there && sameWork(there, one)) { done.same.push(path); break; }
        if (there) continue;
        files.put(record(one, path), path);
        (number ? done.beside : done.back).push(path);
        for (const folder of foldersOf(path)) {
          if (!folders.has(folder) && !(await answer(files.get(folder)))) files.put(record({ type: "directory", format: "json", content: null }, folder), folder);
        }
        break;
      }
    }
  });
  return done;
}

// Set her copy aside under another name; the next opening shows the published notebook.
export async function afresh(path, now = new Date()) {
  return writing(async (files) => {
    const mine = await answer(files.get(path));
    if (!mine) return null;
    for (let number = 1; ; number++) {
      const aside = beside(path, `before ${day(now)} ${clock(now)}`, number);
      if (await answer(files.get(aside))) continue;
      files.put({ ...mine, path: aside, name: aside.split("/").pop() }, aside);
      files.delete(path);
      return aside;
    }
  });
}

const two = (number) => String(number).padStart(2, "0");
export const day = (now) => `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
const clock = (now) => `${two(now.getHours())}.${two(now.getMinutes())}`;
const beside = (path, words, number) => originalOf(path).replace(/(\.\w+)?$/, (end) => ` (${words}${number > 1 ? `, ${number}` : ""})${end}`);
const foldersOf = (path) => path.split("/").slice(0, -1).map((_, index, parts) => parts.slice(0, index + 1).join("/"));

function record(one, path) {
  const now = new Date().toISOString();
  const text = typeof one.content === "string" ? one.content : JSON.stringify(one.content ?? "");
  return {
    name: path.split("/").pop(), path, last_modified: one.last_modified ?? now, created: one.created ?? now,
    format: one.format ?? "json", mimetype: one.mimetype ?? "", content: one.content, size: text.length, writable: true, type: one.type,
  };
}
