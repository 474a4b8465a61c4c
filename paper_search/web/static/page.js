// The question page. A question, a link and a filter are followed in place: the answer of their address is fetched from
// the server. The address bar, the title, the filters and screen readers are kept in step with the answer on the page.
// The last answers stay in memory, so that Back and Forward show them at once. Nothing is stored in the browser.
(() => {
  "use strict";
  const SEARCHING = "Searching the papers…";
  const STILL_SEARCHING = "Still searching: the server is starting or has many questions to answer…";
  const UNREACHABLE = "The server cannot be reached. Try again in a moment.";
  const SLOW_MS = 6000;
  const RETRY_MS = 1000;
  const MAX_KEPT = 12;
  const { announce } = window.paperSearch;
  const isWide = matchMedia("(min-width: 64rem)").matches;

  const asking = document.getElementById("asking");
  const limits = document.getElementById("limits");
  const question = document.getElementById("plain-question");
  const siteTitle = document.querySelector(".banner .brand").textContent.trim();
  const region = () => document.querySelector("#results > .results");
  const queryOf = (address) => new URL(address, location.href).search.slice(1);
  const foldable = () => [...document.querySelectorAll("#results details, #limits details")];
  const focusable = () => [...document.querySelectorAll("#results :is(a, button, input, summary)")];

  let request = null;         // the fetch on its way, as its AbortController
  let busySince = 0;
  let count = 0;
  const makeId = () => `${performance.timeOrigin}-${count++}`;

  // ---- the sign of work, at once
  function setBusy(text) {
    busySince = Date.now();
    // What goes on for long is said once.
    if (document.body.dataset.busy !== text) announce(text);
    document.body.dataset.busy = text;
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

  // ---- the answers of this page, by the number of their entry in the browser's history
  const kept = new Map();
  let current = { id: history.state?.id ?? makeId(), filters: limits.innerHTML };

  const readPlace = () => ({
    id: current.id,
    scroll: scrollY,
    open: foldable().flatMap((details, at) => (details.open ? [at] : [])),
    focus: focusable().indexOf(document.activeElement),
  });
  // What a page that is loaded anew needs to look as it did.
  const keepPlace = () => history.replaceState(readPlace(), "");
  function keepAnswer() {
    kept.delete(current.id);
    kept.set(current.id, { ...current, region: region(), scroll: scrollY });
    if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value);
  }
  function unfold(places) {
    const all = foldable();
    all.forEach((details, at) => { details.open = places.includes(at); });
  }

  // ---- answers fetched from the server
  // Options: history is "push" or "none", focusHeading takes the reader to the new heading, and holdFilters leaves the
  // filters where they stand in the window. A retry is quiet, and gives way to whatever was asked meanwhile.
  async function loadAnswer(query, options) {
    request?.abort();
    const own = request = new AbortController();
    if (!options.isRetry) setBusy(SEARCHING);
    let response = null;
    let html = "";
    try {
      // The quotes in the order of the search come first; settle.js fetches the settled answer.
      response = await fetch(`${asking.dataset.answer}?${query}&reading=later`, { credentials: "same-origin", signal: own.signal });
      html = await response.text();
    } catch {
      response = null;
    }
    if (request !== own) return;
    request = null;
    if (options.isRetry && !isWaitingFor(query)) return;
    if (!response) {
      setBusy(UNREACHABLE);
      showFilters(current.filters);
      if (options.isRetry) setTimeout(() => retry(query, options), RETRY_MS);
      return;
    }
    clearBusy();
    // Too many questions, or a server that starts again: the page of that address says so in words.
    if (response.ok) placeFetched(new DOMParser().parseFromString(html, "text/html"), query, options);
    else location.assign(`${location.pathname}?${query}`);
  }

  function placeFetched(page, query, options) {
    const fresh = page.querySelector(".results");
    const address = fresh.dataset.address;
    const isNew = options.history === "push" && queryOf(address) !== queryOf(region().dataset.address);
    if (isNew) keepAnswer();
    if (isNew) keepPlace();
    // Until an answer has settled the page stays as long as it was, so that no place in it is lost.
    if (fresh.dataset.settled) fresh.style.minHeight = `max(100vh, ${region().offsetHeight}px)`;
    current = { id: isNew ? makeId() : options.id ?? current.id, filters: page.querySelector("details.filters").outerHTML };
    if (isNew) pushEntry(address);
    const top = limits.getBoundingClientRect().top;
    showAnswer(fresh, question.value.trim() === options.asked ? undefined : options.asked);
    if (options.holdFilters) scrollBy({ top: limits.getBoundingClientRect().top - top, behavior: "instant" });
    if (isWaiting()) {
      setTimeout(() => retry(queryOf(address), options), RETRY_MS);
    } else if (options.focusHeading) {
      scrollTo({ top: 0, behavior: "instant" });
      fresh.querySelector("h1").focus({ preventScroll: true });
    }
    if (options.place) showPlace(options.place);
  }

  function pushEntry(address) {
    // From here on this script restores the scroll; the browser does after another page (see "pagehide").
    history.scrollRestoration = "manual";
    history.pushState({ id: current.id }, "", address);
    history.scrollRestoration = "manual";
  }

  // ---- the page kept in step with its answer
  // `asked` is what was sent where the box says something else by now, which is being typed.
  function showAnswer(answer, asked) {
    region().replaceWith(answer);
    showFilters(current.filters);
    if (asked === undefined) fillBox(answer.dataset.title);
    announce(answer.dataset.status);
    document.title = answer.dataset.title ? `${answer.dataset.title} – ${siteTitle}` : siteTitle;
    linkViews(answer);
    document.dispatchEvent(new Event("paper-search:placed"));
  }

  function fillBox(text) {
    question.value = text;
    question.dispatchEvent(new Event("paper-search:filled"));
  }

  // Every box is ticked as the answer on the page was asked for. The elements stay where they can, with the focus.
  const keyOf = (input) => JSON.stringify([input.name, input.value]);
  function showFilters(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("details.filters");
    const shown = limits.querySelector("details.filters");
    const wanted = new Map([...fresh.querySelectorAll("[type=checkbox]")].map((input) => [keyOf(input), input.checked]));
    const boxes = [...shown.querySelectorAll("[type=checkbox]")];
    if (boxes.length !== wanted.size || !boxes.every((input) => wanted.has(keyOf(input)))) {
      replaceFilters(shown, fresh);
      return;
    }
    for (const input of boxes) input.checked = wanted.get(keyOf(input));
    shown.querySelector("summary").replaceChildren(...fresh.querySelector("summary").childNodes);
    for (const input of shown.querySelectorAll("[type=text]")) {
      const text = fresh.querySelector(`[name="${input.name}"]`).value;
      if (input !== document.activeElement) input.value = text;
    }
    for (const input of shown.querySelectorAll("[type=hidden]")) input.remove();
    shown.querySelector("form").prepend(...fresh.querySelectorAll("[type=hidden]"));
  }
  function replaceFilters(shown, fresh) {
    const focus = shown.contains(document.activeElement) ? keyOf(document.activeElement) : "";
    fresh.open = shown.open;
    shown.replaceWith(fresh);
    if (focus) [...fresh.querySelectorAll("input")].find((input) => keyOf(input) === focus)?.focus({ preventScroll: true });
  }

  // The question goes along to the views that take one.
  function linkViews(answer) {
    for (const link of document.querySelectorAll(".banner a[data-takes-question]")) {
      link.href = new URL(link.href).pathname + (answer.dataset.title ? new URL(answer.dataset.address, location.href).search : "");
    }
  }

  // ---- a question that waits for the server to be ready is asked again, unless something else was asked meanwhile
  const isWaiting = () => Boolean(region().querySelector(".waiting"));
  const isWaitingFor = (query) => isWaiting() && queryOf(region().dataset.address) === query;
  function retry(query, options) {
    if (isWaitingFor(query) && !request) loadAnswer(query, { ...options, history: "none", isRetry: true });
  }

  // ---- what asks for an answer
  function buildQuestionQuery() {
    const items = new URLSearchParams(queryOf(region().dataset.address));
    const asked = question.value.trim();
    items.delete("p");
    // What one question names and is not held to says nothing of another.
    if (asked !== region().dataset.title) items.delete("any");
    items.set("q", asked);
    return items.toString();
  }
  function buildFilterQuery(form) {
    const items = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const item = name === "q" ? question.value.trim() : value;
      if (item && name !== "reading") items.append(name, item);
    }
    return items.toString();
  }

  document.addEventListener("submit", (event) => {
    const isQuestion = asking.contains(event.target);
    if (!isQuestion && !event.target.matches("#limits form")) return;
    event.preventDefault();
    if (isQuestion && matchMedia("(pointer: coarse)").matches) document.activeElement?.blur();
    const query = isQuestion ? buildQuestionQuery() : buildFilterQuery(event.target);
    // "Show results" does so on a phone too, where the filters stand below the answer.
    loadAnswer(query, { history: "push", asked: question.value.trim(), focusHeading: !isQuestion });
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("#limits form");
    if (form) loadAnswer(buildFilterQuery(form), { history: "push", asked: question.value.trim(), holdFilters: true });
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-go]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const target = new URL(link.href);
    if (target.pathname !== location.pathname) return;
    event.preventDefault();
    loadAnswer(target.search.slice(1), { history: "push", focusHeading: true });
  });

  document.querySelector(".to-limits a").addEventListener("click", () => {
    limits.querySelector("details").open = true;
  });

  // ---- Back and Forward
  addEventListener("popstate", (event) => {
    const id = event.state?.id;
    // A link to a place in the page has an entry of its own, with the same answer.
    if (id === current.id || (!id && location.search.slice(1) === queryOf(region().dataset.address))) {
      keepPlace();
      return;
    }
    request?.abort();
    request = null;
    clearBusy();
    keepAnswer();
    const entry = kept.get(id);
    if (!entry) {
      loadAnswer(location.search.slice(1), { history: "none", id, place: event.state ?? undefined });
      return;
    }
    current = { id, filters: entry.filters };
    // A copy, where an answer was left before it had settled: it is settled anew.
    showAnswer(entry.region.dataset.settled ? entry.region.cloneNode(true) : entry.region);
    scrollTo({ top: entry.scroll, behavior: "instant" });
  });
  function showPlace(place) {
    if (place.open) unfold(place.open);
    // Who goes by keyboard goes on from the link that led away, not from the top of the page.
    if (document.activeElement === document.body) focusable()[place.focus]?.focus({ preventScroll: true });
    if (place.scroll) scrollTo({ top: place.scroll, behavior: "instant" });
  }
  addEventListener("pagehide", () => {
    keepPlace();
    history.scrollRestoration = "auto";
  });
  // A browser may bring back what was typed and ticked, and the page of another answer with it.
  addEventListener("pageshow", () => {
    if (!request) showFilters(current.filters);
  });

  // ---- the first answer, which came with the page
  const place = history.state;
  if (limits.querySelector("details") && isWide) limits.querySelector("details").open = true;
  if (place?.id) showPlace(place);
  else history.replaceState({ id: current.id }, "");
  if (isWaiting()) setTimeout(() => retry(queryOf(region().dataset.address), {}), RETRY_MS);

  // ---- Gradio's box, once nothing else is wanted of the line
  const line = navigator.connection ?? {};
  const isThrifty = Boolean(line.saveData) || /2g$/.test(line.effectiveType ?? "");
  function loadGradio() {
    if (busySince || region().dataset.settled || isWaiting()) {
      setTimeout(loadGradio, RETRY_MS);
      return;
    }
    document.head.append(Object.assign(document.createElement("script"), { src: asking.dataset.takeover }));
  }
  // A tab that draws nothing is never told that it is idle: after two seconds it is taken to be.
  const whenIdle = (call) =>
    window.requestIdleCallback ? requestIdleCallback(call, { timeout: 2000 }) : setTimeout(call, RETRY_MS);
  if (asking.dataset.gradio && !isThrifty) {
    if (document.readyState === "complete") whenIdle(loadGradio);
    else addEventListener("load", () => whenIdle(loadGradio));
  }
})();
