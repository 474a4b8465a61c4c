// A paper with marked words: brings the mark to the middle of the view, and "Back to the answer" to the place in the
// answer that the visitor left. Without this script the address of the page leads to the mark, and the link to the answer.
(() => {
  "use strict";
  const mark = document.getElementById("passage");
  const bar = document.querySelector(".mark-bar");

  function showMark() {
    const bounds = mark.getBoundingClientRect();
    const top = bar ? bar.offsetHeight : 0;
    // A mark that is higher than the view begins below the bar.
    const space = Math.max((innerHeight - top - bounds.height) / 2, 16);
    scrollTo({ top: scrollY + bounds.top - top - space, behavior: "instant" });
    mark.focus({ preventScroll: true });
  }

  const [entry] = performance.getEntriesByType("navigation");
  const isReturn = entry && (entry.type === "back_forward" || entry.type === "reload");
  if (mark && !isReturn && (location.hash === "#passage" || !location.hash)) {
    // Once, after the browser has gone to the fragment itself.
    addEventListener("load", () => requestAnimationFrame(showMark), { once: true });
    showMark();
  }

  // The question page writes its address in an order of its own.
  function listParts(address) {
    const url = new URL(address, location.href);
    const parts = [...url.searchParams].filter(([, value]) => value).map((part) => part.join("="));
    return JSON.stringify([url.pathname, ...parts.sort()]);
  }

  function findAnswer(address) {
    const wanted = listParts(address);
    const history = window.navigation;
    if (!history || !history.currentEntry) return null;
    return history.entries().slice(0, history.currentEntry.index).reverse()
      .find((visited) => visited.url && listParts(visited.url) === wanted) || null;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (mark && link.hash === "#passage" && link.pathname + link.search === location.pathname + location.search) {
      event.preventDefault();
      showMark();
      return;
    }
    if (!link.matches("[data-back]")) return;
    const answer = findAnswer(link.href);
    if (answer) {
      event.preventDefault();
      window.navigation.traverseTo(answer.key);
    } else if (!window.navigation && history.length > 1 && document.referrer
        && listParts(document.referrer) === listParts(link.href)) {
      event.preventDefault();
      history.back();
    }
  });
})();
