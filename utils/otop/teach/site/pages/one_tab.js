// One notebook, one tab that writes: two tabs would overwrite each other's work. The tab that has
// the pen is named in localStorage. A tab that opens the same notebook asks it whether it is still
// there; if so, this one only reads, and offers to go on here. (Web Locks need https; these do not.)
import { LITE } from "./work.js";

const SOON_MS = 1500, SAVED_MS = 5000;
const me = `${Date.now()}-${Math.random()}`;

// open: resolves to the notebook's panel when its content is there. bar: shows the sentence with
// its button, returns what takes it away again.
export function oneTab(path, open, bar) {
  const key = `otop-pen:${LITE.pathname}:${path}`, channel = new BroadcastChannel(key);
  let away = null;

  const holder = () => { try { return localStorage.getItem(key); } catch { return me; } };
  const take = () => { try { localStorage.setItem(key, me); } catch { /* nothing is kept in this browser */ } };

  // Whether the tab that has the pen answers; a frozen or lost one does not.
  function ask(what, patience) {
    const to = holder();
    if (!to || to === me) return Promise.resolve(false);
    return new Promise((done) => {
      const stop = (found) => { channel.removeEventListener("message", hear); clearTimeout(clock); done(found); };
      const hear = ({ data }) => { if (data.to === me && data.done === what) stop(true); };
      const clock = setTimeout(() => stop(false), patience);
      channel.addEventListener("message", hear);
      channel.postMessage({ to, from: me, what });
    });
  }

  channel.addEventListener("message", async ({ data }) => {
    if (data.to !== me || !data.what) return;
    if (data.what === "give") await onlyRead({ saveFirst: true });
    channel.postMessage({ to: data.from, done: data.what });
  });

  async function onlyRead({ saveFirst = false } = {}) {
    if (away) return;
    away = bar(goOn);
    const { content, context } = await open;
    for (const cell of content.widgets) cell.readOnly = true;
    if (saveFirst && context.model.dirty) await context.save().catch(() => null);
    context.save = () => Promise.resolve();
  }

  async function goOn() {
    await ask("give", SAVED_MS);
    take();
    const { content, context } = await open;
    await context.revert();
    delete context.save;
    for (const cell of content.widgets) cell.readOnly = false;
    away?.();
    away = null;
  }

  addEventListener("storage", (event) => {
    if (event.key !== key) return;
    const other = holder();
    if (!other && away) goOn();
    else if (other && other !== me) onlyRead();
  });
  addEventListener("pagehide", () => { if (holder() === me) localStorage.removeItem(key); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  return ask("here", SOON_MS).then((found) => (found ? onlyRead() : take()));
}
