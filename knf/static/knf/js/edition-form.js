/* The form of an edition by keyboard: rows that come and go, measures that move, one key to the next.

   Without this script blank rows stand at the end of each list, a row's place is a number to write,
   and everything else works the same. */

const form = document.getElementById("edition_form")
const PLACE_KEPT = `knf-place:${location.pathname}`
const CLOSED = ["dropped", "merged"]
const WRITTEN_ANEW = ["amended", "new"]

const prepare = (root) => {
  for (const element of root.querySelectorAll("[data-needs-script]")) element.hidden = false
  for (const element of root.querySelectorAll("[data-plain]")) element.hidden = true
}
prepare(document)

/* Rows that are added and taken away */

const listOf = (prefix) => form.querySelector(`[data-rows="${prefix}"]`)
const totalOf = (prefix) => form.querySelector(`input[name="${prefix}-total"]`)
const inRow = (row, name) => row.querySelector(`[name$='-${name}']`)
const measures = listOf("measures")

const copyOf = (id, from, to) => {
  const { content } = document.getElementById(id)
  const holder = document.createElement("div")
  for (const element of content.children) holder.append(element.cloneNode(true))
  holder.innerHTML = holder.innerHTML.replaceAll(from, to)
  prepare(holder)
  return holder.firstElementChild
}

// The names in a template stand for the list they were made for; a goal's area has a number of its own.
const namesIn = (id) =>
  document.getElementById(id).content.querySelector("[name]").name.replace(/__prefix__-[a-z_]+$/, "__prefix__")

const add = (prefix) => {
  const list = listOf(prefix)
  const total = totalOf(prefix)
  const number = Number(total.value)
  const row = copyOf(list.dataset.blank, namesIn(list.dataset.blank), `${prefix}-${number}`)
  total.value = number + 1
  list.append(row)
  renumber(list)
  return row
}

const firstField = (row) => row.querySelector("input:not([type='hidden']):not([readonly]), textarea, select")

const drop = (row) => {
  const list = row.parentElement
  const next = row.nextElementSibling ?? row.previousElementSibling
  const button = form.querySelector(`[data-add="${list.dataset.rows}"]`)
  row.remove()
  renumber(list)
  form.dispatchEvent(new Event("change"))
  ;(next ? firstField(next) : button)?.focus()
}

const isBlank = (row) =>
  !inRow(row, "id")?.value &&
  [...row.querySelectorAll("input[type='text'], input:not([type]), textarea")].every((input) => !input.value)

const renumber = (list) => {
  ;[...list.children].forEach((row, index) => {
    const position = row.querySelector(":scope > .head input[name$='-position'], :scope > details input[name$='-position']")
    if (position) position.value = index + 1
  })
}

const move = (row, step) => {
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling
  if (!other) return
  const focused = document.activeElement
  if (step < 0) other.before(row)
  else other.after(row)
  renumber(row.parentElement)
  focused.focus()
  row.scrollIntoView({ block: "nearest" })
  form.dispatchEvent(new Event("change"))
  const place = [...row.parentElement.children].indexOf(row) + 1
  tell(`${inRow(row, "title").value || "Raden"} er nå nummer ${place} på listen.`)
}

const teller = document.createElement("p")
teller.className = "visually-hidden"
teller.setAttribute("role", "status")
form.append(teller)
const tell = (text) => {
  teller.textContent = text
}

/* What the change asks for is shown, the rest is out of the way */

const show = (row) => {
  const change = inRow(row, "change").value
  row.dataset.change = change
  const why = row.querySelector(".why")
  const hasText = (name) => inRow(row, name).value || inRow(row, name).closest(".field").querySelector(".errorlist")
  const target = inRow(row, "merges_into").closest(".field")
  target.hidden = change !== "merged" && !hasText("merges_into")
  why.hidden = !["amended", ...CLOSED].includes(change) && !hasText("change_note") && target.hidden
}

/* A new measure begins where the one above it stands */

const nextNumber = (text) => text.replace(/(\d+)(?!.*\d)/, (digits) => String(Number(digits) + 1))

const addMeasure = () => {
  const above = measures.lastElementChild
  const row = add("measures")
  if (above) {
    inRow(row, "place").value = inRow(above, "place").value
    inRow(row, "number").value = nextNumber(inRow(above, "number").value)
  }
  show(row)
  return row
}

/* By keyboard */

const save = () => form.requestSubmit(form.querySelector(".submit-row .button"))

const isEmptyAndShown = (input) => input.checkVisibility() && !input.value

const onFrom = (row, target) => {
  const change = inRow(row, "change")
  const wording = inRow(row, "official_text")
  if (WRITTEN_ANEW.includes(change.value) && (target === change || !wording.value)) {
    row.querySelector("details").open = true
    return wording.focus()
  }
  const why = ["merges_into", ...(change.value === "dropped" ? ["change_note"] : [])]
  const wanted = CLOSED.includes(change.value) && why.map((name) => inRow(row, name)).find((input) => input !== target && isEmptyAndShown(input))
  if (wanted) return wanted.focus()
  const next = row.nextElementSibling
  if (next) {
    inRow(next, "change").focus()
    next.scrollIntoView({ block: "nearest" })
  }
}

