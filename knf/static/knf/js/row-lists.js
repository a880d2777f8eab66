/* A form of rows that come, go and move, by keyboard: what the form of a meeting and that of an edition
   have in common. Their own scripts come after this one, and find it as ``form.rowLists``. */

const form = document.querySelector("form[data-row-lists]")

const prepare = (root) => {
  for (const element of root.querySelectorAll("[data-needs-script]")) element.hidden = false
  for (const element of root.querySelectorAll("[data-plain]")) {
    // Not only hidden: the first button of a form is the one that Enter presses.
    if (element.querySelector("button")) element.remove()
    else element.hidden = true
  }
}

const firstField = (row) => row.querySelector("input:not([type='hidden'], [readonly]), textarea, select")

const teller = document.createElement("p")
teller.className = "visually-hidden"
teller.setAttribute("role", "status")
form.append(teller)

const listOf = (prefix) => form.querySelector(`[data-rows="${prefix}"]`)
const totalOf = (prefix) => form.querySelector(`input[name="${prefix}-total"]`)

const copyOf = (id, from, to) => {
  const { content } = document.getElementById(id)
  const holder = document.createElement("div")
  for (const element of content.children) holder.append(element.cloneNode(true))
  holder.innerHTML = holder.innerHTML.replaceAll(from, to)
  prepare(holder)
  return holder.firstElementChild
}

// The names in a template stand for the list they were made for; a row within a row has a number of its own.
const namesIn = (id) =>
  document.getElementById(id).content.querySelector("[name]").name.replace(/__prefix__-[a-z_]+$/, "__prefix__")

/* A new row at the end of its list, and its number. */
const append = (prefix) => {
  const list = listOf(prefix)
  const total = totalOf(prefix)
  const number = Number(total.value)
  const row = copyOf(list.dataset.blank, namesIn(list.dataset.blank), `${prefix}-${number}`)
  total.value = number + 1
  list.append(row)
  return { list, row, number }
}

const drop = (row, renumber) => {
  const next = row.nextElementSibling ?? row.previousElementSibling
  const button = form.querySelector(`[data-add="${row.parentElement.dataset.rows}"]`)
  row.remove()
  renumber()
  form.dispatchEvent(new Event("change"))
  ;(next ? firstField(next) : button)?.focus()
}

/* ``told`` gives the sentence that says where the row stands now. */
const move = (row, step, { renumber, told }) => {
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling
  if (!other) return
  const focused = document.activeElement
  if (step < 0) other.before(row)
  else other.after(row)
  renumber()
  focused.focus()
  row.scrollIntoView({ block: "nearest" })
  form.dispatchEvent(new Event("change"))
  teller.textContent = told()
}

/* A line of text passes on to the next field; only the button saves. */
const passOn = (input) => {
  const fields = [...form.elements].filter((one) => !one.disabled && one.type !== "hidden" && one.tagName !== "FIELDSET" && one.checkVisibility())
  fields[fields.indexOf(input) + 1]?.focus()
}

/* What was typed and is fetched back needs its rows. */
const addRowsOfKeptCopy = (add) =>
  form.addEventListener("kept-copy:fill", ({ detail: entries }) => {
    const totals = entries.filter(([name]) => name.endsWith("-total")).sort(([one], [other]) => one.length - other.length)
    for (const [name, value] of totals) {
      const prefix = name.replace(/-total$/, "")
      while (listOf(prefix) && Number(totalOf(prefix).value) < Number(value)) add(prefix)
    }
  })

const saveByKey = () =>
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return
    event.preventDefault()
    form.requestSubmit(form.querySelector(".submit-row .button"))
  })

/* Returns the name of the field where one was when the form was saved, and remembers it for the next time. */
const keepPlace = () => {
  const key = `knf-place:${location.pathname}`
  form.addEventListener("submit", () => {
    const { name } = document.activeElement
    if (name) sessionStorage.setItem(key, name)
  })
  const kept = sessionStorage.getItem(key)
  sessionStorage.removeItem(key)
  return kept
}

prepare(document)
form.rowLists = { listOf, copyOf, append, drop, move, passOn, firstField, addRowsOfKeptCopy, saveByKey, keepPlace }
