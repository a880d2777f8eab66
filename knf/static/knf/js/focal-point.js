/* The focal point is moved on the picture itself, by pointer or by arrow keys. The two numbers are
   the field; this is a handle on them. */

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

const percent = (value) => Math.min(100, Math.max(0, Math.round(value)))

const enhance = (root) => {
  const inputs = [root.dataset.x, root.dataset.y].map((id) => document.getElementById(id))
  if (!inputs.every(Boolean)) return
  const whole = root.querySelector(".whole")
  const crops = root.querySelectorAll(".crops img")
  const handle = Object.assign(document.createElement("button"), { type: "button", className: "handle" })
  whole.append(handle)

  const show = () => {
    const [x, y] = inputs.map((input) => percent(input.valueAsNumber || 0))
    handle.style.left = `${x}%`
    handle.style.top = `${y}%`
    handle.setAttribute("aria-label", `Midtpunkt ${x} % fra venstre og ${y} % fra toppen. Flytt med piltastene.`)
    for (const crop of crops) crop.style.objectPosition = `${x}% ${y}%`
  }

  const move = (x, y) => {
    ;[x, y].forEach((value, axis) => {
      inputs[axis].value = percent(value)
      inputs[axis].dispatchEvent(new Event("change", { bubbles: true }))
    })
    show()
  }

  whole.addEventListener("click", (event) => {
    if (event.target === handle) return
    const box = whole.getBoundingClientRect()
    move(((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100)
    handle.focus()
  })
  handle.addEventListener("keydown", (event) => {
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    const size = event.shiftKey ? 10 : 1
    move(...inputs.map((input, axis) => input.valueAsNumber + size * step[axis]))
  })
  for (const input of inputs) input.addEventListener("input", show)
  root.classList.add("live")
  show()
}

for (const root of document.querySelectorAll("[data-focal]")) enhance(root)
