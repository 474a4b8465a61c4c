// An answer that settles. The quotes are shown first in the order of the search; meanwhile the server reads the passages,
// and the settled answer is fetched and put in place. The page does not move: the heading, the quotes' panel and the
// quote that somebody uses stay the elements that they were.
(() => {
  "use strict";
  const READ_LATER = "reading=later";
  const FIXED_IN_REGION = ".asked, h1, .chips";
  const FIXED_IN_PANEL = "h2, .match";
  const CONTROLS = "a, button";

  let settling = null;    // the region whose settled answer is on its way

  const keyOf = (quote) => quote.querySelector("figcaption a").getAttribute("href");

  function announce(text) {
    let status = document.getElementById("told");
    if (!status) {
      status = Object.assign(document.createElement("p"), { id: "told", className: "unseen" });
      status.setAttribute("role", "status");
      document.body.append(status);
    }
    status.textContent = text;
  }

  // ---- the plain page asks for the quotes first; without scripts its form asks for the whole answer
  document.addEventListener("formdata", (event) => {
    const isQuestion = new URL(event.target.action).pathname === "/ask";
    if (isQuestion && event.formData.get("q")) event.formData.set(...READ_LATER.split("="));
  });

  // ---- the settled answer
  async function settle(region) {
    if (!region || region === settling) return;
    settling = region;
    const fresh = await fetchRegion(region.dataset.settled);
    // Another question may have been asked meanwhile.
    if (!region.isConnected) return;
    if (fresh) {
      replaceInPlace(region, fresh);
      announce(`Settled: ${fresh.dataset.status}`);
    } else {
      sayUnread(region);
    }
    delete region.dataset.settled;
    region.style.minHeight = "";
    settling = null;
  }

  async function fetchRegion(address) {
    try {
      const response = await fetch(address, { credentials: "same-origin" });
      if (!response.ok) return null;
      return new DOMParser().parseFromString(await response.text(), "text/html").querySelector(".results");
    } catch {
      return null;
    }
  }

  function sayUnread(region) {
    const note = region.querySelector(".match");
    const badge = Object.assign(document.createElement("strong"), { textContent: "Not read closely" });
    badge.className = "badge match-doubtful";
    const link = Object.assign(document.createElement("a"), { textContent: "Ask again" });
    link.href = "/ask" + region.dataset.address.slice(1);
    note.replaceChildren(badge, " These quotes may not answer the question, and the passages are missing. ", link);
    announce(note.textContent);
  }

  function replaceInPlace(region, fresh) {
    const panel = region.querySelector(".panel.answer");
    const freshPanel = panel && fresh.querySelector(".panel.answer");
    const held = holdPlace(panel);
    Object.assign(region.dataset, { status: fresh.dataset.status, title: fresh.dataset.title });
    const [heading, freshHeading] = [region, fresh].map((part) => part.querySelector("h1").textContent);
    if (heading !== freshHeading) region.querySelector("h1").textContent = freshHeading;
    if (freshPanel) settlePanel(panel, freshPanel, held);
    exchange(region, fresh, FIXED_IN_REGION, freshPanel && panel, freshPanel);
    restorePlace(region, held);
  }

  function settlePanel(panel, fresh, held) {
    panel.querySelector(".match").replaceChildren(...fresh.querySelector(".match").childNodes);
    const twin = held.quote && [...fresh.querySelectorAll(".quote")].find((quote) => keyOf(quote) === keyOf(held.quote));
    exchange(panel, fresh, FIXED_IN_PANEL, twin && held.quote, twin);
    // What answers is marked in the settled words; what is selected stays selected.
    const words = twin && held.quote.querySelector("blockquote");
    if (words && !isSelected(words)) words.replaceWith(twin.querySelector("blockquote"));
  }

  // Puts the children of one element in the place of another's. What `fixed` selects stays as it is, and so does the
  // pivot, which takes the place of its twin.
  function exchange(parent, fresh, fixed, pivot, twin) {
    for (const node of [...parent.children]) {
      if (node !== pivot && !node.matches(fixed)) node.remove();
    }
    let isBefore = Boolean(pivot);
    for (const node of [...fresh.children]) {
      if (pivot && node === twin) isBefore = false;
      else if (!node.matches(fixed)) (isBefore ? pivot.before(node) : parent.append(node));
    }
  }

  // ---- where somebody is: the quote with the focus or the selection, else the first in sight of a page scrolled
  function isSelected(element) {
    const selection = getSelection();
    return Boolean(selection && !selection.isCollapsed && selection.containsNode(element, true));
  }

  function holdPlace(panel) {
    const quotes = panel ? [...panel.querySelectorAll(".quote")] : [];
    const focus = document.activeElement;
    const focused = quotes.find((quote) => quote.contains(focus));
    const inSight = scrollY > 0 ? quotes.find((quote) => quote.getBoundingClientRect().bottom > 0) : null;
    const quote = quotes.find(isSelected) ?? focused ?? inSight ?? null;
    return {
      quote,
      top: quote && quote.getBoundingClientRect().top,
      scroll: scrollY,
      focusPlace: focused && [quotes.indexOf(focused), [...focused.querySelectorAll(CONTROLS)].indexOf(focus)],
    };
  }

  function restorePlace(region, held) {
    if (held.focusPlace && !region.contains(document.activeElement)) {
      const [place, control] = held.focusPlace;
      const quotes = region.querySelectorAll(".panel.answer .quote");
      const quote = quotes[Math.min(place, quotes.length - 1)];
      (quote?.querySelectorAll(CONTROLS)[control] ?? region.querySelector("h1")).focus({ preventScroll: true });
    }
    if (!held.scroll) return;
    const moved = held.quote?.isConnected ? held.quote.getBoundingClientRect().top - held.top : held.scroll - scrollY;
    if (moved) scrollBy({ top: moved, behavior: "instant" });
  }

  // ---- Sent by page.js once an answer is on the page; the plain page comes with its own.
  const settleShown = () => settle(document.querySelector(".results[data-settled]"));
  document.addEventListener("paper-search:placed", settleShown);
  if (document.body.matches(".plain")) {
    const address = new URL(location.href);
    if (address.searchParams.get("reading") === "later") {
      // What is kept or sent is the address of the whole answer.
      history.replaceState(history.state, "", address.pathname + address.search.replace(/[?&]reading=later(?=&|$)/, "") + address.hash);
    }
    settleShown();
  }
})();
