// The question page: keeps address bar, title and screen readers in step with the answer shown, and follows links to
// other pages of the same answer without loading the page again. Nothing is kept in the browser.
(() => {
  "use strict";
  const TITLE = "Ask the papers";
  let shown = null;   // the address of the answer shown
  let stepped = false; // going back or forward: the address bar is right already
  let moved = false;  // a link was followed: the reader is taken to the new heading
  let awaited = 0;    // since when the answer to an address followed has been on its way
  let wish = null;    // the address followed meanwhile, if any
  let busySince = 0;

  const region = () => document.querySelector("#results .results");
  const box = () => document.querySelector("#question input, #question textarea");
  const told = () => document.getElementById("told");

  // ---- the sign of work, at once
  function busy(words) {
    busySince = Date.now();
    document.body.dataset.busy = words;
    if (told()) told().textContent = words;
  }
  function idle() {
    delete document.body.dataset.busy;
    busySince = 0;
  }
  setInterval(() => {
    if (busySince && Date.now() - busySince > 6000 && document.body.dataset.busy === "Searching the papers…") {
      busy("Still searching: the server is starting or has many questions to answer…");
    }
  }, 1000);

  // ---- addresses followed in place
  function go(query, kept) {
    if (!document.querySelector("#address input, #address textarea")) return false;
    busy("Searching the papers…");
    return send(query, kept);
  }

  function send(query, kept) {
    const field = document.querySelector("#address input, #address textarea");
    if (!field) return false;
    if (awaited && Date.now() - awaited < 20000) {
      // The answer on its way would write over what is put into the field: the last wish waits for it.
      wish = { query, kept };
      return true;
    }
    awaited = Date.now();
    field.value = (kept ? "keep&" : "") + query;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    // Once Gradio has taken the value over, as if it had been typed and sent.
    setTimeout(() => field.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true, cancelable: true })), 0);
    return true;
  }

  function limits(form) {
    const chosen = new URLSearchParams();
    const asked = box();
    for (const [name, value] of new FormData(form)) {
      const wanted = name === "q" && asked ? asked.value.trim() : value;
      if (wanted) chosen.append(name, wanted);
    }
    return chosen.toString();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-go]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const to = new URL(link.href);
    if (to.pathname === location.pathname && go(to.search.slice(1), false)) {
      event.preventDefault();
      moved = true;
    }
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("#limits form")) return;
    if (go(limits(event.target), true)) event.preventDefault();
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("#limits form");
    if (form) go(limits(form), true);
  });
  addEventListener("popstate", () => {
    stepped = true;
    if (!go(location.search.slice(1), false)) location.reload();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === box() && box().value.trim()) busy("Searching the papers…");
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#ask") && box() && box().value.trim()) busy("Searching the papers…");
  });

  // ---- what has come
  // Parameters that are not ours (such as Gradio's __theme) stay where they are.
  function address(wanted) {
    const next = new URL(wanted, location.origin);
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (name.startsWith("__")) next.searchParams.append(name, value);
    }
    return next.pathname + next.search;
  }

  let seen = null;
  function follow() {
    const now = region();
    const stamp = now && now.parentElement.dataset.stamp;
    if (!stamp || stamp === seen) return;
    const first = seen === null;
    seen = stamp;
    if (overtaken()) return;
    const waits = Boolean(now.querySelector(".waiting"));
    if (!waits) idle();
    if (told() && told().textContent !== now.dataset.status) told().textContent = now.dataset.status;
    const asked = now.dataset.title;
    document.title = asked ? `${asked} – ${TITLE}` : TITLE;
    const wanted = now.dataset.address;
    if (wanted !== shown) {
      shown = wanted;
      const next = address(wanted);
      // A step back or forward has put the address right already, and must not write over where it led.
      if (!stepped && next !== location.pathname + location.search) {
        history[first ? "replaceState" : "pushState"](null, "", next);
      }
    }
    stepped = false;
    carry(now);
    if (waits) setTimeout(() => again(now), 1000);
    if (moved && !waits) {
      moved = false;
      const heading = now.querySelector("h1");
      scrollTo({ top: 0 });
      if (heading) heading.focus({ preventScroll: true });
    }
  }

  // A question that waits for the server to be ready is asked again, quietly, unless something else was asked meanwhile.
  function again(waiting) {
    if (region() === waiting && !awaited) send(new URL(waiting.dataset.address, location.origin).search.slice(1), true);
  }

  // An answer to an address that somebody has left again meanwhile is passed over, and the last one asked for.
  function overtaken() {
    awaited = 0;
    const next = wish;
    wish = null;
    if (next) setTimeout(() => go(next.query, next.kept), 0);
    return Boolean(next);
  }

  // The question goes along to the views that take one.
  function carry(now) {
    for (const link of document.querySelectorAll('.banner a[href^="/compare"], .banner a[href^="/timeline"]')) {
      const query = now.dataset.title ? now.dataset.address.slice(1) : "";
      link.href = new URL(link.href).pathname + query;
    }
  }

  // ---- the form that stood there first gives way, with what was typed into it
  function replaced() {
    const first = document.getElementById("first");
    const field = box();
    if (!first || !field || !region()) return;
    const typed = first.querySelector("#plain-question");
    if (typed.value !== typed.defaultValue && !field.value) {
      field.value = typed.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const wide = matchMedia("(min-width: 64rem) and (pointer: fine)").matches;
    const focused = document.activeElement === typed || (wide && !region().dataset.title);
    first.remove();
    const main = document.querySelector("gradio-app main");
    if (main) Object.assign(main, { id: "main", tabIndex: -1 });
    if (focused && document.activeElement === document.body) field.focus({ preventScroll: true });
    const filters = document.querySelector("#limits details");
    if (filters && matchMedia("(min-width: 64rem)").matches) filters.open = true;
  }

  new MutationObserver(() => { follow(); replaced(); }).observe(document.documentElement, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["data-stamp"],
  });
})();
