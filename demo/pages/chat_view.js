// The messages of one chat as nodes; those that did not change keep theirs, so nothing jumps.

import { node } from "/base.js";
import { formatted } from "/chat_text.js";

export const hue = (id) => String((Math.abs(id) * 67) % 360);

export function initials(name) {
  const words = name.replace(/\(.*\)/, "").trim().split(/\s+/);
  return ((words.at(-2)?.[0] ?? "") + (words.at(-1)?.[0] ?? "")).toUpperCase();
}

const TIME = new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("vi", { weekday: "long", day: "numeric", month: "long" });

export function clock(at) {
  const then = new Date(at);
  const today = then.toDateString() === new Date().toDateString();
  return today ? TIME.format(then) : new Intl.DateTimeFormat("vi", { day: "2-digit", month: "2-digit" }).format(then);
}

// given: {bot, me, acts, waiting}
export function drawMessages(list, chat, given) {
  const other = list.dataset.chat !== String(chat.id);
  const low = other || list.scrollHeight - list.scrollTop - list.clientHeight < 120;
  const kept = other ? new Map() : new Map([...list.children].map((item) => [item.dataset.key, item]));
  const items = chat.messages.length ? withDays(chat, given) : [intro(given.bot)];
  const nodes = items.map(({ key, print, make }) => {
    const old = kept.get(key);
    if (old?.dataset.print === print) return old;
    const made = make();
    made.dataset.key = key;
    made.dataset.print = print;
    if (!old && !other && key.startsWith("m")) made.classList.add("fresh");
    return made;
  });
  list.dataset.chat = String(chat.id);
  list.replaceChildren(...nodes);
  if (low) list.scrollTop = list.scrollHeight;
}

function withDays(chat, given) {
  const items = [];
  let day = "";
  for (const message of chat.messages) {
    const its = new Date(message.at).toDateString();
    if (its !== day) {
      day = its;
      const words = dayName(message.at);
      items.push({ key: `d${its}`, print: words, make: () => node("li", { class: "day" }, words) });
    }
    const turning = message.buttons.flat().filter((b) => isTurning(message, b, given)).map((b) => b.data);
    const print = JSON.stringify([message, turning, given.me]);
    items.push({ key: `m${message.message_id}`, print, make: () => item(chat, message, given) });
  }
  return items;
}

function dayName(at) {
  const then = new Date(at);
  const today = then.toDateString() === new Date().toDateString();
  return today ? "Hôm nay" : DAY.format(then);
}

function intro(bot) {
  const words = bot.description || "Bấm BẮT ĐẦU để trò chuyện với trợ lý.";
  return {
    key: "intro", print: words,
    make: () => node("li", { class: "intro" }, node("h3", {}, bot.first_name), node("p", {}, words)),
  };
}

function item(chat, message, given) {
  if (message.from === "service") return node("li", { class: "service" }, message.text);
  const mine = message.from === "person" && message.user_id === given.me;
  const named = chat.kind !== "private" && !mine;
  const bubble = node("div", { class: "bubble" },
    named ? node("div", { class: "author" }, message.name) : null,
    quote(chat, message),
    message.document ? (message.document.sides ? picture(message.document) : file(message.document)) : null,
    node("div", { class: "words" }, ...formatted(message.text, message.entities, given.acts), stamp(message)),
    message.reaction ? node("span", { class: "reaction" }, message.reaction) : null);
  return node("li", { class: mine ? "message mine" : "message", id: `m${message.message_id}` },
    bubble, message.buttons.length ? keys(message, given) : null);
}

function quote(chat, message) {
  const answered = chat.messages.find((other) => other.message_id === message.reply_to);
  return answered ? node("div", { class: "quote" }, answered.text || answered.document?.name || "") : null;
}

function stamp(message) {
  const edited = message.edited_at ? "đã sửa " : "";
  const marks = (message.silent ? "🔕 " : "") + (message.protected ? "🔒 " : "");
  const when = TIME.format(new Date(message.at));
  return node("time", { class: "stamp", datetime: message.at }, marks + edited + when);
}

function file(document) {
  const kind = document.name.includes(".") ? document.name.split(".").at(-1).slice(0, 4) : "tệp";
  return node("a", { class: "file", href: document.url, download: document.name },
    node("span", { class: "kind" }, kind),
    node("span", {}, node("b", {}, document.name), node("small", {}, size(document.size_bytes))));
}

function picture(document) {
  const [width, height] = document.sides;
  return node("a", { class: "picture", href: document.url, target: "_blank" },
    node("img", { src: document.url, alt: document.name, width, height }));
}

function size(octets) {
  const shown = (value) => new Intl.NumberFormat("vi", { maximumFractionDigits: 1 }).format(value);
  if (octets < 1024) return `${octets} B`;
  return octets < 1048576 ? `${shown(octets / 1024)} KB` : `${shown(octets / 1048576)} MB`;
}

function isTurning(message, button, given) {
  return [...given.waiting.values()].includes(`${message.message_id} ${button.data}`);
}

function keys(message, given) {
  const rows = message.buttons.map((row) => node("div", {}, ...row.map((button) => {
    const kind = isTurning(message, button, given) ? " waiting" : button.url ? " sign" : button.copy ? " copy" : "";
    return node("button", { class: `key${kind}`, type: "button", onclick: () => given.acts.press(message, button) }, button.text);
  })));
  return node("div", { class: "keys" }, ...rows);
}
