// The question page. Gradio answers what is typed into its box; links, filters and the browser's Back and Forward fetch
// the answer of their address from the server. The address bar, the title and screen readers are kept in step with the
// answer on the page. Nothing is stored in the browser.
(() => {
  "use strict";
  const TITLE = "Ask the papers";
  const SEARCHING = "Searching the papers…";
  const STILL_SEARCHING = "Still searching: the server is starting or has many questions to answer…";
  const UNREACHABLE = "The server cannot be reached just now. Try again in a moment.";
  const SLOW_MS = 6000;
  const RETRY_MS = 1000;

  let shownAddress = null;    // the address of the answer on the page
  let request = null;         // the fetch on its way, as its AbortController
  let isGradioAsked = true;   // the newest answer is Gradio's to give, as the first one is
  let gradioStamp = null;     // the mark of Gradio's last answer
  let busySince = 0;

  const region = () => document.querySelector("#results .results");
  const box = () => document.querySelector("#question input, #question textarea");
  const queryOf = (address) => new URL(address, location.origin).search.slice(1);

  // ---- the sign of work, at once
  function announce(text) {
    const status = document.getElementById("told");
    if (status && status.textContent !== text) status.textContent = text;
  }
  function setBusy(text) {
    busySince = Date.now();
    document.body.dataset.busy = text;
    announce(text);
  }
  function clearBusy() {
    delete document.body.dataset.busy;
    busySince = 0;
  }
  setInterval(() => {
    if (busySince && Date.now() - busySince > SLOW_MS && document.body.dataset.busy === SEARCHING) {
      setBusy(STILL_SEARCHING);
    }
  }, 1000);

  // ---- answers fetched from the server
  // Options: keepInputs leaves box and filters as they are, historyEntry is "push" or "none", focusHeading takes the
  // reader to the new heading. A retry is quiet, and gives way to whatever was asked meanwhile.
  async function loadAnswer(query, options) {
    request?.abort();
    const current = request = new AbortController();
    if (!options.isRetry) {
      isGradioAsked = false;
      document.body.dataset.query = query;
      setBusy(SEARCHING);
    }
    let response = null;
    let html = "";
    try {
      // The quotes in the order of the search come first; settle.js fetches the settled answer.
      response = await fetch("/answer?" + query + "&reading=later", { credentials: "same-origin", signal: current.signal });
      html = await response.text();
    } catch {
      response = null;
    }
    if (request !== current) return;
    request = null;
    if (options.isRetry && !isWaitingFor(query)) return;
    if (!response) {
      setBusy(UNREACHABLE);
    } else if (response.ok) {
      place(new DOMParser().parseFromString(html, "text/html"), options);
    } else {
      // Too many questions, or a server that starts again: the plain page says so in words.
      clearBusy();
      location.assign("/ask?" + query);
    }
  }

  function place(fragment, options) {
    const fresh = fragment.querySelector(".results");
    // Until an answer has settled the page stays as long as it was, so that no place in it is lost.
    if (fresh.dataset.settled) fresh.style.minHeight = `max(100vh, ${region().offsetHeight}px)`;
    region().replaceWith(fresh);
    if (!options.keepInputs) {
      fillBox(region().dataset.title);
      const filters = document.querySelector("#limits details");
      const freshFilters = fragment.querySelector("details.filters");
      if (filters && freshFilters) {
        freshFilters.open = filters.open;
        filters.replaceWith(freshFilters);
      }
    }
    showState(options);
  }

  function fillBox(question) {
    const field = box();
    if (!field || field.value === question) return;
    field.value = question;
    // Gradio sends what it was told of by this event.
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // ---- what asks for an answer
  function readFilters(form) {
    const items = new URLSearchParams();
    const field = box();
    for (const [name, value] of new FormData(form)) {
      const item = name === "q" && field ? field.value.trim() : value;
      if (item) items.append(name, item);
    }
    return items.toString();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-go]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const target = new URL(link.href);
    if (target.pathname !== location.pathname || !region()) return;
    event.preventDefault();
    loadAnswer(target.search.slice(1), { historyEntry: "push", focusHeading: true });
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("#limits form") || !region()) return;
    event.preventDefault();
    loadAnswer(readFilters(event.target), { historyEntry: "push", keepInputs: true });
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("#limits form");
    if (form && region()) loadAnswer(readFilters(form), { historyEntry: "push", keepInputs: true });
  });
  addEventListener("popstate", () => {
    if (region()) loadAnswer(location.search.slice(1), { historyEntry: "none" });
    else location.reload();
  });
  // Sent by Gradio when a question is asked by Enter or by the button, before it goes to the server.
  document.addEventListener("paper-search:asking", () => {
    request?.abort();
    request = null;
    isGradioAsked = true;
    if (box() && box().value.trim()) setBusy(SEARCHING);
  });

  // ---- Gradio's answers
  // Sent by Gradio once the page has its first content.
  document.addEventListener("paper-search:loaded", () => {
    const results = document.getElementById("results");
    if (!results) return;
    new MutationObserver(showGradioAnswer).observe(results, {
      subtree: true, childList: true, attributes: true, attributeFilter: ["data-stamp"],
    });
    showGradioAnswer();
  });

  function showGradioAnswer() {
    const answer = region();
    const stamp = answer && answer.parentElement.dataset.stamp;
    if (!stamp || stamp === gradioStamp) return;
    const isFirst = gradioStamp === null;
    gradioStamp = stamp;
    if (isGradioAsked) {
      showState({ historyEntry: isFirst ? "replace" : "push", keepInputs: true });
    } else if (!request) {
      // Something else was asked for after this question: its answer is fetched again.
      loadAnswer(document.body.dataset.query, { historyEntry: "none", keepInputs: true });
    }
    replacePlaceholder();
  }

  // ---- the page kept in step with its answer
  function showState(options) {
    const answer = region();
    const isWaiting = Boolean(answer.querySelector(".waiting"));
    if (!isWaiting) clearBusy();
    announce(answer.dataset.status);
    document.title = answer.dataset.title ? `${answer.dataset.title} – ${TITLE}` : TITLE;
    showAddress(answer.dataset.address, options.historyEntry);
    linkViews(answer);
    if (isWaiting) {
      setTimeout(() => retry(queryOf(answer.dataset.address), options), RETRY_MS);
    } else if (options.focusHeading) {
      const heading = answer.querySelector("h1");
      scrollTo({ top: 0 });
      if (heading) heading.focus({ preventScroll: true });
    }
    document.dispatchEvent(new Event("paper-search:placed"));
  }

  function showAddress(address, historyEntry) {
    document.body.dataset.query = queryOf(address);
    if (address === shownAddress) return;
    shownAddress = address;
    const url = new URL(address, location.origin);
    // Parameters that are not ours (such as Gradio's __theme) stay where they are.
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (name.startsWith("__")) url.searchParams.append(name, value);
    }
    const next = url.pathname + url.search;
    if (historyEntry === "none" || next === location.pathname + location.search) return;
    history[historyEntry === "replace" ? "replaceState" : "pushState"](null, "", next);
  }

  // A question that waits for the server to be ready is asked again, quietly, unless something else was asked meanwhile.
  function isWaitingFor(query) {
    const answer = region();
    return Boolean(answer && answer.querySelector(".waiting") && queryOf(answer.dataset.address) === query);
  }
  function retry(query, options) {
    if (isWaitingFor(query) && !request) loadAnswer(query, { ...options, keepInputs: true, isRetry: true });
  }

  // The question goes along to the views that take one.
  function linkViews(answer) {
    for (const link of document.querySelectorAll('.banner a[href^="/compare"], .banner a[href^="/timeline"]')) {
      const query = answer.dataset.title ? answer.dataset.address.slice(1) : "";
      link.href = new URL(link.href).pathname + query;
    }
  }

  // ---- the form that stood there first gives way, with what was typed into it
  function replacePlaceholder() {
    const placeholder = document.getElementById("first");
    const field = box();
    if (!placeholder || !field) return;
    const plainBox = placeholder.querySelector("#plain-question");
    if (plainBox.value !== plainBox.defaultValue && !field.value) fillBox(plainBox.value);
    const isWide = matchMedia("(min-width: 64rem)").matches;
    const hasMouse = matchMedia("(pointer: fine)").matches;
    const takesFocus = document.activeElement === plainBox || (isWide && hasMouse && !region().dataset.title);
    placeholder.remove();
    const main = document.querySelector("gradio-app main");
    if (main) Object.assign(main, { id: "main", tabIndex: -1 });
    if (takesFocus && document.activeElement === document.body) field.focus({ preventScroll: true });
    const filters = document.querySelector("#limits details");
    if (filters && isWide) filters.open = true;
  }
})();
