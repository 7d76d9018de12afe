// Everything works without this file; it only saves a step.
document.addEventListener("DOMContentLoaded", () => {
  // A form that came back with mistakes: begin at the list of them.
  document.querySelector(".problems")?.focus();

  // The phone's menu closes with Escape, and the focus returns to its button.
  const menu = document.querySelector("details.menu");
  menu?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // Pressed without a connection a form stays as it is: the browser's own page of error would take what was typed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (navigator.onLine || event.defaultPrevented || form.method !== "post") return;
    event.preventDefault();
    form.querySelector(".not-sent")?.remove();
    const said = document.createElement("p");
    said.className = "notice warn not-sent";
    said.setAttribute("role", "alert");
    said.textContent = "No connection: nothing was sent, and nothing is lost. Press again when it returns.";
    form.append(said);
  });
  window.addEventListener("online", () => document.querySelectorAll(".not-sent").forEach((said) => said.remove()));
});
