// Keeps the learner's work: in this browser, so that it survives a reload, and in a link, so that it can be sent.
// Every program has a draft of its own, so that looking at another example loses nothing.

const KEY = "chalkgrad-playground";
const LONGEST = 200000; // characters of a program that a link may hold: a short link can unpack to gigabytes

// {current: name, drafts: {name: code}, losses: {name: expression}, theme: "dark" or "light", if chosen}, or what a first
// visit begins with.
export function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY));
    if (found && typeof found.drafts === "object" && found.drafts !== null) {
      const [drafts, losses] = [found.drafts, found.losses ?? {}].map(texts);
      return { current: String(found.current), drafts, losses, theme: found.theme };
    }
  } catch {
    // Nothing is kept, or storage is forbidden.
  }
  return { current: "", drafts: {}, losses: {} };
}

function texts(found) {
  return Object.fromEntries(Object.entries(found).filter(([, text]) => typeof text === "string"));
}

// Whether it could be kept.
export function keep(work) {
  try {
    localStorage.setItem(KEY, JSON.stringify(work));
    return true;
  } catch {
    return false;
  }
}

// --- links --------------------------------------------------------------------------------------

// The address of this page with a program in it, or a script and its loss, behind the #: it is sent to no server.
export async function linkOf({ code, kind, loss }) {
  const packed = await piped(new TextEncoder().encode(code), new CompressionStream("deflate-raw"));
  const text = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""));
  const address = new URL(location.href);
  address.hash = (kind === "script" ? "script=" : "code=") + text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
    + (loss ? "&loss=" + encodeURIComponent(loss) : "");
  return address.href;
}

// The program in the address, null if there is none; an Error if it cannot be read.
export async function programInLink() {
  const found = /^#(code|script)=([^&]*)(?:&loss=(.*))?$/.exec(location.hash);
  if (!found) return null;
  try {
    const text = atob(found[2].replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const code = new TextDecoder("utf-8", { fatal: true }).decode(await piped(bytes, new DecompressionStream("deflate-raw")));
    return { code, kind: found[1] === "script" ? "script" : "program", loss: decodeURIComponent(found[3] ?? "") };
  } catch {
    throw new Error("The link is damaged or cut off: no program could be read from it.");
  }
}

async function piped(bytes, transform) {
  const reader = new Blob([bytes]).stream().pipeThrough(transform).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    size += value.length;
    if (size > 4 * LONGEST) throw new Error("too long");
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
