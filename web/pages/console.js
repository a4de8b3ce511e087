// The pages work without this. With it: a form is sent once, a password can be looked at, a passkey lets in, a search
// answers as one types, j and k walk a list, other keys do what the page says.
const freed = (form) => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
};
for (const form of document.forms) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
  });
}
// Who comes back by the browser's button may send once more.
addEventListener("pageshow", () => {
  for (const form of document.forms) freed(form);
});

for (const box of document.querySelectorAll(".secret")) {
  const field = box.querySelector("input");
  const label = document.querySelector(`label[for="${field.id}"]`);
  const eye = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: "👁" });
  eye.setAttribute("aria-pressed", "false");
  eye.setAttribute("aria-label", `👁 ${label.textContent}`);
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
for (const hint of document.querySelectorAll(".keys")) hint.hidden = false;
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

// What is under way, or watched, is read anew by itself; not while somebody is in the middle of it.
async function anew() {
  const main = document.querySelector("main");
  const wait = Number(main.querySelector("[data-again]")?.dataset.again);
  if (!wait) return;
  await new Promise((done) => setTimeout(done, wait * 1000));
  try {
    const answer = await fetch(location.href);
    if (answer.redirected) return location.reload();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const busy = main.contains(document.activeElement) && document.activeElement !== main;
    if (answer.ok && !busy) main.replaceChildren(...page.querySelector("main").childNodes);
  } catch {
    // the next look tells
  }
  anew();
}
anew();
