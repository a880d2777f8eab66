/* The status round by keyboard: Enter and the arrows go to the same field of the next row. Everything
   works without. */

const form = document.querySelector("#round_form")

const columnOf = (field) => field.name.slice(field.name.lastIndexOf("-"))

const go = (field, step) => {
  const column = columnOf(field)
  let row = field.closest("tr")
  while ((row = step > 0 ? row.nextElementSibling : row.previousElementSibling)) {
    const next = row.querySelector(`[name$="${column}"]:not([type=hidden], [readonly])`)
    if (next) {
      next.focus()
      next.select?.()
      return true
    }
  }
  return false
}

/* In a text the arrows move the caret first; a list of choices keeps them. */
const leaves = (field, step) => {
  if (field.type === "checkbox") return true
  if (field.tagName !== "TEXTAREA" || field.selectionStart !== field.selectionEnd) return false
  return step > 0 ? field.selectionEnd === field.value.length : field.selectionStart === 0
}

if (form) {
  for (const hint of document.querySelectorAll("[data-needs-script]")) hint.hidden = false

  form.addEventListener("keydown", (event) => {
    const field = event.target
    if (!field.name || !field.closest("tbody") || event.isComposing || event.altKey) return
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      go(field, event.shiftKey ? -1 : 1)
    } else if (event.key === "ArrowDown" && leaves(field, 1) && go(field, 1)) event.preventDefault()
    else if (event.key === "ArrowUp" && leaves(field, -1) && go(field, -1)) event.preventDefault()
  })

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return
    event.preventDefault()
    form.requestSubmit()
  })
}
