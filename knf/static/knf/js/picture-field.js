/* A field for a picture gets a button that opens the library, and shows what is chosen. */

const make = (tag, attributes) => Object.assign(document.createElement(tag), attributes)

const dress = (select) => {
  const { pickerUrl, pictureUrl, pickerScript } = select.dataset
  const label = document.querySelector(`label[for="${select.id}"]`).textContent.trim().toLowerCase()
  const button = make("button", { type: "button", className: "button pick", textContent: "Velg fra biblioteket" })
  button.dataset.kind = "default"
  const picture = make("img", { className: "chosen", alt: `Valgt ${label}` })

  const show = () => {
    picture.hidden = !select.value
    if (select.value) picture.src = pictureUrl.replace("/0/", `/${select.value}/`)
  }

  const choose = ({ id, title }) => {
    if (![...select.options].some((option) => option.value === id)) select.append(new Option(title, id))
    select.value = id
    window.django.jQuery(select).trigger("change")
  }

  button.addEventListener("click", async () => {
    const { pickPicture } = await import(pickerScript)
    const chosen = await pickPicture(pickerUrl)
    if (chosen) choose(chosen)
    button.focus()
  })
  window.django.jQuery(select).on("change", show)
  select.closest(".related-widget-wrapper, .form-row > div").after(button, picture)
  show()
}

window.django?.jQuery?.(() => {
  for (const select of document.querySelectorAll("select[data-picker-url]")) dress(select)
})
