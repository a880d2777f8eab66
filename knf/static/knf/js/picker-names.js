/* Names and relations for the admin's autocomplete fields, which Select2 leaves out. */

const PICKERS = "select.admin-autocomplete"

const labelOf = (select) => {
  const label = document.querySelector(`label[for="${select.id}"]`)
  label.id ||= `${select.id}_label`
  return label
}

const nameSearch = (input, select) => {
  input.setAttribute("aria-label", `Søk i ${labelOf(select).textContent.trim().toLowerCase()}`)
}

// "Ingen treff" stands among the choices, where only choices may stand.
const listMessages = (results) => {
  for (const message of results.querySelectorAll("[role='alert']")) {
    message.setAttribute("role", "option")
    message.setAttribute("aria-disabled", "true")
  }
}

const namePicker = (select) => {
  const { id } = labelOf(select)
  const box = select.nextElementSibling.querySelector("[role='combobox']")
  const chosen = box.querySelector("[role='textbox']")
  const search = box.querySelector("input")
  box.setAttribute("aria-labelledby", chosen ? `${id} ${chosen.id}` : id)
  chosen?.setAttribute("aria-labelledby", id)
  if (search) nameSearch(search, select)
  const [results] = window.django.jQuery(select).data("select2").$results
  box.setAttribute("aria-controls", results.id)
  new MutationObserver(() => listMessages(results)).observe(results, { childList: true })
}

const namePickers = (root) => {
  for (const select of root.querySelectorAll(`${PICKERS}.select2-hidden-accessible`)) namePicker(select)
}

// A module runs before Select2 starts. The button that clears every choice is invalid in its list,
// and each choice has a button of its own.
for (const select of document.querySelectorAll(`${PICKERS}[multiple]`)) select.dataset.allowClear = "false"

// Queued behind the admin's own start of Select2.
window.django?.jQuery?.(() => namePickers(document))
document.addEventListener("formset:added", (event) => namePickers(event.target))

// The search field of an open picker is made when it opens, and at once has the focus.
document.addEventListener("focusin", ({ target }) => {
  if (!target.matches(".select2-dropdown .select2-search__field")) return
  nameSearch(target, document.querySelector(".select2-container--open").previousElementSibling)
})
