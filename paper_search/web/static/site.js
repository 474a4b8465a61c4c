// What every page can do beyond its links: tell screen readers what has changed, copy a citation, send a judgement, fetch
// the words around a passage, see that somebody has signed out, close the menu, and print the addresses of papers. It
// runs before the other scripts.
(() => {
  "use strict";

  async function copyText(text) {
    if (navigator.clipboard && isSecureContext) {
      await navigator.clipboard.writeText(text);
      return;
    }
    // Without a safe connection the clipboard is reached only through a selection.
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }

  // Screen readers are told in one place of every page.
  function announce(text) {
    document.getElementById("told").textContent = text;
  }
  window.paperSearch = { announce };

  // The labels of buttons that say "Copied" for a moment: a part of each is for screen readers alone.
  const labels = new Map();
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    event.preventDefault();
    await copyText(button.dataset.copy);
    announce("Copied: " + button.dataset.copy);
    if (labels.has(button)) return;
    labels.set(button, [...button.childNodes]);
    button.textContent = "Copied";
    setTimeout(() => {
      button.replaceChildren(...labels.get(button));
      labels.delete(button);
    }, 2500);
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form.judge")) return;
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form, event.submitter));
    let text = "Thank you. Your answer is kept without anything about you.";
    try {
      const response = await fetch(form.action, { method: "POST", body: fields, credentials: "same-origin" });
      if (!response.ok) text = "We could not save your answer.";
    } catch {
      text = "We could not save your answer.";
    }
    form.replaceChildren(Object.assign(document.createElement("span"), { className: "fine", textContent: text }));
    announce(text);
  });

  // On paper a link is its address: here the paper's own, as the citation in front of it says the place.
  addEventListener("beforeprint", () => {
    for (const link of document.querySelectorAll(".quote figcaption a[href]")) {
      const { origin, pathname } = new URL(link.href);
      // A council's site names its page behind the question mark.
      link.dataset.printed = link.closest(".published") ? link.href : origin + pathname;
    }
  });

  document.addEventListener("toggle", async (event) => {
    const details = event.target;
    if (!details.open || !details.dataset || !details.dataset.fetch) return;
    const address = details.dataset.fetch;
    delete details.dataset.fetch;
    const target = details.querySelector(".fetched");
    try {
      const response = await fetch(address, { credentials: "same-origin" });
      if (!response.ok) throw new Error(String(response.status));
      // Only ever our own escaped HTML.
      target.innerHTML = await response.text();
    } catch {
      details.dataset.fetch = address;
      target.textContent = "We could not fetch the words around this passage. Close and open this to try again.";
    }
  }, true);

  // ---- a page that was made for somebody who has signed out since, in another tab, is loaded anew
  const signed = document.querySelector(".signed[data-session]");
  async function checkSession() {
    if (document.visibilityState !== "visible") return;
    let response = null;
    try {
      response = await fetch(signed.dataset.session, { credentials: "same-origin", cache: "no-store" });
    } catch {
      return;
    }
    // A server that starts again or is busy says nothing of the session.
    if (!response.ok && ![401, 403].includes(response.status)) return;
    const visitor = await response.json().catch(() => ({}));
    if (visitor.name !== signed.dataset.name || visitor.role !== signed.dataset.role) location.reload();
  }
  if (signed) {
    document.addEventListener("visibilitychange", checkSession);
    addEventListener("focus", checkSession);
    // A browser may bring a page back as it stood.
    addEventListener("pageshow", (event) => { if (event.persisted) checkSession(); });
  }

  // ---- the menu closes when somebody goes on elsewhere, and by Escape
  const menu = document.querySelector(".banner .menu");
  const closeMenu = (event) => { if (menu && !menu.contains(event.target)) menu.open = false; };
  document.addEventListener("click", closeMenu);
  document.addEventListener("focusin", closeMenu);
  menu?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();
