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

const send = async (form, headers = {}) => {
  const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers })
  if (!response.ok) throw new Error(response.statusText)
  return response
}

const parse = async (response) => new DOMParser().parseFromString(await response.text(), "text/html").body

/* Resolves to { id, title }, or to null when the dialog is closed. ``files`` are taken in at once. */
export const pickPicture = (url, files = []) =>
  new Promise((resolve) => {
    const { dialog, status, body } = openDialog()
    let answer = null
    let latest = 0
    let timer

    const load = async (query) => {
      const turn = ++latest
      query.set("del", "1")
      const fresh = await parse(await fetch(`${url}?${query}`))
      if (turn !== latest) return
      const results = body.querySelector("[data-results]")
      if (results) results.replaceWith(fresh.querySelector("[data-results]"))
      else body.replaceChildren(...fresh.childNodes)
      status.textContent = body.querySelector("[data-found]").textContent
    }

    const search = () => load(new URLSearchParams({ q: body.querySelector("[name='q']").value }))

    const takeIn = async (form) => {
      status.textContent = "Laster opp …"
      const { saved, refused } = await (await send(form, { Accept: "application/json" })).json()
      form.reset()
      form.querySelector(".errorlist")?.remove()
      if (refused.length) {
        const lines = refused.map(({ name, reason }) => make("li", { textContent: `${name}: ${reason}` }))
        form.append(make("ul", { className: "errorlist" }, ...lines))
      }
      const words = await wordsFor(form, saved)
      await load(new URLSearchParams())
      if (words.length) askForWords(words)
    }

    const wordsFor = ({ dataset }, images) =>
      Promise.all(
        images.map(async ({ id }) => {
          const page = await parse(await fetch(dataset.wordsUrl.replace("/0/", `/${id}/`)))
          return page.querySelector("form")
        }),
      )

    /* What was just taken in is described here, where it is chosen. Shown together with the new list:
       a list that moved later would slip from under the pointer. */
    const askForWords = (forms) => {
      body.querySelector("[data-results]").before(...forms)
      status.textContent = forms.length === 1 ? "Bildet er lastet opp." : `${forms.length} bilder er lastet opp.`
      forms[0].querySelector("textarea").focus()
    }

    const choose = ({ id, title }) => {
      answer = { id, title }
      dialog.close()
    }

    const describe = async (form, submitter) => {
      const { image: id, title } = form.dataset
      const response = await send(form)
      if (response.status === 200) {
        const fresh = (await parse(response)).querySelector("form")
        form.replaceWith(fresh)
        fresh.querySelector("[aria-invalid], .conflict input, textarea").focus()
      } else if (submitter.name === "velg") {
        choose({ id, title })
      } else {
        form.remove()
        await load(new URLSearchParams())
        status.textContent = `«${title}» er lagret.`
        body.querySelector(`.picker-words textarea, [data-pick="${id}"]`)?.focus()
      }
    }

    const failed = (sentence) => () => {
      status.textContent = sentence
    }

    dialog.addEventListener("submit", (event) => {
      event.preventDefault()
      const { target, submitter } = event
      if (target.matches(".picker-search")) search()
      else if (target.matches(".picker-words")) describe(target, submitter).catch(failed("Ble ikke lagret. Prøv igjen."))
      else takeIn(target).catch(failed("Opplastingen gikk ikke. Prøv igjen."))
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
        choose({ id: choice.dataset.pick, title: choice.dataset.title })
      }
    })
    dialog.addEventListener("close", () => {
      clearTimeout(timer)
      dialog.remove()
      resolve(answer)
    })
    const uploadGiven = () => {
      const form = body.querySelector(".picker-upload")
      const transfer = new DataTransfer()
      for (const file of files) transfer.items.add(file)
      form.elements.files.files = transfer.files
      form.requestSubmit()
    }

    load(new URLSearchParams()).then(() => (files.length ? uploadGiven() : body.querySelector("[name='q']")?.focus()))
  })
