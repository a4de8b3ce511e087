// The mailbox page: mail by recipient, searched, read, with its signatures and its source.

import { alone, node, plain } from "/base.js";

const at = (id) => document.getElementById(id);
const state = { mails: [], box: "", letter: null, tab: "text", newest: null };
const SOURCE_LIMIT = 300000; // characters of a source that are shown; the file holds all
const TAGS = {
  v: "Phiên bản", a: "Thuật toán", c: "Chuẩn hoá", d: "Tên miền ký", s: "Bộ chọn khoá",
  t: "Ký lúc", x: "Hết hạn", h: "Trường được ký", bh: "Băm nội dung", b: "Chữ ký", i: "Người ký",
  q: "Cách tìm khoá", l: "Độ dài được ký", z: "Bản sao trường",
};
const TIME = new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = new Intl.DateTimeFormat("vi", { weekday: "long", day: "2-digit", month: "2-digit", year: "numeric" });
const moment = (at) => `${TIME.format(at)}, ${DAY.format(at).replace("Thứ", "thứ")}`;
const COUNT = new Intl.NumberFormat("vi");

async function get(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

// ── recipients and the list ─────────────────────────────────────────

const addresses = (mail) => mail.recipients.map((each) => each.address.toLowerCase());

function drawBoxes() {
  const counts = new Map();
  for (const mail of state.mails) for (const to of new Set(addresses(mail))) counts.set(to, (counts.get(to) ?? 0) + 1);
  const boxes = [["", state.mails.length], ...[...counts].sort(([a], [b]) => a.localeCompare(b))];
  const label = (box) => box || "Tất cả người nhận";
  at("boxes").replaceChildren(...boxes.map(([box, count]) => node("button", {
    class: "box", type: "button", title: box, "aria-current": String(box === state.box), onclick: () => choose(box),
  }, node("span", {}, label(box)), node("small", {}, COUNT.format(count)))));
  at("box").replaceChildren(...boxes.map(([box, count]) => node("option", {
    value: box, selected: box === state.box,
  }, `${label(box)} (${COUNT.format(count)})`)));
}

function choose(box) {
  state.box = box;
  drawBoxes();
  drawList();
}

function drawList() {
  const wanted = plain(at("search").value);
  const found = state.mails.filter((mail) => (!state.box || addresses(mail).includes(state.box))
    && plain([mail.subject, mail.from, mail.sender, ...addresses(mail)].join(" ")).includes(wanted));
  at("total").textContent = found.length ? `${COUNT.format(found.length)} thư` : state.mails.length ? "Không có thư nào khớp" : "Chưa có thư nào";
  at("rows").replaceChildren(...found.slice(-500).reverse().map(listRow));
}

function listRow(mail) {
  const [first, ...others] = addresses(mail);
  const fresh = state.newest !== null && mail.id > state.newest;
  return node("a", { class: fresh ? "row fresh" : "row", href: `/mail/${mail.id}`, "aria-current": String(mail.id === chosen()), onclick: follow },
    node("span", { class: "from" }, mail.from || mail.sender || "<>"),
    node("time", { datetime: mail.at, title: moment(new Date(mail.at)) }, TIME.format(new Date(mail.at))),
    node("span", { class: "title" }, mail.subject || "(không có tiêu đề)"),
    node("span", { class: "to" }, `→ ${first}${others.length ? ` và ${others.length} người khác` : ""}`),
    node("span", { class: "marks" }, seal(mail.signed)));
}

const seal = (count) => node("span", { class: count ? "chip" : "chip none" }, count ? `${count} chữ ký` : "không ký");

// ── one letter ──────────────────────────────────────────────────────

const chosen = () => Number(location.pathname.match(/^\/mail\/(\d+)$/)?.[1]) || null;

function follow(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", event.currentTarget.href);
  showChosen();
}

async function showChosen() {
  const id = chosen();
  at("app").classList.toggle("open", Boolean(id));
  drawList();
  const letter = id ? await get(`/api/mails/${id}`).catch(() => null) : null;
  if (id !== chosen()) return;
  state.letter = letter;
  at("letter").hidden = !letter;
  at("nothing").hidden = Boolean(letter);
  document.title = letter ? `${letter.subject || "(không có tiêu đề)"} – hộp thư thử` : "Hộp thư thử – mô phỏng";
  if (letter) drawLetter(letter);
}

function drawLetter(letter) {
  at("mail").scrollTop = 0;
  at("subject").textContent = letter.subject || "(không có tiêu đề)";
  const envelope = Object.entries(letter.parameters).map(([name, value]) => (value ? `${name}=${value}` : name)).join(" ");
  const facts = [
    ["Từ", letter.from], ["Phong bì", `${letter.sender || "<>"}${envelope ? ` · ${envelope}` : ""}`],
    ["Đến", letter.recipients.map((each) => each.address).join(", ")],
    ["Nhận lúc", moment(new Date(letter.at))], ["Cỡ", `${COUNT.format(letter.size_bytes)} octet`],
  ];
  at("facts").replaceChildren(...facts.flatMap(([name, value]) => [node("dt", {}, name), node("dd", {}, value)]),
    node("dt", {}, "Chữ ký"), node("dd", {}, seal(letter.signatures.length)));
  const tabs = { text: "Nội dung", html: letter.html ? "HTML" : null, seals: "Chữ ký DKIM", headers: "Đầu thư", source: "Nguồn" };
  if (!tabs[state.tab]) state.tab = "text";
  at("tabs").replaceChildren(...Object.entries(tabs).filter(([, name]) => name).map(([tab, name]) => node("button", {
    class: "tab", type: "button", role: "tab", "aria-selected": String(tab === state.tab),
    onclick: () => { state.tab = tab; drawLetter(letter); },
  }, name)));
  PANES[state.tab](letter).then((nodes) => { if (state.letter === letter) at("pane").replaceChildren(...nodes); });
}

const PANES = {
  text: async (letter) => [
    node("pre", { class: "text" }, letter.text || "(không có phần chữ)"),
    ...(letter.attachments.length ? [attachments(letter)] : []),
    ...(letter.answers ? [answer(letter)] : []),
  ],
  html: async (letter) => [node("iframe", { sandbox: "", src: `/api/mails/${letter.id}/html`, title: "Phần HTML" })],
  seals: async (letter) => (letter.signatures.length
    ? letter.signatures.map(signature)
    : [node("p", { class: "faint" }, "Thư này không có trường DKIM-Signature.")]),
  headers: async (letter) => [node("table", {}, node("tbody", {}, ...letter.headers.map(({ name, value }) => node("tr", {
    class: name.toLowerCase() === "dkim-signature" ? "signature" : "",
  }, node("th", { scope: "row" }, name), node("td", {}, value)))))],
  source: async (letter) => [
    node("p", { class: "faint" }, node("a", { href: `/api/mails/${letter.id}/raw` }, `Tải ${letter.file}`), " – đúng từng octet như đã nhận"),
    await source(letter),
  ],
};

function attachments(letter) {
  return node("ul", { class: "attachments" }, ...letter.attachments.map((each, place) => node("li", {},
    node("a", { href: `/api/mails/${letter.id}/attachments/${place}` }, `📎 ${each.name}`,
      node("small", {}, `${each.mime} · ${COUNT.format(each.size_bytes)} octet`)))));
}

function answer(letter) {
  const text = node("textarea", { rows: "3", "aria-label": "Trả lời thư này", placeholder: "Ví dụ: Được 60% rồi ạ" });
  const said = node("p", { class: "faint", role: "status" });
  return node("form", { class: "answer", onsubmit: async (event) => {
    event.preventDefault();
    const body = JSON.stringify({ text: text.value });
    const sent = await fetch(`/api/mails/${letter.id}/answer`, { method: "POST", body }).catch(() => null);
    if (sent?.ok) text.value = "";
    said.textContent = sent?.ok ? "Đã gửi tới văn phòng; thư xác nhận sẽ tới hộp thư này."
      : "Chưa gửi được. Viết gì đó, hoặc xem văn phòng mẫu còn chạy không, rồi thử lại.";
  } }, text, node("button", { type: "submit" }, "Trả lời"), said);
}

function signature(tags, place, all) {
  const value = (tag) => tags.find((each) => each.tag === tag)?.value ?? "?";
  const rows = tags.map((each) => node("tr", {},
    node("th", { scope: "row" }, node("code", {}, `${each.tag}=`), TAGS[each.tag] ?? ""),
    node("td", {}, ["t", "x"].includes(each.tag) && /^\d+$/.test(each.value)
      ? `${each.value} (${moment(new Date(each.value * 1000))})` : each.value)));
  return node("section", { class: "seal" },
    node("h3", {}, `Chữ ký ${place + 1}/${all.length}: ${value("d")} · ${value("a")}`),
    node("table", {}, node("tbody", {}, ...rows)));
}

async function source(letter) {
  const answer = await fetch(`/api/mails/${letter.id}/raw`);
  const whole = new TextDecoder().decode(await answer.arrayBuffer()).replace(/\r\n/g, "\n");
  const end = whole.indexOf("\n\n") < 0 ? whole.length : whole.indexOf("\n\n");
  const fields = whole.slice(0, end).split(/\n(?![ \t])/).flatMap((field) => {
    const colon = field.indexOf(":");
    const parts = [node("span", { class: "name" }, field.slice(0, colon + 1)), field.slice(colon + 1)];
    const signed = field.slice(0, colon).toLowerCase() === "dkim-signature";
    return [signed ? node("mark", {}, ...parts) : node("span", {}, ...parts), "\n"];
  });
  const body = whole.slice(end, SOURCE_LIMIT);
  const cut = whole.length > SOURCE_LIMIT ? "\n\n… (phần còn lại ở trong tệp)" : "";
  return node("pre", { class: "source" }, ...fields, body, cut);
}

// ── keeping up ──────────────────────────────────────────────────────

const refresh = alone(async () => {
  const last = state.mails.at(-1)?.id ?? 0;
  let { count, mails } = await get(`/api/mails?after=${last}`);
  if (count < last) ({ mails } = await get("/api/mails"));
  state.newest = state.mails.length ? last : null;
  state.mails = count < last ? mails : [...state.mails, ...mails.filter((mail) => mail.id > last)];
  drawBoxes();
  drawList();
});

let events = null;

// A hidden page lets go: browsers open only six connections to one server.
function listen() {
  const wanted = document.visibilityState === "visible";
  if (wanted === Boolean(events)) return;
  if (!wanted) { events.close(); events = null; return; }
  events = new EventSource("/api/events");
  events.onopen = () => { at("banner").classList.remove("lost"); refresh(); };
  events.onerror = () => at("banner").classList.add("lost");
  events.onmessage = refresh;
}

at("search").addEventListener("input", drawList);
at("box").addEventListener("change", (event) => choose(event.target.value));
document.querySelector(".back").addEventListener("click", follow);
document.addEventListener("visibilitychange", listen);
addEventListener("popstate", showChosen);

await refresh();
await showChosen();
listen();
