// Keeps a part of the page as the server has it now, while somebody looks at the page.
// Without scripts the page shows how things were when it was opened.
const EVERY_MILLISECONDS = 2000;

for (const part of document.querySelectorAll("[data-fresh]")) {
  let shown = part.innerHTML.trim();

  const refresh = async () => {
    try {
      const answer = document.hidden ? null : await fetch(part.dataset.fresh);
      // A redirect leads to a login: then what is shown stays as it is.
      if (answer?.ok && !answer.redirected) {
        const text = (await answer.text()).trim();
        if (text !== shown) part.innerHTML = shown = text;
      }
    } catch {
      // The next one may get through.
    }
    setTimeout(refresh, EVERY_MILLISECONDS);
  };

  setTimeout(refresh, EVERY_MILLISECONDS);
}