const passOn = (input) => {
  const fields = [...form.elements].filter((one) => !one.disabled && one.type !== "hidden" && one.tagName !== "FIELDSET" && one.checkVisibility())
  fields[fields.indexOf(input) + 1]?.focus()
}

form.addEventListener("keydown", (event) => {
  const { target, altKey, ctrlKey, metaKey, code, key } = event
  const row = target.closest("[data-row]")
  if (!row) return
  const isMeasure = row.parentElement === measures
  if (altKey && code === "KeyN") {
    event.preventDefault()
    if (isMeasure) inRow(addMeasure(), "title").focus()
    else firstField(add(row.parentElement.dataset.rows)).focus()
  } else if (altKey && (key === "ArrowUp" || key === "ArrowDown") && row.querySelector("[data-move]")) {
    event.preventDefault()
    move(row, key === "ArrowUp" ? -1 : 1)
  } else if (key === "Enter" && !event.isComposing) {
    const isLine = target.matches("input:not([type='checkbox']), select")
    if (!isLine && !(ctrlKey || metaKey)) return
    event.preventDefault()
    if (isMeasure) onFrom(row, target)
    else passOn(target)
  }
})

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return
  event.preventDefault()
  save()
})

form.addEventListener("click", ({ target }) => {
  const { add: prefix, move: step, drop: dropped } = target.dataset
  if (prefix === "measures") inRow(addMeasure(), "title").focus()
  else if (prefix) firstField(add(prefix)).focus()
  else if (step) move(target.closest("[data-row]"), Number(step))
  else if (dropped !== undefined) drop(target.closest("[data-row]"))
})

form.addEventListener("change", ({ target }) => {
  const row = target.closest?.("[data-row]")
  if (row?.parentElement === measures && target.name.endsWith("-change")) show(row)
})

/* Areas and goals are proposed as they are written */

const places = document.getElementById("places")

const proposePlaces = () => {
  const names = [...form.querySelectorAll("[data-rows='areas'] > [data-row]")].flatMap((area) => [
    inRow(area, "title").value.trim(),
    ...[...area.querySelectorAll("[data-point]")].map((goal) => `${inRow(goal, "code").value} ${inRow(goal, "text").value}`.trim()),
  ])
  places.replaceChildren(...names.filter(Boolean).map((name) => new Option("", name)))
}

/* After a semicolon comes another name: the proposals begin with what stands there already */

const parties = document.getElementById("parties")
const names = [...parties.options].map((option) => option.value)

const proposeParties = ({ value }) => {
  const start = value.slice(0, value.lastIndexOf(";") + 1)
  if (parties.dataset.start === start) return
  parties.dataset.start = start
  parties.replaceChildren(...names.map((name) => new Option("", start ? `${start} ${name}` : name)))
}

form.addEventListener("input", ({ target }) => {
  if (target.getAttribute?.("list") === "parties") proposeParties(target)
  else if (target.closest?.("[data-rows='areas']")) proposePlaces()
})
form.addEventListener("focusin", ({ target }) => {
  if (target.getAttribute?.("list") === "parties") proposeParties(target)
})

/* What was typed and is fetched back needs its rows */

form.addEventListener("kept-copy:fill", ({ detail: entries }) => {
  const totals = entries.filter(([name]) => name.endsWith("-total")).sort(([one], [other]) => one.length - other.length)
  for (const [name, value] of totals) {
    const prefix = name.replace(/-total$/, "")
    while (listOf(prefix) && Number(totalOf(prefix).value) < Number(value)) add(prefix)
  }
})

/* Back to where one was when it was saved */

form.addEventListener("submit", () => {
  const { name } = document.activeElement
  if (name) sessionStorage.setItem(PLACE_KEPT, name)
})

// With this script a row is added when it is wanted.
for (const row of form.querySelectorAll("[data-row]")) if (isBlank(row)) row.remove()
for (const list of form.querySelectorAll("[data-rows]")) renumber(list)
for (const row of measures.children) show(row)

const unfold = () => {
  const row = location.hash && document.querySelector(location.hash)
  if (!row || !form.contains(row)) return
  row.querySelector("details").open = true
  row.scrollIntoView({ block: "center" })
  inRow(row, "change").focus({ preventScroll: true })
}
window.addEventListener("hashchange", unfold)
window.addEventListener("load", unfold)

const kept = sessionStorage.getItem(PLACE_KEPT)
sessionStorage.removeItem(PLACE_KEPT)
const resume = kept && form.elements.namedItem(kept)
if (resume && !form.querySelector(".errorlist")) resume.focus?.()
