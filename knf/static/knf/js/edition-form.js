/* The form of an edition by keyboard: rows that come and go, measures that move, one key to the next.

   Without this script blank rows stand at the end of each list, a row's place is a number to write,
   and everything else works the same. */

const form = document.getElementById("edition_form")
const lists = form.rowLists
const { firstField, listOf } = lists
const CLOSED = ["dropped", "merged"]
const WRITTEN_ANEW = ["amended", "new"]

/* Rows that are added and taken away */

const inRow = (row, name) => row.querySelector(`[name$='-${name}']`)
const measures = listOf("measures")

const add = (prefix) => {
  const { list, row } = lists.append(prefix)
  renumber(list)
  return row
}

const drop = (row) => {
  const list = row.parentElement
  lists.drop(row, () => renumber(list))
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
  const told = () => {
    const place = [...row.parentElement.children].indexOf(row) + 1
    return `${inRow(row, "title").value || "Raden"} er nå nummer ${place} på listen.`
  }
  lists.move(row, step, { renumber: () => renumber(row.parentElement), told })
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
    else lists.passOn(target)
  }
})

lists.saveByKey()

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

lists.addRowsOfKeptCopy(add)

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

const kept = lists.keepPlace()
const resume = kept && form.elements.namedItem(kept)
if (resume && !form.querySelector(".errorlist")) resume.focus?.()
