// What every page can do beyond its links: copy a citation, and fetch the words around a passage when they are unfolded.
(() => {
  "use strict";

  async function copied(words) {
    if (navigator.clipboard && isSecureContext) {
      await navigator.clipboard.writeText(words);
      return;
    }
    const field = document.createElement("textarea");
    field.value = words;
    field.className = "unseen";
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }

  function say(words) {
    let told = document.getElementById("told");
    if (!told) {
      told = Object.assign(document.createElement("p"), { id: "told", className: "unseen" });
      told.setAttribute("role", "status");
      document.body.append(told);
    }
    told.textContent = words;
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    event.preventDefault();
    await copied(button.dataset.copy);
    const label = button.dataset.label || button.textContent;
    button.dataset.label = label;
    button.textContent = "Copied";
    say("Copied: " + button.dataset.copy);
    setTimeout(() => { button.textContent = label; }, 2500);
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form.judge")) return;
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form, event.submitter));
    let words = "Thank you. Your answer is kept without anything about you.";
    try {
      const answer = await fetch(form.action, { method: "POST", body: fields, credentials: "same-origin" });
      if (!answer.ok) words = "It could not be kept just now.";
    } catch {
      words = "It could not be kept just now.";
    }
    form.replaceChildren(Object.assign(document.createElement("span"), { className: "fine", textContent: words }));
    say(words);
  });

  document.addEventListener("toggle", async (event) => {
    const fold = event.target;
    if (!fold.open || !fold.dataset || !fold.dataset.fetch) return;
    const address = fold.dataset.fetch;
    delete fold.dataset.fetch;
    const place = fold.querySelector(".fetched");
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      // Only ever our own escaped HTML.
      place.innerHTML = await answer.text();
    } catch {
      fold.dataset.fetch = address;
      place.textContent = "The words around this passage cannot be fetched just now. Fold and unfold to try again.";
    }
  }, true);
})();
