// Added to JupyterLite's notebook page. JupyterLite shows nothing when Python does not start:
// so a first piece of code races a clock, and the trainee is told what she can do. Python may start
// late: then the message goes away. That code loads what only this lesson needs. And what she typed
// is saved soon, and when she leaves the page: only then, so that a lesson that was only looked at
// leaves no copy behind.
import { oneTab } from "./one_tab.js";
import { say, SITE, speak } from "./words.js";
import { isAssignment, originalOf, published } from "./work.js";

(() => {
  const PATIENCE_MS = (window.otopGuardSeconds ?? 60) * 1000;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const SAVE_MS = 20_000;
  const PATH = new URLSearchParams(location.search).get("path") ?? "";
  const ABOUT = published().then((known) => known[originalOf(PATH)] ?? {}, () => ({}));
  const LANG = ABOUT.then(({ lang }) => speak(lang ?? "en").then(() => lang ?? "en"));
  let box = null, typed = false;

  function context() {
    const app = window.jupyterapp;
    return app?.shell?.currentWidget?.sessionContext ?? null;
  }

  // Resolved when this Python has really run something; a kernel's info comes too early.
  async function started() {
    const names = JSON.stringify((await ABOUT).loads ?? []), site = '__import__("pyodide_js")';
    const code = names === "[]" ? "1"
      : `await ${site}.loadPackage(${names})\nassert not set(${names}) - set(${site}.loadedPackages.to_py())`;
    for (;;) {
      const kernel = context()?.session?.kernel;
      if (kernel) {
        try {
          const asked = kernel.requestExecute({ code, silent: true, store_history: false, stop_on_error: false });
          if ((await asked.done).content.status === "ok") return;
        } catch { /* restarted meanwhile: ask again */ }
      }
      await pause(100);
    }
  }

  // The notebook's panel, once its content is there.
  async function opened() {
    for (;;) {
      const panel = window.jupyterapp?.shell?.currentWidget;
      if (panel?.context?.isReady) return panel;
      await pause(100);
    }
  }

  function button(text, kind, act) {
    const made = document.createElement(kind);
    made.textContent = text;
    made.style.cssText = "font:inherit;color:#1a1a1a;background:#f3f3f0;border:2px solid #767676;border-radius:.4rem;"
      + "padding:.4rem .8rem;cursor:pointer;text-decoration:none;display:inline-block";
    if (kind === "button") made.type = "button"; else { made.href = act; made.target = "_blank"; made.rel = "noopener"; }
    return made;
  }

  async function bookPage() {
    const name = PATH.split("/").pop().replace(/\.ipynb$/, "");
    const folder = (await ABOUT).folder ?? "";
    const page = new URL(folder + (isAssignment(PATH) ? "assignments.html" : `lessons/${encodeURIComponent(name)}.html`), SITE);
    const got = await fetch(page, { method: "HEAD" }).catch(() => null);
    return got?.ok ? page.href : new URL(`${folder}index.html`, SITE).href;
  }

  function message(id, where, heading, sentence, ...ways) {
    const made = document.createElement("div");
    made.id = id;
    LANG.then((lang) => { made.lang = lang; });
    made.setAttribute("role", "alert");
    made.style.cssText = `position:fixed;z-index:100000;${where}:.5rem;left:50%;transform:translateX(-50%);width:min(40rem,calc(100vw - 1rem));`
      + "max-height:90vh;overflow:auto;box-sizing:border-box;padding:.9rem 1.1rem;background:#ffffff;color:#1a1a1a;"
      + "border:3px dashed #a34700;border-radius:.5rem;box-shadow:0 2px 12px rgb(0 0 0/40%);font:16px/1.5 system-ui,sans-serif";
    const title = document.createElement("strong"), text = document.createElement("p"), row = document.createElement("div");
    title.textContent = heading;
    text.textContent = sentence;
    text.style.margin = ".3em 0 .6em";
    row.style.cssText = "display:flex;flex-wrap:wrap;gap:.5rem";
    row.append(...ways);
    made.append(title, text, row);
    document.body.append(made);
    return made;
  }

  async function show() {
    const { folder = "" } = await ABOUT;
    await LANG;
    if (box || document.documentElement.dataset.python) return;
    const again = button(say("page.lite.reload"), "button"), wait = button(say("page.lite.wait"), "button");
    const mine = button(say("page.lite.download"), "a", new URL(`${folder}mywork.html`, SITE).href);
    const read = button(say("page.lite.read"), "a", new URL("index.html", SITE).href);
    bookPage().then((page) => { read.href = page; });
    again.addEventListener("click", async () => { await save(); location.reload(); });
    wait.addEventListener("click", hide);
    mine.addEventListener("click", () => { save(); });
    box = message("otop-kernel-guard", "top", say("page.lite.not_started"), say("page.lite.wait_or_reload"), again, wait, mine, read);
    if (typed) save();
  }

  async function save() {
    const app = window.jupyterapp, open = app?.shell?.currentWidget?.context;
    typed = false;
    if (open?.model?.dirty) await Promise.race([app.commands.execute("docmanager:save").catch(() => null), pause(5000)]);
  }

  function hide() {
    box?.remove();
    box = null;
  }

  // Shown in a tab that only reads, because another tab writes.
  function readsOnly(goOn) {
    const what = isAssignment(PATH) ? "assignment" : "lesson", here = button(say("page.lite.here"), "button");
    here.addEventListener("click", goOn);
    const made = message("otop-one-tab", "bottom", say(`page.lite.${what}_open`), say("page.lite.one_tab"), here);
    return () => made.remove();
  }

  async function watch() {
    delete document.documentElement.dataset.python;
    const clock = setTimeout(show, PATIENCE_MS);
    await started();
    clearTimeout(clock);
    hide();
    document.documentElement.dataset.python = "ready";
  }

  document.addEventListener("keydown", (event) => {
    if (event.target instanceof Element && event.target.closest(".jp-Notebook")) typed = true;
  }, true);
  document.addEventListener("visibilitychange", () => { if (document.hidden && typed) save(); });
  setInterval(() => { if (typed) save(); }, SAVE_MS);

  LANG.then(() => oneTab(PATH, opened(), readsOnly));
  watch().then(() => {
    const session = context();
    session?.kernelChanged?.connect((_, change) => { if (change.newValue) watch(); });
    session?.statusChanged?.connect((_, status) => { if (status === "restarting" || status === "autorestarting") watch(); });
  });
})();
