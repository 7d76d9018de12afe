// A passkey that was not given, or is not known here: say so beside the button, in words.
document.addEventListener("allauth.error", (event) => {
  const said = document.getElementById("passkey-said");
  if (!said) return;
  event.preventDefault();
  said.textContent = "No passkey was used. Try again, or choose another way.";
});
