// Keeps the address bar and the window's title in step with the answer shown, so that both can be sent and kept.
(() => {
  "use strict";
  let shown = null;

  // Parameters that are not ours (such as Gradio's __theme) stay where they are.
  function address(wanted) {
    const next = new URL(wanted, location.origin);
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (name.startsWith("__")) next.searchParams.append(name, value);
    }
    return next.pathname + next.search;
  }

  function follow() {
    const region = document.querySelector("#results [data-address]");
    const wanted = region && region.dataset.address;
    if (!wanted || wanted === shown) return;
    // Before the address has been read the region stands empty, and must not wipe the question out of the bar.
    if (shown === null && wanted === "/") return;
    const first = shown === null;
    shown = wanted;
    const title = region.dataset.title ? `${region.dataset.title} – Ask the papers` : "Ask the papers";
    if (document.title !== title) document.title = title;
    const next = address(wanted);
    if (next === location.pathname + location.search) return;
    const tidied = first && new URLSearchParams(location.search).has("q");
    history[tidied ? "replaceState" : "pushState"](null, "", next);
  }

  // Gradio's accordion does not say whether it is open.
  function announce() {
    for (const button of document.querySelectorAll(".gr-accordion > button")) {
      const content = button.nextElementSibling;
      const open = String(Boolean(content) && content.style.display !== "none");
      if (button.getAttribute("aria-expanded") !== open) button.setAttribute("aria-expanded", open);
    }
  }

  new MutationObserver(() => { follow(); announce(); }).observe(document.documentElement, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["data-address", "style"],
  });
  addEventListener("popstate", () => location.reload());
})();
