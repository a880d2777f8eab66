/* "Sjekk før publisering": checks what is typed, saved or not, and leads from a finding to its words. */

/* A block's text as the server reads it, and where each text node begins in it. */
const read = (block) => {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
  const pieces = []
  let text = ""
  while (walker.nextNode()) {
    const node = walker.currentNode
    if (node.nodeType === Node.TEXT_NODE) {
      pieces.push({ node, start: text.length })
      text += node.data
    } else if (node.nodeName === "BR") {
      text += "\n"
    }
  }
  return { text, pieces }
}

const places = function* (text, words) {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) yield at
}

const pointIn = (pieces, at) => {
  const { node, start } = pieces.findLast((piece) => piece.start <= at)
  return [node, Math.min(at - start, node.length)]
}

const selectInEditor = (editor, words, occurrence) => {
  editor.focus()
  for (const block of editor.querySelectorAll("p, h2, h3, figcaption")) {
    const { text, pieces } = read(block)
    for (const at of places(text, words)) {
      if (occurrence-- > 0) continue
      getSelection().setBaseAndExtent(...pointIn(pieces, at), ...pointIn(pieces, at + words.length))
      block.scrollIntoView({ block: "center" })
      return
    }
  }
}

const selectInInput = (input, words, occurrence) => {
  input.focus()
  const at = [...places(input.value, words)][occurrence]
  if (at !== undefined) input.setSelectionRange(at, at + words.length)
}

/* The input itself, or what stands for it: a picker's button, a search field. */
const focusIn = (input, row) => {
  const standIns = row.querySelectorAll(".select2-search__field, .select2-selection, button, a[href]")
  const candidates = input.matches(".select2-hidden-accessible") ? standIns : [input, ...standIns]
  ;[...candidates].find((candidate) => candidate.checkVisibility())?.focus()
  row.scrollIntoView({ block: "center" })
}

const goTo = ({ field, words, occurrence }) => {
  const input = document.getElementById(`id_${field}`)
  const row = input?.closest(".form-row")
  if (!row) return false
  row.closest("details")?.setAttribute("open", "")
  const editor = row.querySelector("[contenteditable=true]")
  if (editor) selectInEditor(editor, words, Number(occurrence))
  else if (words && "setSelectionRange" in input) selectInInput(input, words, Number(occurrence))
  else focusIn(input, row)
  return true
}

const show = (section, html) => {
  const findings = section.querySelector(".findings")
  findings.innerHTML = html
  section.querySelector(".summary").textContent = findings.firstElementChild.dataset.summary
}

const check = async (section, button) => {
  const typed = new FormData(button.form)
  for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name)
  const summary = section.querySelector(".summary")
  summary.textContent = "Sjekker …"
  try {
    const answer = await fetch(button.dataset.check, { method: "POST", body: typed })
    if (!answer.ok) throw new Error(answer.status)
    show(section, await answer.text())
  } catch {
    summary.textContent = "Teksten kunne ikke sjekkes nå. Prøv igjen."
  }
}

for (const section of document.querySelectorAll(".check")) {
  const button = section.querySelector("[data-check]")
  button.hidden = false
  button.addEventListener("click", () => check(section, button))
  section.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-field]")
    if (link && goTo(link.dataset)) event.preventDefault()
  })
}
