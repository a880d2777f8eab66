/* The form of a meeting by keyboard: one tab at a time, rows that come and go, items that move.

   Without this script the tabs are anchors, a blank row stands at the end of each list, and an item's
   place is a number to write. */

const form = document.getElementById("meeting_form")
const lists = form.rowLists
const { firstField, listOf } = lists
const isEditable = !form.querySelector("fieldset.whole").disabled
const MIN_LETTERS = 2

/* Tabs: the address says which, and the form tells the server, which comes back to it */

const tabs = [...form.querySelectorAll("section.tab")]
const links = [...form.querySelectorAll("nav.tabs a")]
const field = (name) => form.elements.namedItem(name)

const show = (key) => {
  const chosen = tabs.find((tab) => tab.id === key) ?? tabs[0]
  for (const tab of tabs) tab.hidden = tab !== chosen
  for (const link of links) {
    if (link.hash === `#${chosen.id}`) link.setAttribute("aria-current", "true")
    else link.removeAttribute("aria-current")
  }
  form.querySelector("input[name='tab']").value = chosen.id
}

const tabOf = (hash) => document.getElementById(hash.slice(1))?.closest("section.tab")

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']")
  const tab = link && tabOf(link.hash)
  if (!tab || tab.id !== link.hash.slice(1)) return
  event.preventDefault()
  history.replaceState(null, "", link.hash)
  show(tab.id)
  // On from here the keyboard is in the tab that was chosen.
  tab.tabIndex = -1
  tab.focus({ preventScroll: !link.closest("nav") })
})
window.addEventListener("hashchange", () => show(location.hash.slice(1)))
document.documentElement.classList.add("has-tabs")
show(form.dataset.tab || location.hash.slice(1))

/* Rows that are added and taken away */

const add = (prefix) => {
  const { list, row, number } = lists.append(prefix)
  if (list.dataset.minutes) {
    form.querySelector("[data-minutes-list]").append(lists.copyOf(list.dataset.minutes, `${prefix}-__prefix__`, `${prefix}-${number}`))
  }
  if (prefix === "items") renumber()
  for (const item of items()) showMeasures(item)
  return row
}

const minutesOf = (row) => {
  const name = row.querySelector("input[name$='-title']")?.name.replace(/-title$/, "")
  return name && form.querySelector(`[data-minutes-of="${name}"]`)
}

const drop = (row) => {
  minutesOf(row)?.remove()
  lists.drop(row, renumber)
}

const isBlank = (row) =>
  !row.querySelector("input[name$='-id']")?.value &&
  [...row.querySelectorAll("input[type='text'], input:not([type]), input[type='number'], textarea")].every((input) => !input.value)

/* Items and their places */

const items = () => [...listOf("items").children]

const renumber = () => {
  const first = form.querySelectorAll("ol.agenda.locked > li").length
  const list = form.querySelector("[data-minutes-list]")
  items().forEach((row, index) => {
    const place = first + index + 1
    row.querySelector("[data-place]").textContent = place
    row.querySelector("input[name$='-position']").value = place
    const minutes = minutesOf(row)
    if (!minutes) return
    minutes.querySelector("[data-place]").textContent = place
    list.append(minutes)
  })
}

const move = (row, step) => {
  const told = () => {
    const title = row.querySelector("input[name$='-title']").value || "Saken"
    return `${title} er nå nummer ${row.querySelector("[data-place]").textContent}.`
  }
  lists.move(row, step, { renumber, told })
}

/* By keyboard */

form.addEventListener("keydown", (event) => {
  const { target, altKey, code, key } = event
  const row = target.closest("[data-row], [data-minutes-of]")
  if (altKey && code === "KeyN" && row) {
    const item = row.closest("[data-minutes-of]")
    const list = item ? item.querySelector("[data-rows]") : row.closest("[data-rows]")
    event.preventDefault()
    firstField(add(list.dataset.rows)).focus()
  } else if (altKey && (key === "ArrowUp" || key === "ArrowDown") && target.closest("ol.agenda [data-row]")) {
    event.preventDefault()
    move(target.closest("[data-row]"), key === "ArrowUp" ? -1 : 1)
  } else if (key === "Enter" && !event.isComposing && row && target.matches("input:not([type='checkbox'], [type='radio'])")) {
    event.preventDefault()
    lists.passOn(target)
  }
})

if (isEditable) lists.saveByKey()

form.addEventListener("click", ({ target }) => {
  const { add: prefix, move: step, drop: dropped } = target.dataset
  if (prefix) firstField(add(prefix)).focus()
  else if (step) move(target.closest("[data-row]"), Number(step))
  else if (dropped !== undefined) drop(target.closest("[data-row]"))
})

form.addEventListener("input", ({ target }) => {
  if (!/^items-\d+-title$/.test(target.name ?? "")) return
  const minutes = minutesOf(target.closest("[data-row]"))
  if (minutes) minutes.querySelector("[data-title]").textContent = target.value
})

/* A report is about a document; only what is about one has action points that belong to its measures */

const documentOf = (row) => row.querySelector("select[name$='-strategy_document']")

const showMeasures = (row) => {
  const minutes = minutesOf(row)
  const isAbout = Boolean(documentOf(row).value)
  for (const field of minutes?.querySelectorAll(".point .field-measure") ?? []) {
    field.hidden = !isAbout && !field.querySelector("input").value && !field.querySelector(".errorlist")
  }
}

form.addEventListener("change", ({ target }) => {
  const row = target.closest?.(".agenda-row")
  if (!row) return
  if (target.name.endsWith("-kind") && target.value === "status_report") row.querySelector("details").open = true
  if (target === documentOf(row)) showMeasures(row)
})

/* Names of those who do not sit there */

const asked = new Set()
const SOURCES = {
  "names-people": ["person"],
  "names-organizations": ["on_behalf_of"],
  "names-everyone": ["person", "on_behalf_of"],
}

const look = async (input) => {
  const term = input.value.trim()
  const list = input.getAttribute("list")
  if (term.length < MIN_LETTERS || !SOURCES[list] || asked.has(`${list}:${term}`)) return
  asked.add(`${list}:${term}`)
  const datalist = document.getElementById(list)
  const known = new Set([...datalist.options].map((option) => option.value))
  for (const name of SOURCES[list]) {
    const query = new URLSearchParams({ term, app_label: "networks", model_name: "networkmembership", field_name: name })
    const answer = await fetch(`/admin/autocomplete/?${query}`)
    if (!answer.ok) return
    const { results } = await answer.json()
    datalist.append(...results.filter(({ text }) => !known.has(text)).map(({ text }) => new Option("", text)))
  }
}

let pause
form.addEventListener("input", ({ target }) => {
  clearTimeout(pause)
  if (target.hasAttribute?.("list")) pause = setTimeout(() => look(target), 250)
})

lists.addRowsOfKeptCopy(add)
const kept = lists.keepPlace()

if (isEditable) {
  // With this script a row is added when it is wanted.
  for (const row of form.querySelectorAll("[data-row]")) {
    if (isBlank(row)) {
      minutesOf(row)?.remove()
      row.remove()
    }
  }
  renumber()
}
for (const row of items()) showMeasures(row)

// A new row is numbered anew when it is saved; then the item itself will do.
const resume = kept && (field(kept) ?? field(kept.replace(/-points-.*$/, "-resolution")))
if (resume && !form.querySelector(".errorlist")) resume.focus?.()
