// A short answer under the quotes. The quotes come first; once they have settled, the place below them asks the server
// for what a model writes from them. A number behind a sentence leads to its quote on the page, the words used marked.
// Where the model stands outside this network, nothing is asked before somebody presses the button.
(() => {
  "use strict";
  const PLACE = ".written[data-written]";
  const WRITING = "Writing a short answer from these quotes…";
  const FAILED = "No short answer could be written. The quotes are not affected.";
  const KEYS = ["passage", "from", "to"];
  const root = document.getElementById("results");

  let fetching = null;    // the place that is being filled, and the fetch for it

  async function fill(place) {
    const request = new AbortController();
    const address = place.dataset.written;
    const text = place.querySelector(".written-text");
    fetching = { place, request };
    delete place.dataset.written;
    showLine(text, WRITING);
    place.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(address, { credentials: "same-origin", signal: request.signal });
      if (!response.ok) throw new Error(String(response.status));
      // Only ever our own escaped HTML.
      text.innerHTML = await response.text();
    } catch (error) {
      // Whoever comes back to this answer asks anew.
      if (error.name === "AbortError") place.dataset.written = address;
      else showLine(text, FAILED);
    }
    place.removeAttribute("aria-busy");
    if (fetching?.request === request) fetching = null;
  }

  function showLine(text, words) {
    text.replaceChildren(Object.assign(document.createElement("p"), { className: "fine", textContent: words }));
  }

  function look() {
    // Another question was asked meanwhile: the model stops.
    if (fetching && !fetching.place.isConnected) fetching.request.abort();
    const place = root.querySelector(PLACE);
    if (place && !("asks" in place.dataset)) fill(place);
  }

  document.addEventListener("submit", (event) => {
    const place = event.target.closest(PLACE);
    if (!place) return;
    event.preventDefault();
    fill(place);
  });

  // ---- from a sentence to the words that it rests on
  function keyOf(address) {
    const url = new URL(address, location.href);
    return JSON.stringify([url.pathname, ...KEYS.map((name) => url.searchParams.get(name))]);
  }

  function findQuote(chip) {
    const quotes = [...root.querySelectorAll(".panel.answer .quote")];
    return quotes.find((quote) => keyOf(quote.querySelector("figcaption a").href) === keyOf(chip.href));
  }

  // Offsets count characters; the browser counts units of UTF-16.
  function makeRange(words, start, end) {
    const characters = [...words.textContent];
    const [from, to] = [start, end].map((offset) => characters.slice(0, offset).join("").length);
    const range = document.createRange();
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    let position = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const next = position + node.length;
      if (from >= position && from <= next) range.setStart(node, from - position);
      if (to >= position && to <= next) {
        range.setEnd(node, to - position);
        break;
      }
      position = next;
    }
    return range;
  }

  function markWords(quote, marks) {
    root.querySelectorAll(".quote.used").forEach((other) => other.classList.remove("used"));
    quote.classList.add("used");
    const words = quote.querySelector("blockquote > p");
    if (!words || !window.Highlight || !CSS.highlights) return;
    const spans = marks ? marks.split("_").map((mark) => mark.split("-").map(Number)) : [];
    CSS.highlights.set("used-words", new Highlight(...spans.map(([start, end]) => makeRange(words, start, end))));
  }

  document.addEventListener("click", (event) => {
    const chip = event.target.closest(".written-text a.chip");
    if (!chip || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const quote = findQuote(chip);
    if (!quote) return;
    event.preventDefault();
    const fold = quote.closest("details");
    if (fold) fold.open = true;
    markWords(quote, chip.dataset.marks);
    quote.tabIndex = -1;
    quote.focus({ preventScroll: true });
    quote.scrollIntoView({ block: "center", behavior: "instant" });
  });

  new MutationObserver(look).observe(root, { childList: true, subtree: true });
  look();
})();
