/* Topics that are in use are offered while one types, also after a comma, so that none is spelt in two
   ways. */

const list = document.getElementById("topic-names")
const field = document.getElementById("id_tags")

if (list && field) {
  const names = [...list.options].map(({ value }) => value)
  const offer = () => {
    const chosen = field.value.split(",").slice(0, -1).map((name) => name.trim()).filter(Boolean)
    const taken = new Set(chosen.map((name) => name.toLowerCase()))
    const free = names.filter((name) => !taken.has(name.toLowerCase()))
    list.replaceChildren(...free.map((name) => new Option([...chosen, name].join(", "))))
  }
  field.setAttribute("list", list.id)
  field.addEventListener("input", offer)
}
