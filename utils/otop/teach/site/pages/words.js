// What the pages say, in the language of the page or of the notebook: words/LANG.json, made from the catalogues.
export const SITE = new URL("./", import.meta.url);
let lang = "en", words = {};

export async function speak(asked) {
  const got = await fetch(new URL(`words/${asked}.json`, SITE)).catch(() => null);
  if (got?.ok) [lang, words] = [asked, await got.json()];
}

export const say = (id, facts = {}) => (words[id] ?? id).replace(/\{(\w+)\}/g, (place, name) => facts[name] ?? place);

// A moment in the words of the language, by the common calendar (Thai would count from the Buddha's time).
export const when = (text) => new Date(text).toLocaleString(`${lang === "en" ? "en-GB" : lang}-u-ca-gregory-nu-latn`, { dateStyle: "long", timeStyle: "short" });
