// An answer that settles. The quotes are shown first in the order of the search; meanwhile the server reads the passages,
// and the settled answer is fetched and put in place. The page does not move: the heading, the quotes' panel and the
// quote that somebody uses stay the elements that they were.
(() => {
  "use strict";
  const FIXED_IN_REGION = ".asked, h1, .chips";
  const FIXED_IN_PANEL = "h2, .match";
  const FURTHER = "details.more-quotes";
  const CONTROLS = "a, button";
  const { announce } = window.paperSearch;

  let settling = null;    // the region whose settled answer is on its way

  // A quote is known by its place. Its link names the other marks of the answer too, which change as it settles.
  const linkOf = (quote) => quote.querySelector("figcaption a");
  function keyOf(quote) {
    const url = new URL(linkOf(quote).href);
    url.searchParams.delete("marks");
    return url.href;
  }

  // ---- the settled answer
  async function settle(region) {
    if (!region || region === settling) return;
    settling = region;
    const fresh = await fetchRegion(region.dataset.settled);
    // Another question may have been asked meanwhile.
    if (!region.isConnected) return;
    if (fresh) {
      replaceInPlace(region, fresh);
      announce(fresh.dataset.status);
    } else {
      sayUnread(region);
      releaseHeight(region);
    }
    settling = null;
  }

  // The room that was kept for the settled answer is no longer needed.
  function releaseHeight(region) {
    delete region.dataset.settled;
    region.style.minHeight = "";
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
    const badge = Object.assign(document.createElement("strong"), { textContent: "May not answer your question" });
    badge.className = "badge match-doubtful";
    const link = Object.assign(document.createElement("a"), { textContent: "Ask again" });
    link.href = note.dataset.whole;
    note.classList.replace("match-reading", "match-doubtful");
    const words = note.querySelector("p");
    words.replaceChildren(badge, " We could not check these quotes, and the list of passages is missing. ", link);
    announce(words.textContent);
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
    releaseHeight(region);
    restorePlace(region, held);
  }

  function settlePanel(panel, fresh, held) {
    const isOpen = Boolean(panel.querySelector(FURTHER)?.open);
    panel.className = fresh.className;
    settleMatch(panel.querySelector(".match"), fresh.querySelector(".match"));
    panel.querySelector("h2").replaceChildren(...fresh.querySelector("h2").childNodes);
    const settled = [...fresh.querySelectorAll(".quote:not(.other-figures *)")];
    const twin = held.quote && settled.find((quote) => keyOf(quote) === keyOf(held.quote));
    if (twin) linkOf(held.quote).href = linkOf(twin).getAttribute("href");
    if (twin) exchangeAround(held.quote, twin, panel, fresh);
    else exchange(panel, fresh, FIXED_IN_PANEL);
    const further = panel.querySelector(FURTHER);
    if (further && isOpen) further.open = true;
    // What answers is marked in the settled words; what is selected stays selected.
    const words = twin && held.quote.querySelector("blockquote");
    if (words && !isSelected(words)) words.replaceWith(twin.querySelector("blockquote"));
  }

  // The box keeps the height that it had, so that the quotes below it stay where they are.
  function settleMatch(match, fresh) {
    match.className = `${fresh.className} settling`;
    match.replaceChildren(...fresh.childNodes);
  }

  // Puts the settled quotes around one that is used. It stays among the open ones or among the further ones, as it was:
  // an element that changes its parent loses the focus and the selection.
  function exchangeAround(quote, twin, panel, fresh) {
    const further = quote.closest(FURTHER);
    if (!further) {
      if (twin.closest(FURTHER)) fresh.querySelector(FURTHER).before(twin);
      exchange(panel, fresh, FIXED_IN_PANEL, quote, twin);
    } else {
      const freshFurther = fresh.querySelector(FURTHER) ?? addFurther(fresh, further);
      if (!freshFurther.contains(twin)) freshFurther.querySelector("summary").after(twin);
      exchange(further, freshFurther, "summary", quote, twin);
      exchange(panel, fresh, FIXED_IN_PANEL, further, freshFurther);
    }
    showFurtherCount(panel);
  }

  function addFurther(fresh, further) {
    const added = further.cloneNode(false);
    added.append(further.querySelector("summary").cloneNode(true));
    [...fresh.querySelectorAll(":scope > .quote")].at(-1).after(added);
    return added;
  }

  function showFurtherCount(panel) {
    const further = panel.querySelector(FURTHER);
    const count = further ? further.querySelectorAll(".quote").length : 0;
    if (further && !count) further.remove();
    else if (further) further.querySelector("summary").textContent = `Show ${count} more quote${count > 1 ? "s" : ""}`;
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

  function listOpenQuotes(root) {
    return [...root.querySelectorAll(".quote")].filter((quote) => !quote.closest("details:not([open])"));
  }

  function holdPlace(panel) {
    const quotes = panel ? listOpenQuotes(panel) : [];
    const focus = document.activeElement;
    const focused = quotes.find((quote) => quote.contains(focus));
    const inSight = scrollY > 0 ? quotes.find((quote) => quote.getBoundingClientRect().bottom > 0) : null;
    const quote = quotes.find(isSelected) ?? focused ?? inSight ?? null;
    // On a phone the filters stand below the answer: who ticks one box there goes on to the next.
    const anchor = quote ?? document.getElementById("limits");
    return {
      quote,
      anchor,
      top: anchor && anchor.getBoundingClientRect().top,
      scroll: scrollY,
      focusPlace: focused && [quotes.indexOf(focused), [...focused.querySelectorAll(CONTROLS)].indexOf(focus)],
    };
  }

  function restorePlace(region, held) {
    if (held.focusPlace && !region.contains(document.activeElement)) {
      const [place, control] = held.focusPlace;
      const quotes = listOpenQuotes(region);
      const quote = quotes[Math.min(place, quotes.length - 1)];
      (quote?.querySelectorAll(CONTROLS)[control] ?? region.querySelector("h1")).focus({ preventScroll: true });
    }
    if (!held.scroll) return;
    const moved = held.anchor?.isConnected ? held.anchor.getBoundingClientRect().top - held.top : held.scroll - scrollY;
    if (moved) scrollBy({ top: moved, behavior: "instant" });
  }

  // ---- Sent by page.js once an answer is on the page.
  document.addEventListener("paper-search:placed", () => settle(document.querySelector(".results[data-settled]")));
})();
