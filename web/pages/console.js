// The pages work without this. With it: a form is sent once, a password can be looked at, a passkey lets in, a search
// answers as one types, j and k walk a list, other keys do what the page says.
const freed = (form) => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
};
// On the document and first of all, since forms come and go with what is read anew.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
}, true);
// Who comes back by the browser's button may send once more.
addEventListener("pageshow", () => {
  for (const form of document.forms) freed(form);
});

for (const box of document.querySelectorAll(".secret")) {
  const field = box.querySelector("input");
  const eye = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: "👁" });
  eye.setAttribute("aria-pressed", "false");
  eye.title = eye.ariaLabel = box.dataset.look;
  eye.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    eye.setAttribute("aria-pressed", String(shown));
  });
  box.append(eye);
}

// The browser asks for a passkey, or makes one; its answer goes by the form (W3C Web Authentication, level 3, §5.1).
const passkeys = self.PublicKeyCredential?.parseRequestOptionsFromJSON && navigator.credentials;
for (const form of passkeys ? document.querySelectorAll("[data-passkey]") : []) {
  const { credential } = form.elements;
  form.hidden = false;
  for (const hint of document.querySelectorAll("[data-without]")) hint.hidden = true;
  form.addEventListener("submit", async (event) => {
    if (credential.value) return;
    event.preventDefault();
    const problem = form.querySelector(".problem");
    problem.hidden = true;
    try {
      const asked = await (await fetch(form.dataset.asked)).json();
      const given = form.dataset.passkey === "get"
        ? await passkeys.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) })
        : await passkeys.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) });
      credential.value = JSON.stringify(given);
      freed(form);
      form.requestSubmit();
    } catch {
      freed(form);
      problem.hidden = false;
    }
  });
}

// On a phone the tabs are a row that is pushed aside: the one of this page stands in its middle.
const tab = document.querySelector(".top nav [aria-current]");
if (tab) tab.closest("ul").scrollLeft = tab.offsetLeft - (innerWidth - tab.offsetWidth) / 2;

const sought = document.querySelector(".search input");
let pause, asked = "";
const look = async () => {
  const address = `/search?q=${encodeURIComponent(sought.value)}`;
  asked = address;
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok || asked !== address) return; // a later word was typed meanwhile
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#found");
  if (!found) return location.assign(address);
  document.querySelector("#found").replaceChildren(...found.childNodes);
  history.replaceState(null, "", address);
};
sought?.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(look, 250);
});

// Elements that a key goes to: a field and a button that decides get the focus, all else is done at once.
const hints = () => document.querySelectorAll(".keys").forEach((hint) => (hint.hidden = false));
hints();
const go = (target) => (target.matches("input, [data-key=c]") ? target.focus() : target.click());

const links = () => [...document.querySelectorAll(".list tbody a")];
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const target = /^[a-z]$/.test(event.key) && document.querySelector(`[data-key=${event.key}]`);
  if (target) {
    event.preventDefault();
    return go(target);
  }
  const step = { j: 1, k: -1 }[event.key];
  if (!step) return;
  const all = links();
  const at = all.indexOf(document.activeElement);
  all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)]?.focus();
});

// What others did shows by itself: the page is read anew and its content put in place, so that nothing is drawn here.
// Not while somebody is in the middle of it: pressing, typing, with something typed or chosen, or with words marked.
const main = document.querySelector("main");
const newer = document.querySelector(".newer");
const touched = (field) => field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
  : field.type === "select-one" ? [...field.options].some((one) => one.defaultSelected) && !field.selectedOptions[0]?.defaultSelected
  : field.type === "file" ? field.files.length > 0
  : field.defaultValue !== undefined && field.type !== "hidden" && field.value !== field.defaultValue;
