// What a walker asks of a page; asked by the DevTools protocol, so that it works where the page may run no script.
self.walker = (() => {
  const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim();
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
  const PARTS = "article, section, details, li, tr, form";
  const FIELDS = "input:not([type=hidden]), textarea, select";

  // How large the smallest part around *one* is that holds *within*; null where none does.
  const around = (one, within) => {
    if (!within) return 0;
    for (let part = one.closest(PARTS); part; part = part.parentElement?.closest(PARTS))
      if (plain(part.textContent).includes(within)) return part.textContent.length;
    return null;
  };
  // The best of those whose words begin with *words*, or hold them: the most alike, then in the smallest part; a
  // button before a tab, and that before another link.
  const best = (all, words, within, of) => all
    .filter((one) => seen(one) && plain(of(one)).includes(words) && around(one, within) !== null)
    .map((one) => [plain(of(one)) === words ? 0 : plain(of(one)).startsWith(words) ? 1 : 2, around(one, within), one.matches("main button") ? 0 : one.closest("main") ? 2 : 1, one])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])[0]?.[3];

  const PRESSED = { button: "a, button:not([tabindex='-1'])", fold: "summary" };
  const pressed = (kind, words, within) =>
    best([...document.querySelectorAll(PRESSED[kind])], words, within, (one) => one.textContent);
  const field = (words, within) => {
    const labels = [...document.querySelectorAll("label")].filter((one) => one.control && seen(one.control));
    const label = best(labels, words, within, (one) => one.textContent);
    return label?.control;
  };

  // Keeps what is meant as *target*, in sight; what it is, and where its middle is, with whether a press there meets it.
  const aim = (kind, words, within) => {
    const target = (self.walker.target = kind === "field" ? field(words, within) : pressed(kind, words, within));
    if (!target) return null;
    target.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const [box] = target.getClientRects();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const hit = document.elementFromPoint(x, y);
    return { x, y, met: target.contains(hit) || hit?.closest("label")?.control === target, type: target.type ?? target.localName };
  };

  // The group of pages that has to be opened before that link is seen; null where it is seen, or is in none.
  const folded = (words) => {
    const link = [...document.querySelectorAll("nav details:not([open]) a")].find((one) => plain(one.textContent) === words);
    return link ? plain(link.closest("details").querySelector("summary").textContent) : null;
  };

  const scrolls = (one) => {
    for (let up = one.parentElement; up; up = up.parentElement)
      if (/auto|scroll/.test(getComputedStyle(up).overflowX)) return true;
    return false;
  };
  const name = (one) => one.outerHTML.slice(0, 90);
  const unseen = (one) => one.closest(".unseen, .skip, svg, progress, .list thead, .bars thead, .leave .me") !== null;
  const cut = () => [...document.body.querySelectorAll("*")].filter((one) => {
    if (!seen(one) || unseen(one)) return false;
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    if (one.localName === "input") return box.right > innerWidth + 0.5; // what is longer can be gone through
    const hides = /hidden|clip/.test(style.overflowX) && one.scrollWidth > one.clientWidth + 1;
    const low = /hidden|clip/.test(style.overflowY) && one.scrollHeight > one.clientHeight + 1;
    const card = one.closest(".card")?.getBoundingClientRect();
    const out = box.left < -0.5 || box.right > innerWidth + 0.5 || (card && box.right > card.right + 0.5);
    return hides || low || (out && !scrolls(one));
  }).map(name);
  const small = () => [...document.querySelectorAll(`a, button, summary, ${FIELDS}`)]
    .filter((one) => seen(one) && !one.matches(".unseen, .skip, input[type=radio]"))
    .filter((one) => { const { width, height } = one.getBoundingClientRect(); return width < 24 || height < 24; })
    .map(name);

  const texts = () => {
    const found = [], lang = document.documentElement.lang;
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const own = node.parentElement.closest("[lang]")?.lang === lang && !node.parentElement.closest("script, style, noscript, .words, mark, blockquote");
      if (own && plain(node.data)) found.push(plain(node.data));
    }
    for (const one of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]"))
      if (one.closest("[lang]").lang === lang)
        for (const key of ["aria-label", "placeholder", "title", "alt"]) if (one.getAttribute(key)) found.push(plain(one.getAttribute(key)));
    return found;
  };
  const fetched = async () => {
    const answer = await fetch(self.walker.target.href);
    return [answer.status, String.fromCharCode(...new Uint8Array(await answer.arrayBuffer()).slice(0, 2))];
  };
  const look = () => ({
    lang: document.documentElement.lang,
    titles: document.querySelectorAll("h1").length,
    over: document.documentElement.scrollWidth - innerWidth,
    cut: cut(),
    small: small(),
    unnamed: [...document.querySelectorAll(FIELDS)].filter((one) => !one.labels.length && !one.ariaHidden && !one.ariaLabel).map(name),
    texts: texts(),
    bytes: performance.getEntriesByType("navigation")[0].decodedBodySize,
    elsewhere: performance.getEntriesByType("resource").map((one) => one.name).filter((one) => new URL(one).origin !== location.origin),
  });
  const words = () => plain(document.body.textContent);

  // Where the keyboard stands: whether at *target*, what it is, and whether that shows.
  const stop = () => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    const shows = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    const inSight = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    if (!one.dataset.stop) one.dataset.stop = String(document.querySelectorAll("[data-stop]").length + 1);
    return { home: one === document.body, here: one === self.walker.target, shows: shows && inSight, what: name(one), number: one.dataset.stop };
  };
  const left = () => [...document.querySelectorAll(`a[href], button, summary, ${FIELDS}`)]
    .filter((one) => seen(one) && !one.disabled && one.tabIndex >= 0 && !one.dataset.stop)
    .filter((one) => one.type !== "radio" || ![...document.getElementsByName(one.name)].some((other) => other.dataset.stop))
    .map(name);
  const begin = () => {
    for (const one of document.querySelectorAll("[data-stop]")) delete one.dataset.stop;
    document.body.tabIndex = -1; // where a page begins, whatever it gave the focus to
    document.body.focus();
    document.body.removeAttribute("tabindex");
    scrollTo(0, 0);
  };
  return { aim, folded, fetched, look, words, stop, left, begin };
})();
