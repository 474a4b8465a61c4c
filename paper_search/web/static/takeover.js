// Gradio's question box in the place of the plain one. Gradio's page is loaded behind the plain form and made to look the
// same. It takes the form over once each of its parts stands exactly where the plain one does; else it is taken away and
// the plain form stays. Its box and button belong to the same form, so a question is sent in the same way from both.
(() => {
  "use strict";
  const PATIENCE_MS = 20000;
  const MAX_DIFFERENCE_PX = 0.5;

  const asking = document.getElementById("asking");
  const form = asking.querySelector("form");
  const plain = {
    label: form.querySelector("label"),
    field: form.querySelector(".field"),
    button: form.querySelector(".button"),
  };
  const app = document.createElement("gradio-app");
  let field = null;

  const findParts = () => ({
    label: app.querySelector("#question label > span"),
    field: app.querySelector("#question input"),
    button: app.querySelector("button#ask"),
  });

  function isInPlace(parts) {
    return Object.entries(plain).every(([name, element]) => {
      const [want, have] = [element, parts[name]].map((part) => part.getBoundingClientRect());
      // A label's words begin at the same place; how far its box reaches is not seen.
      const sides = name === "label" ? ["left", "top", "height"] : ["left", "top", "width", "height"];
      return sides.every((side) => Math.abs(want[side] - have[side]) <= MAX_DIFFERENCE_PX);
    });
  }

  // Gradio is told of the text by the event.
  function setText(text) {
    if (field.value === text) return;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // One page has one main part, and the box is not it.
  function replaceMain() {
    const main = app.querySelector("main");
    if (!main) return;
    const part = Object.assign(document.createElement("div"), { className: main.className });
    part.append(...main.childNodes);
    main.replaceWith(part);
  }

  function takeOver(parts) {
    field = parts.field;
    Object.assign(field, { maxLength: plain.field.maxLength, autocomplete: "off", enterKeyHint: "search" });
    const hadFocus = document.activeElement;
    const caret = [plain.field.selectionStart, plain.field.selectionEnd];
    setText(plain.field.value);
    asking.classList.add("taken");
    if (hadFocus === plain.field) {
      field.focus({ preventScroll: true });
      field.setSelectionRange(...caret);
    } else if (hadFocus === plain.button) {
      parts.button.focus({ preventScroll: true });
    }
    field.addEventListener("input", () => { plain.field.value = field.value; });
    plain.field.addEventListener("paper-search:filled", () => setText(plain.field.value));
    // Gradio keeps Enter for itself.
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.stopPropagation();
      event.preventDefault();
      form.requestSubmit();
    }, true);
  }

  const ended = Date.now() + PATIENCE_MS;
  function watch() {
    const parts = findParts();
    const isPainted = Object.values(parts).every((part) => part && part.getBoundingClientRect().height > 0);
    if (isPainted) replaceMain();
    if (isPainted && isInPlace(parts)) {
      takeOver(parts);
    } else if (Date.now() < ended) {
      setTimeout(watch, 100);
    } else {
      app.remove();
    }
  }

  app.setAttribute("src", new URL(asking.dataset.site, location.href).href.replace(/\/$/, ""));
  for (const [name, value] of Object.entries({ embed: "true", eager: "true", control_page_title: "false", theme_mode: "system" })) {
    app.setAttribute(name, value);
  }
  form.append(app);
  const script = document.createElement("script");
  Object.assign(script, { type: "module", src: asking.dataset.gradio });
  document.head.append(script);
  watch();
})();
