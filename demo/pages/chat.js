// The chat page: shows what people see, and writes, presses and sends on their behalf.

import { alone, node, plain } from "/base.js";
import { drawMessages, hue, initials, clock } from "/chat_view.js";

const at = (id) => document.getElementById(id);
const state = { bot: null, chats: [], chat: null, heard: new Set(), waiting: new Map() };
const narrow = matchMedia("(max-width: 720px)");
const PRESS_MS = 15000; // a press that nobody answered by then stops turning

async function get(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

async function post(path, given) {
  const answer = await fetch(path, { method: "POST", body: JSON.stringify(given) });
  const said = await answer.json();
  if (!answer.ok) toast(said.description);
  return answer.ok ? said : null;
}

// ── the list of people ──────────────────────────────────────────────

const chosen = () => Number(location.hash.slice(1)) || null;
const seenCounts = () => JSON.parse(localStorage.getItem("seen") ?? "{}");

function markSeen(chat) {
  const counts = seenCounts();
  counts[chat.id] = chat.bot_messages;
  localStorage.setItem("seen", JSON.stringify(counts));
}

function drawList() {
  const wanted = plain(at("search").value);
  const counts = seenCounts();
  const rows = state.chats
    .filter((chat) => plain(chat.title).includes(wanted))
    .sort((a, b) => (b.last?.at ?? "").localeCompare(a.last?.at ?? ""))
    .map((chat) => listRow(chat, Math.max(0, chat.bot_messages - (counts[chat.id] ?? 0))));
  at("rows").replaceChildren(...rows);
}

function listRow(chat, unread) {
  const face = node("span", { class: "face", "aria-hidden": "true" }, initials(chat.title));
  face.style.setProperty("--hue", hue(chat.id));
  return node("a", { class: "row", href: `#${chat.id}`, "aria-current": String(chat.id === chosen()) },
    face,
    node("span", { class: "name" }, chat.title),
    chat.last ? node("time", {}, clock(chat.last.at)) : node("span"),
    node("span", { class: "last" }, preview(chat)),
    unread ? node("span", { class: "badge", "aria-label": `${unread} tin mới` }, String(unread)) : null);
}

function preview(chat) {
  if (chat.blocked) return "Đã chặn trợ lý";
  if (!chat.last) return "Chưa bắt đầu";
  const words = chat.last.text || chat.last.document?.name || "";
  const author = chat.last.from !== "person" ? "" : chat.kind === "private" ? "Bạn: " : `${chat.last.name}: `;
  return author + words.replace(/\s+/g, " ");
}

// ── one chat ────────────────────────────────────────────────────────

function writer() {
  return Number(at("as").value) || state.chat.id;
}

function drawChat() {
  const chat = state.chat;
  at("app").classList.toggle("open", Boolean(chat));
  at("nobody").hidden = Boolean(chat);
  for (const id of ["head", "messages"]) at(id).hidden = !chat;
  if (!chat) {
    at("composer").hidden = at("instead").hidden = true;
    return;
  }
  const single = chat.kind === "private";
  at("face").textContent = single ? "CV" : initials(chat.title);
  at("block").hidden = !chat.opened;
  at("title").textContent = single ? state.bot.first_name : chat.title;
  drawStatus(chat);
  drawWriters(chat);
  at("block").title = chat.blocked ? "Bỏ chặn trợ lý" : single ? "Chặn trợ lý" : "Mời trợ lý ra khỏi nhóm";
  const usable = chat.opened && !chat.blocked;
  const begins = usable && at("composer").hidden;
  at("composer").hidden = !usable;
  if (begins) at("words").focus();
  at("instead").hidden = usable;
  at("begin").textContent = chat.blocked ? "BỎ CHẶN" : "BẮT ĐẦU";
  at("commands").hidden = !chat.commands.length;
  drawMessages(at("messages"), chat, { bot: state.bot, me: writer(), acts, waiting: state.waiting });
}

function drawStatus(chat) {
  const doing = { typing: "đang nhập", upload_document: "đang gửi tệp" }[chat.action] ?? "đang làm việc";
  if (chat.action) {
    at("status").replaceChildren(doing, node("span", { class: "dots" }, node("span", {}, "."), node("span", {}, "."), node("span", {}, ".")));
    setTimeout(refreshChat, 5100);
  } else if (chat.kind === "private") {
    at("status").textContent = `bạn đang là ${chat.title}`;
  } else {
    at("status").textContent = `${chat.members.length} thành viên và trợ lý`;
  }
}

function drawWriters(chat) {
  const select = at("as");
  select.hidden = chat.kind === "private";
  if (select.dataset.chat === String(chat.id)) return;
  select.dataset.chat = String(chat.id);
  select.replaceChildren(...chat.members.map((m) => node("option", { value: m.id }, m.first_name)));
}

const acts = {
  command: (words) => say(words.split(/\s/)[0]),
  link: (url) => {
    const deep = url.match(/^https?:\/\/t\.me\/(\w+)\?start=([\w-]{1,64})$/);
    if (!deep || deep[1] !== state.bot.username) return false;
    post("/emulator/messages", { chat_id: writer(), user_id: writer(), text: `/start ${deep[2]}` });
    location.hash = String(writer());
    return true;
  },
  press: async (message, button) => {
    if (button.url) return acts.link(button.url) || open(button.url, "_blank", "noopener");
    if (button.copy) return navigator.clipboard.writeText(button.copy).then(() => toast("Đã chép"));
    const key = `${message.message_id} ${button.data}`;
    const said = await post("/emulator/messages", {
      chat_id: state.chat.id, user_id: writer(), data: button.data, message_id: message.message_id,
    });
    if (!said) return refreshChat();
    state.waiting.set(said.callback_query_id, key);
    setTimeout(() => { state.waiting.delete(said.callback_query_id); drawChat(); }, PRESS_MS);
    return refreshChat();
  },
};

function say(text) {
  if (!text.trim()) return null;
  return post("/emulator/messages", { chat_id: state.chat.id, user_id: writer(), text });
}

async function sendFile(file) {
  const reader = new FileReader();
  reader.onload = () => post("/emulator/messages", {
    chat_id: state.chat.id, user_id: writer(), caption: at("words").value,
    document: { name: file.name, mime: file.type, content: reader.result.split(",")[1] ?? "" },
  }).then((said) => { if (said) clearWords(); });
  reader.readAsDataURL(file);
}

// ── answers to presses ──────────────────────────────────────────────

function hear(answers, quietly) {
  for (const answer of answers) {
    if (state.heard.has(answer.query)) continue;
    state.heard.add(answer.query);
    state.waiting.delete(answer.query);
    if (quietly || answer.user_id !== writer()) continue;
    if (answer.url) acts.link(answer.url);
    if (answer.text && answer.alert) showAlert(answer.text);
    else if (answer.text) toast(answer.text);
  }
}

function showAlert(text) {
  at("alert-text").textContent = text;
  if (!at("alert").open) at("alert").showModal();
}

let toastTimer;
function toast(text) {
  at("toast").textContent = text;
  at("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { at("toast").hidden = true; }, 4000);
}

// ── commands ────────────────────────────────────────────────────────

function showMenu(start = "") {
  const fitting = state.chat.commands.filter((c) => c.command.startsWith(start));
  at("menu").replaceChildren(...fitting.map((c) => node("button", {
    type: "button", role: "menuitem",
    onclick: () => { hideMenu(); clearWords(); say(`/${c.command}`); },
  }, node("b", {}, `/${c.command}`), node("span", {}, c.description))));
  at("menu").hidden = !fitting.length;
}

function hideMenu() { at("menu").hidden = true; }

// ── keeping up ──────────────────────────────────────────────────────

const refreshList = alone(async () => {
  const { bot, chats } = await get("/emulator/chats");
  Object.assign(state, { bot, chats });
  const current = chats.find((chat) => chat.id === chosen());
  if (current && document.visibilityState === "visible") markSeen(current);
  drawList();
});

const refreshChat = alone(async () => {
  const id = chosen();
  if (!id) { state.chat = null; drawChat(); return; }
  const other = state.chat?.id !== id;
  const chat = await get(`/emulator/chats/${id}`).catch(() => null);
  if (chosen() !== id) return; // another one was chosen meanwhile, and its turn comes
  state.chat = chat;
  if (chat) { if (other) at("as").dataset.chat = ""; drawWriters(chat); hear(chat.answers, other); }
  drawChat();
});

async function refresh() {
  await refreshList();
  await refreshChat();
}

let events = null;

// A hidden page lets go: browsers open only six connections to one server.
function follow() {
  const wanted = document.visibilityState === "visible";
  if (wanted === Boolean(events)) return;
  if (!wanted) { events.close(); events = null; return; }
  events = new EventSource("/emulator/events");
  events.onopen = () => { connected(true); refresh(); };
  events.onerror = () => connected(false);
  events.onmessage = (event) => {
    refreshList();
    if (JSON.parse(event.data).chats.includes(chosen())) refreshChat();
  };
}

function connected(well) {
  at("banner").classList.toggle("lost", !well);
  at("banner").textContent = well ? "MÔ PHỎNG – không phải Telegram" : "MÔ PHỎNG – mất kết nối, đang thử lại…";
}

function clearWords() { at("words").value = ""; fitWords(); }

function fitWords() {
  const [words, list] = [at("words"), at("messages")];
  const low = list.scrollHeight - list.scrollTop - list.clientHeight < 8;
  words.style.height = "auto";
  words.style.height = `${words.scrollHeight + 2}px`;
  if (low) list.scrollTop = list.scrollHeight; // a higher field hides no button
}

at("search").addEventListener("input", drawList);
at("back").addEventListener("click", () => { location.hash = ""; });
at("as").addEventListener("change", drawChat);
at("block").addEventListener("click", () => post(`/emulator/chats/${state.chat.id}`, { blocked: !state.chat.blocked }));
at("begin").addEventListener("click", () => (state.chat.blocked ? at("block").click() : say("/start")));
at("commands").addEventListener("click", (event) => { event.stopPropagation(); if (at("menu").hidden) showMenu(); else hideMenu(); });
at("file").addEventListener("change", (event) => { if (event.target.files[0]) sendFile(event.target.files[0]); event.target.value = ""; });
at("words").addEventListener("input", () => {
  fitWords();
  const slash = at("words").value.match(/^\/(\w*)$/);
  if (slash) showMenu(slash[1]); else hideMenu();
});
at("words").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); at("composer").requestSubmit(); }
});
at("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  hideMenu();
  if (await say(at("words").value)) clearWords();
  at("words").focus();
});
at("messages").addEventListener("mousedown", (event) => { if (event.target.closest(".key")) event.preventDefault(); }); // the caret stays where it is
at("down").addEventListener("click", () => { at("messages").scrollTop = at("messages").scrollHeight; });
at("messages").addEventListener("scroll", () => {
  const box = at("messages");
  at("down").hidden = box.scrollHeight - box.scrollTop - box.clientHeight < 200;
});
document.addEventListener("click", hideMenu);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideMenu(); });
document.addEventListener("visibilitychange", follow);
addEventListener("hashchange", () => { hideMenu(); state.waiting.clear(); refresh(); });

await refreshList();
if (!chosen() && !narrow.matches && state.chats.length) location.replace(`#${state.chats[0].id}`);
await refreshChat();
follow();
