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
});
