// Renews the page's live part while somebody looks at it, and says so when the daemon does not answer.
// A plain reload would leave the browser's own error page behind when the daemon restarts.

const EVERY_MS = 15_000;
const PATIENCE_MS = 10_000;

let asking = false;

async function renew() {
  if (asking || document.hidden) return;
  asking = true;
  const lost = document.querySelector("#lost");
  try {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#live");
    if (fresh === null) throw new Error("not the page");
    const shown = document.querySelector("#live");
    if (shown.innerHTML !== fresh.innerHTML) shown.replaceWith(fresh);
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  } finally {
    asking = false;
  }
}

setInterval(renew, EVERY_MS);
document.addEventListener("visibilitychange", renew);
