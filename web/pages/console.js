// The pages work without this. With it: a form is sent once, a password can be looked at, j and k walk a list.
for (const form of document.forms) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
  });
}
// Who comes back by the browser's button may send once more.
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
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

const links = [...document.querySelectorAll(".list tbody a")];
addEventListener("keydown", (event) => {
  const step = { j: 1, k: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea")) return;
  const at = links.indexOf(document.activeElement);
  links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
});
