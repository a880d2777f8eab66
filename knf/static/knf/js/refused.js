/* A refused form opens where it is to be mended: at the comparison of two versions, else at the first
   field that is wrong, with every such field unfolded. */

const FIELDS = "input:not([type='hidden']), select:not(.select2-hidden-accessible), textarea, [contenteditable='true'], .select2-selection"

const focusOnWhole = (element) => {
  element.tabIndex = -1
  element.focus()
}

const focusIn = (row) => {
  ;[...row.querySelectorAll(FIELDS)].find((field) => field.checkVisibility())?.focus()
  row.scrollIntoView({ block: "center" })
}

const open = () => {
  const conflict = document.querySelector(".conflict")
  const note = document.querySelector("#content-main .errornote")
  const rows = [...document.querySelectorAll("#content-main .errorlist:not(.nonfield)")].map((list) => list.parentElement)
  for (const row of rows) row.closest("details")?.setAttribute("open", "")
  // On a form with tabs some may be out of sight.
  const [row] = rows.filter((one) => one.checkVisibility())
  if (conflict) focusOnWhole(conflict)
  else if (row) {
    row.addEventListener("prose-editor:ready", () => focusIn(row), { once: true })
    focusIn(row)
  } else if (note) focusOnWhole(note)
}

// The admin's own script takes the first field of a new form, at a time of its own before this.
window.addEventListener("load", open)
