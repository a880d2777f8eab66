/* The fields of a statement stand in the form only for the kinds that are statements.
   What is typed in them stays, whatever the kind. Without this script they always stand there. */

const kind = document.querySelector("[data-statement-kinds]")
const fields = document.querySelector("fieldset.statement")

if (kind && fields) {
  const kinds = kind.dataset.statementKinds.split(" ")
  const show = () => {
    const filled = [...fields.querySelectorAll("input")].some((input) => input.value && input.type !== "checkbox")
    fields.hidden = !kinds.includes(kind.value) && !filled
  }
  kind.addEventListener("change", show)
  show()
}
