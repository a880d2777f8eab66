/* The library of pictures in a dialog: the picker page's own search, list and pages, without
   leaving the form. */

const QUIET_TIME = 250

const make = (tag, attributes = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), attributes)
  element.append(...children)
  return element
}

const openDialog = () => {
  const close = make("button", { type: "button", className: "button", textContent: "Lukk" })
  close.dataset.kind = "default"
  const title = make("h2", { id: "picker-title", textContent: "Velg bilde" })
  const status = make("p", { className: "visually-hidden" })
  status.setAttribute("role", "status")
  const body = make("div", { className: "picker-body" })
  const dialog = make("dialog", { className: "picker" }, make("header", {}, title, close), status, body)
  dialog.setAttribute("aria-labelledby", title.id)
  document.body.append(dialog)
  close.addEventListener("click", () => dialog.close())
  dialog.showModal()
  return { dialog, status, body }
}

const upload = async (form) => {
  const response = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
  })
  if (!response.ok) throw new Error(response.statusText)
  return response.json()
}

/* Resolves to { id, title }, or to null when the dialog is closed. */
export const pickPicture = (url) =>
  new Promise((resolve) => {
    const { dialog, status, body } = openDialog()
    let answer = null
    let latest = 0
    let timer

    const load = async (query) => {
      const turn = ++latest
      query.set("del", "1")
      const response = await fetch(`${url}?${query}`)
      const { body: fresh } = new DOMParser().parseFromString(await response.text(), "text/html")
      if (turn !== latest) return
      const results = body.querySelector("[data-results]")
      if (results) results.replaceWith(fresh.querySelector("[data-results]"))
      else body.replaceChildren(...fresh.childNodes)
      status.textContent = body.querySelector("[data-found]").textContent
    }

    const search = () => load(new URLSearchParams({ q: body.querySelector("[name='q']").value }))

    const takeIn = async (form) => {
      status.textContent = "Laster opp …"
      const { saved, refused } = await upload(form)
      form.reset()
      form.querySelector(".errorlist")?.remove()
      if (refused.length) {
        const lines = refused.map(({ name, reason }) => make("li", { textContent: `${name}: ${reason}` }))
        form.append(make("ul", { className: "errorlist" }, ...lines))
      }
      await load(new URLSearchParams())
      if (saved.length) body.querySelector(`[data-pick="${saved.at(-1).id}"]`)?.focus()
    }

    dialog.addEventListener("submit", (event) => {
      event.preventDefault()
      if (event.target.matches(".picker-search")) search()
      else takeIn(event.target).catch(() => (status.textContent = "Opplastingen gikk ikke. Prøv igjen."))
    })
    dialog.addEventListener("input", ({ target }) => {
      if (target.name !== "q") return
      clearTimeout(timer)
      timer = setTimeout(search, QUIET_TIME)
    })
    dialog.addEventListener("click", async (event) => {
      const page = event.target.closest(".paginator a")
      const choice = event.target.closest("[data-pick]")
      if (page) {
        event.preventDefault()
        await load(new URL(page.href).searchParams)
        body.querySelector("[data-pick]")?.focus()
      } else if (choice) {
        answer = { id: choice.dataset.pick, title: choice.dataset.title }
        dialog.close()
      }
    })
    dialog.addEventListener("close", () => {
      clearTimeout(timer)
      dialog.remove()
      resolve(answer)
    })
    load(new URLSearchParams()).then(() => body.querySelector("[name='q']")?.focus())
  })
