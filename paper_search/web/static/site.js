// What every page can do beyond its links: copy a citation, send a judgement, and fetch the words around a passage.
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

  function announce(text) {
    let status = document.getElementById("told");
    if (!status) {
      status = Object.assign(document.createElement("p"), { id: "told", className: "unseen" });
      status.setAttribute("role", "status");
      document.body.append(status);
    }
    status.textContent = text;
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    event.preventDefault();
    await copyText(button.dataset.copy);
    const label = button.dataset.label || button.textContent;
    button.dataset.label = label;
    button.textContent = "Copied";
    announce("Copied: " + button.dataset.copy);
    setTimeout(() => { button.textContent = label; }, 2500);
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form.judge")) return;
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form, event.submitter));
    let text = "Thank you. Your answer is kept without anything about you.";
    try {
      const response = await fetch(form.action, { method: "POST", body: fields, credentials: "same-origin" });
      if (!response.ok) text = "It could not be kept just now.";
    } catch {
      text = "It could not be kept just now.";
    }
    form.replaceChildren(Object.assign(document.createElement("span"), { className: "fine", textContent: text }));
    announce(text);
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
      target.textContent = "The words around this passage cannot be fetched just now. Fold and unfold to try again.";
    }
  }, true);
})();
