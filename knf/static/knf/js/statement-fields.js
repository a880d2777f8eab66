/* The fields of a statement stand in the form only for the kinds that are statements, and the sender,
   which others seldom have, is unfolded for them. What is typed stays, whatever the kind. Without this
   script the fields always stand there, and the sender is folded. */

const kind = document.querySelector("[data-statement-kinds]")
const fields = document.querySelector("fieldset.statement")

if (kind && fields) {
  const kinds = kind.dataset.statementKinds.split(" ")
  const sender = document.querySelector(".field-sender_network")?.closest("details")
  const show = () => {
    const isStatement = kinds.includes(kind.value)
    const filled = [...fields.querySelectorAll("input")].some((input) => input.value && input.type !== "checkbox")
    fields.hidden = !isStatement && !filled
    if (isStatement) sender?.setAttribute("open", "")
  }
  kind.addEventListener("change", show)
  show()
}
