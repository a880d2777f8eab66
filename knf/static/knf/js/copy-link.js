/* Shows the "Kopier lenke" buttons, and says aloud what came of pressing one. */
for (const button of document.querySelectorAll("[data-copy-link]")) {
  if (!navigator.clipboard) continue
  const status = button.parentElement.querySelector("[role=status]")
  button.hidden = false
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copyLink)
      status.textContent = "Lenken er kopiert."
    } catch {
      status.textContent = `Lenken kunne ikke kopieres. Den er ${button.dataset.copyLink}`
    }
  })
}
