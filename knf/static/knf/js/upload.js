/* Files are dropped or chosen, and sent one by one: each line says how far its file has come. */

const form = document.querySelector("[data-upload]")
const report = document.querySelector("[data-report]")
const part = (name) => report.querySelector(`[data-${name}]`)
const files = form.elements.files
const saved = []

const line = (file) => {
  const item = document.createElement("li")
  const name = Object.assign(document.createElement("span"), { textContent: file.name })
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 })
  bar.setAttribute("aria-label", file.name)
  const state = Object.assign(document.createElement("span"), { className: "state", textContent: "Venter" })
  item.append(name, bar, state)
  part("files").append(item)
  return { item, bar, state }
}

const send = (file, { bar, state }) =>
  new Promise((resolve) => {
    const data = new FormData()
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value)
    data.set("files", file)
    const request = new XMLHttpRequest()
    request.open("POST", form.action)
    request.responseType = "json"
    request.setRequestHeader("Accept", "application/json")
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = (0.9 * loaded) / total
      state.textContent = loaded < total ? "Sendes" : "Lager størrelser"
    })
    request.addEventListener("loadend", () => resolve(request.response ?? { saved: [], refused: [{ reason: "Serveren svarte ikke. Prøv igjen." }] }))
    request.send(data)
  })

const conclude = ({ item, bar, state }, { saved: taken, refused }) => {
  bar.remove()
  if (taken.length) saved.push(taken[0].id)
  item.dataset.outcome = taken.length ? "saved" : "refused"
  state.textContent = taken.length ? "Lagret" : (refused[0]?.reason ?? "Ble ikke lagret.")
}

const sum = (chosen) => {
  const lost = chosen.length - saved.length
  part("status").textContent = lost
    ? `${saved.length} av ${chosen.length} bilder er lagret. ${lost} ble ikke tatt imot, se grunnen ved hvert.`
    : `${saved.length} bilder er lagret.`
  if (!saved.length) return
  const next = part("next")
  next.href = `${form.dataset.describe}?${saved.map((id) => `id=${id}`).join("&")}`
  next.textContent = saved.length === 1 ? "Beskriv bildet" : `Beskriv de ${saved.length} bildene`
  next.hidden = false
  next.focus()
}

const start = async (chosen) => {
  if (!chosen.length) return
  form.hidden = true
  report.hidden = false
  const rows = chosen.map(line)
  for (const [number, file] of chosen.entries()) {
    part("status").textContent = `Laster opp ${number + 1} av ${chosen.length} …`
    conclude(rows[number], await send(file, rows[number]))
  }
  sum(chosen)
}

form.classList.add("live")
form.addEventListener("submit", (event) => {
  event.preventDefault()
  start([...files.files])
})
for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault()
    form.classList.add("over")
  })
}
for (const kind of ["dragleave", "drop"]) document.addEventListener(kind, () => form.classList.remove("over"))
document.addEventListener("drop", (event) => {
  event.preventDefault()
  if (!form.hidden) start([...event.dataTransfer.files])
})
