/* What is typed is never lost: leaving asks first, and a copy in this browser survives a crash, a
   closed window and a sign-in that ran out.

   The copy carries the version it was typed on top of, so that text brought back after somebody
   else saved meets the comparison and overwrites nothing. The server names the copy it has saved
   in a cookie. Signing out, on any page of the staff, leaves none behind on a shared machine. */

const PREFIX = "knf-copy:"
const SAVED_COOKIE = "knf_saved_copy"
const KEPT_FOR = 30 * 24 * 60 * 60 * 1000
const PAUSE = 800
const NOT_TYPED = /^(csrfmiddlewaretoken|kept_copy|_.*)$/
const NOT_COMPARED = /^(version|base|tab|keep-.*)$/

/* The copies in this browser */

const copies = () =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) }))

const forgetSaved = () => {
  const saved = new RegExp(`(?:^|; )${SAVED_COOKIE}=([^;]+)`).exec(document.cookie)?.[1]
  for (const { key, time } of copies()) {
    if (key.endsWith(`:${saved}`) || Date.now() - time > KEPT_FOR) localStorage.removeItem(key)
  }
  document.cookie = `${SAVED_COOKIE}=; path=/admin/; max-age=0; samesite=lax`
}

/* Signing out may be called off by the question about unsaved text, so it counts when the page goes. */

let isSigningOut = false

document.addEventListener("submit", ({ target }) => {
  isSigningOut = target.matches("form[action='/logg-ut/']")
})
document.addEventListener("input", () => {
  isSigningOut = false
})
window.addEventListener("pagehide", () => {
  if (isSigningOut) for (const { key } of copies()) localStorage.removeItem(key)
})

/* The form as entries: name, value and, for a choice, its label */

const labelOf = (field, value) => [...(field?.options ?? [])].find((option) => option.value === value)?.text

const entriesOf = (form) =>
  [...new FormData(form)]
    .filter(([name, value]) => !NOT_TYPED.test(name) && typeof value === "string")
    .map(([name, value]) => [name, value.replaceAll("\r\n", "\n"), labelOf(form.elements[name], value)])

const textOf = (entries) =>
  JSON.stringify(entries.filter(([name]) => !NOT_COMPARED.test(name)).map(([name, value]) => [name, value]))

const choose = (select, typed) => {
  for (const [, value, label] of typed) {
    if (label && !labelOf(select, value)) select.append(new Option(label, value))
  }
  for (const option of select.options) option.selected = typed.some(([, value]) => value === option.value)
  // Select2 listens to jQuery alone.
  window.django?.jQuery(select).trigger("change")
}

const fill = (form, entries) => {
  // A form whose rows come and go makes those that are missing first.
  form.dispatchEvent(new CustomEvent("kept-copy:fill", { detail: entries }))
  for (const field of form.elements) {
    if (!field.name || NOT_TYPED.test(field.name) || ["file", "submit"].includes(field.type)) continue
    const typed = entries.filter(([name]) => name === field.name)
    if (["checkbox", "radio"].includes(field.type)) field.checked = typed.some(([, value]) => value === field.value)
    else if (field.options) choose(field, typed)
    else field.value = typed[0]?.[1] ?? ""
    const editor = field.closest(".prose-editor")?.querySelector(".ProseMirror")?.editor
    editor?.commands.setContent(field.value, { emitUpdate: true })
    field.dispatchEvent(new Event("change", { bubbles: true }))
  }
}

/* "14.32", or "22. november kl. 14.32" when it was another day */

const when = (time) => {
  const moment = new Date(time)
  const clock = moment.toLocaleTimeString("nb-NO", { hour: "2-digit", minute: "2-digit" }).replace(":", ".")
  if (moment.toDateString() === new Date().toDateString()) return clock
  return `${moment.toLocaleDateString("nb-NO", { day: "numeric", month: "long" })} kl.\u00a0${clock}`
}

const watch = (marker) => {
  const { form } = marker
  const bar = document.getElementById("kept-copy")
  const owner = `${PREFIX}${marker.dataset.owner}:`
  marker.value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`.replace(".", "")
  const key = owner + marker.value
  const untouched = textOf(entriesOf(form))
  let saving = false
  let pause

  const isRefused = "refused" in marker.dataset

  const isUnsaved = () => isRefused || textOf(entriesOf(form)) !== untouched

  const keep = () => {
    clearTimeout(pause)
    if (isSigningOut) return
    if (!isUnsaved()) return localStorage.removeItem(key)
    try {
      localStorage.setItem(key, JSON.stringify({ time: Date.now(), entries: entriesOf(form) }))
    } catch {
      // The browser's store is full or closed; leaving still asks.
    }
  }

  const keepSoon = () => {
    clearTimeout(pause)
    pause = setTimeout(keep, PAUSE)
  }

  const offer = () => {
    const [copy] = copies()
      .filter(({ key: other, entries }) => other.startsWith(owner) && other !== key && textOf(entries) !== textOf(entriesOf(form)))
      .sort((one, other) => other.time - one.time)
    bar.hidden = !copy
    if (!copy) return
    const isOld = copy.entries.some(([name, value]) => name === "version" && value !== form.elements.version.value)
    bar.querySelector("[data-when]").textContent = when(copy.time)
    bar.querySelector("[data-newer]").hidden = !isOld
    bar.querySelector("[data-fetch]").onclick = () => {
      fill(form, copy.entries)
      keep()
      localStorage.removeItem(copy.key)
      bar.hidden = true
      form.querySelector("input:not([type='hidden']):not([type='radio'])").focus()
    }
    bar.querySelector("[data-discard]").onclick = () => {
      localStorage.removeItem(copy.key)
      offer()
    }
  }

  if (isRefused) {
    keep()
    localStorage.removeItem(owner + marker.dataset.refused)
  }
  for (const event of ["input", "change", "focusout"]) form.addEventListener(event, keepSoon)
  document.addEventListener("visibilitychange", () => document.hidden && keep())
  form.addEventListener("submit", ({ target, submitter, defaultPrevented }) => {
    // The editor's dialogs are forms of their own.
    if (target !== form) return
    keep()
    saving = !defaultPrevented && !submitter?.formTarget
  })
  window.addEventListener("pageshow", () => {
    saving = false
  })
  window.addEventListener("beforeunload", (event) => {
    if (!saving && isUnsaved()) event.preventDefault()
  })
  offer()
}

forgetSaved()
for (const marker of document.querySelectorAll("input[name='kept_copy']")) watch(marker)
