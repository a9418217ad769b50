// Buttons that copy what stands on the page, and the device's own way to share: shown only where they can work.
const READ_AGAIN = 4000; // ms until the button says again what it does

function offerCopying(button) {
  const source = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  const says = document.createElement("span");
  says.setAttribute("role", "status");
  says.className = "unseen";
  button.after(says);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
    } catch {
      getSelection().selectAllChildren(source);
      return;
    }
    button.textContent = button.dataset.done;
    says.textContent = button.dataset.done;
    setTimeout(() => {
      button.textContent = label;
      says.textContent = "";
    }, READ_AGAIN);
  });
  button.hidden = false;
}

function offerSharing(button) {
  const { title, share: url } = button.dataset;
  button.addEventListener("click", () => navigator.share({ title, url }).catch(() => {}));
  button.hidden = false;
}

if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach(offerCopying);
if (navigator.share) document.querySelectorAll("[data-share]").forEach(offerSharing);
