// Formatted text as the Bot API writes it, made into nodes: offsets count UTF-16 units, as strings do here.

import { node } from "/base.js";

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

// acts: {command(text), link(url)}
export function formatted(text, entities, acts) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return stretch(text, 0, text.length, sorted, acts);
}

function stretch(text, start, end, entities, acts) {
  const nodes = [];
  let at = start;
  while (entities.length) {
    const [entity, ...rest] = entities;
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const inside = rest.filter((other) => other.offset < stop);
    const inner = stretch(text, Math.max(at, entity.offset), stop, inside, acts);
    nodes.push(wrapped(entity, text.slice(entity.offset, stop), inner, acts));
    at = Math.max(at, stop);
    entities = rest.filter((other) => other.offset >= stop);
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function wrapped(entity, words, inner, acts) {
  if (entity.type === "bot_command") {
    return node("button", { class: "command", type: "button", onclick: () => acts.command(words) }, ...inner);
  }
  if (entity.type === "spoiler") return node("span", { class: "spoiler", tabindex: "0" }, ...inner);
  const url = entity.type === "text_link" ? entity.url
    : entity.type === "url" ? words
    : entity.type === "email" ? `mailto:${words}` : null;
  if (url) return link(url, inner, acts);
  const tag = TAGS[entity.type];
  return node(tag ?? "span", {}, ...inner);
}

function link(url, inner, acts) {
  const safe = /^(https?:|mailto:|tg:)/i.test(url) ? url : "#";
  return node("a", {
    href: safe, target: "_blank", rel: "noopener noreferrer",
    onclick: (event) => { if (acts.link(url)) event.preventDefault(); },
  }, ...inner);
}
