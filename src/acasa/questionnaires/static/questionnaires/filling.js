// What is asked follows the answers: after each change the server says what stands on the page now. Without this
// script the same happens with "Save and go on".
const PAUSE = 400;

for (const list of document.querySelectorAll("[data-filling]")) {
  const form = list.closest("form");
  const said = form.querySelector("[data-filling-said]");
  let timer = null;
  let newest = 0;

  // A box that was ticked goes when an answer is given, and the other way round.
  const declined = (question) => question.querySelector("input[name=not-said]");
  const answered = (question) =>
    [...question.querySelectorAll("input, select, textarea")].some((control) => {
      if (control.name === "not-said" || control.type === "hidden") return false;
      return control.type === "checkbox" || control.type === "radio" ? control.checked : control.value.trim();
    });
  list.addEventListener("input", (event) => {
    const question = event.target.closest("[data-question]");
    const box = question && declined(question);
    if (box && event.target !== box && box.checked && answered(question)) box.checked = false;
  });

  const body = () => {
    const sent = new FormData(form);
    for (const [name, value] of [...sent]) if (typeof value !== "string") sent.delete(name);
    return new URLSearchParams(sent);
  };
  const made = (html) => {
    const box = document.createElement("template");
    box.innerHTML = html.trim();
    return box.content.firstElementChild;
  };
  const show = (items) => {
    const there = new Map([...list.children].map((each) => [each.dataset.question, each]));
    const focused = document.activeElement && document.activeElement.closest("[data-question]");
    let changed = false;
    let place = list.firstElementChild;
    for (const item of items) {
      let now = there.get(item.name);
      there.delete(item.name);
      if (!now || (now.dataset.shape !== item.shape && now !== focused)) {
        const fresh = made(item.html);
        if (now) {
          if (place === now) place = now.nextElementSibling;
          now.remove();
        }
        now = fresh;
        changed = true;
      }
      if (place === now) place = now.nextElementSibling;
      else list.insertBefore(now, place);
    }
    for (const gone of there.values()) {
      gone.remove();
      changed = true;
    }
    if (changed) {
      document.dispatchEvent(new CustomEvent("htmx:after:swap"));
      said.textContent = "";
      said.textContent = said.dataset.fillingSaid;
    }
  };
  const ask = async () => {
    const mine = ++newest;
    try {
      const token = form.querySelector("input[name=csrfmiddlewaretoken]").value;
      const answer = await fetch(list.dataset.filling, {
        method: "POST",
        body: body(),
        credentials: "same-origin",
        headers: { "X-CSRFToken": token, Accept: "application/json" },
      });
      if (answer.ok && mine === newest) show((await answer.json()).questions);
    } catch {
      // Without a network the page stays as it is; "Save and go on" says more.
    }
  };
  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  };
  list.addEventListener("change", (event) => event.target.type !== "file" && later(0));
  list.addEventListener("input", (event) => event.target.type !== "file" && later(PAUSE));
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    newest += 1;
  });
}