// A press is one from the hand's way to its target until the click is done: by touch that comes well behind pointerup,
// by the space bar with keyup. What is replaced in between would swallow it.
const aim = (event) => event.target instanceof Element && event.target.closest("main :is(a[href], button, summary, label)");
let down = false, held = 0;
const hold = (milliseconds) => (held = Math.max(held, performance.now() + milliseconds));
const pressing = () => down || performance.now() < held;
addEventListener("pointermove", (event) => aim(event) && hold(300), { capture: true, passive: true });
addEventListener("pointerdown", () => (down = true), true);
addEventListener("keydown", (event) => (event.key === " " || event.key === "Enter") && aim(event) && (down = true), true);
for (const kind of ["pointerup", "pointercancel", "keyup"]) {
  addEventListener(kind, () => {
    if (down) hold(500);
    down = false;
  }, true);
}
for (const kind of ["blur", "pageshow"]) addEventListener(kind, () => (down = false)); // what is let go elsewhere is not heard of
addEventListener("click", () => setTimeout(() => (held = 0)), true);
const busy = () => {
  const marked = getSelection();
  return document.activeElement.matches("main :is(input, textarea, select)")
    || [...main.querySelectorAll("input, textarea, select")].some(touched)
    || main.querySelector("form[data-sent]") !== null
    || (!marked.isCollapsed && main.contains(marked.anchorNode));
};

let due = false, reading = false;
async function renew() {
  due = true;
  if (reading) return;
  reading = true;
  try {
    while (due && !document.hidden) {
      if (pressing()) {
        setTimeout(renew, 100);
        break;
      }
      if (busy()) {
        if (newer) newer.hidden = false;
        break;
      }
      due = false;
      const answer = await fetch(location.href, { headers: { "congvu-again": "1" } });
      // To the login, to where it went, or to that it is theirs no more.
      if (answer.redirected || answer.status === 403 || answer.status === 404) return location.reload();
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
      if (pressing() || busy()) due = true; // tried once more, and told
      else if (answer.ok && fresh) shown(fresh);
    }
  } catch {
    // the next look tells
  } finally {
    reading = false;
  }
}
// What an element is known by, whatever stands before it: where it leads, or which form's button it is.
const named = (one) => [one.id, one.getAttribute("href"), one.form?.getAttribute("action"), one.name, one.value, one.textContent.trim()].join("\n");
const alike = (at, name = named(at)) => [...main.querySelectorAll(at.tagName)].filter((one) => named(one) === name);
function shown(fresh) {
  const said = main.querySelector(":scope > .said");
  const at = main.contains(document.activeElement) && document.activeElement.closest("a[href], button, summary");
  const place = at && alike(at).indexOf(at), name = at && named(at);
  const nth = at && [...main.querySelectorAll(at.tagName)].indexOf(at);
  const open = [...main.querySelectorAll("details")].map((one) => one.open);
  main.replaceChildren(...fresh.childNodes);
  if (said && !main.querySelector(":scope > .said")) main.prepend(said);
  main.dataset.made = fresh.dataset.made;
  main.querySelectorAll("details").forEach((one, number) => (one.open = open[number] ?? one.open));
  if (at) {
    const there = alike(at, name);
    (there[place] ?? there[0] ?? main.querySelectorAll(at.tagName)[nth])?.focus({ preventScroll: true });
  }
  if (newer) newer.hidden = true;
  hints();
}
// Once nobody is in the middle of it any more.
for (const kind of ["focusout", "selectionchange", "pointerup"]) document.addEventListener(kind, () => due && setTimeout(renew, 300));

// The server says when (HTML Standard §9.2). A hidden page listens to nothing: browsers open few connections to a host.
let stream;
const heard = () => stream?.readyState === EventSource.OPEN;
function listen() {
  stream?.close();
  stream = undefined;
  if (document.hidden || !main.dataset.made) return;
  stream = new EventSource(`/live?page=${encodeURIComponent(location.pathname + location.search)}&made=${main.dataset.made}`);
  stream.onmessage = renew;
  stream.onerror = () => {
    if (stream.readyState !== EventSource.CLOSED) return; // it comes back by itself
    renew();
    setTimeout(listen, 60000);
  };
}
listen();
document.addEventListener("visibilitychange", listen);

// Where nothing can be heard, what is under way or watched is looked at again by itself.
async function again() {
  const wait = Number(main.querySelector("[data-again]")?.dataset.again);
  if (!wait) return;
  await new Promise((done) => setTimeout(done, wait * 1000));
  if (!heard()) await renew();
  again();
}
again();
