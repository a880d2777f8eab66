/* Shows the "Skriv ut" button of the paper layout; without this the browser's own menu does the job. */
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false
  button.addEventListener("click", () => window.print())
}
