// Items are moved with the buttons beside them; dragging only saves presses. The order is sent as one form.
document.addEventListener("DOMContentLoaded", () => {
  const agenda = document.querySelector("[data-agenda]");
  const form = document.getElementById("arranged");

  // After a press the focus returns to the item that was moved.
  if (/^#item-\d+$/.test(location.hash)) document.querySelector(`${location.hash} button`)?.focus();
  if (!agenda || !form) return;

  let dragged = null, stood = null;
  agenda.querySelectorAll("li[data-item]").forEach((item) => {
    item.draggable = true;
    item.addEventListener("dragstart", (event) => {
      dragged = item;
      stood = { part: item.parentElement, next: item.nextElementSibling };
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.dataset.item);
    });
    // Let go beside the agenda, or given up with Escape: it stands again where it stood.
    item.addEventListener("dragend", () => {
      if (dragged) stood.part.insertBefore(item, stood.next);
      dragged = null;
    });
  });

  agenda.querySelectorAll("ol[data-part]").forEach((part) => {
    part.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      const over = event.target.closest("li[data-item]");
      if (!over || over === dragged) return;
      const box = over.getBoundingClientRect();
      over[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
    });
    part.addEventListener("drop", (event) => {
      if (!dragged) return;
      event.preventDefault();
      dragged = null;
      send();
    });
  });

  function send() {
    agenda.querySelectorAll("li[data-item]").forEach((item) => {
      const order = document.createElement("input");
      order.type = "hidden";
      order.name = "order";
      order.value = `${item.dataset.item}|${item.closest("ol").dataset.part || item.dataset.session}`;
      form.append(order);
    });
    form.requestSubmit();
  }
});
