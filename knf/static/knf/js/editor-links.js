/* The dialog for a link: search the site's own stories, pages and networks, or type an address.

   Own content is linked to by its stable address, so the link follows it wherever it moves. */

import { Link as BaseLink } from "django-prose-editor/editor"

const PAUSE = 200
const STABLE = /^\/lenke\/\w+\/\d+\/$/
const ADDRESS = /^([a-z][a-z\d+.-]*:\S|[/#]|www\.\S)|^\S+@\S+\.\S+$|^[^\s@]+\.[a-z]{2,}(\/\S*)?$/i

const fullAddress = (typed) => {
  if (/^([a-z][a-z\d+.-]*:|[/#])/i.test(typed)) return typed
  return typed.includes("@") ? `mailto:${typed}` : `https://${typed}`
}

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

const about = ({ kind, date, state }) => [kind, date, state].filter(Boolean).join(" · ")

const optionFor = (target, number) => {
  const option = make(
    "li",
    { role: "option", id: `link-option-${number}`, "aria-selected": "false" },
    make("span", { class: "title" }, target.title),
    make("span", { class: "about" }, about(target)),
  )
  option.target = target
  return option
}

const fetchTargets = async (url, query) => {
  const response = await fetch(`${url}?${new URLSearchParams(query)}`, { headers: { Accept: "application/json" } })
  if (!response.ok || response.redirected) throw new Error(response.statusText)
  return (await response.json()).results
}

const counted = (count) => (count === 1 ? "1 treff" : `${count || "Ingen"} treff`)

/* Resolves to { href, title }, or to null when the dialog is closed. */
const askForLink = (searchUrl, present) =>
  new Promise((resolve) => {
    const name = present ? "Endre lenke" : "Sett inn lenke"
    const now = make("p", { class: "link-now", hidden: "" })
    const list = make("ul", { role: "listbox", id: "link-options", "aria-label": "Saker, sider og nettverk" })
    const status = make("p", { class: "link-status", role: "status", id: "link-status" })
    const input = make("input", {
      id: "link-input",
      type: "text",
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-controls": list.id,
      "aria-expanded": "false",
      "aria-describedby": "link-help link-status",
    })
    const label = make("label", { for: input.id }, "Søk i saker, sider og nettverk, eller skriv en adresse")
    const help = make("p", { class: "prose-editor-help", id: "link-help" }, "Velg et treff med piltastene og Enter, eller klikk på det.")
    const submit = make("button", { type: "submit" }, present ? "Endre" : "Sett inn")
    const cancel = make("button", { type: "button" }, "Avbryt")
    const title = make("h3", { class: "prose-editor-dialog-title", id: "link-title" }, name)
    const buttons = make("div", { class: "prose-editor-dialog-buttons" }, submit, cancel)
    const form = make("form", { novalidate: "" }, title, now, label, help, input, list, status, buttons)
    const dialog = make("dialog", { class: "prose-editor-dialog link-dialog", "aria-labelledby": title.id }, form)
    let answer = null
    let latest = 0
    let timer

    const active = () => list.querySelector("[aria-selected='true']")

    const activate = (option) => {
      active()?.setAttribute("aria-selected", "false")
      option?.setAttribute("aria-selected", "true")
      option?.scrollIntoView({ block: "nearest" })
      if (option) input.setAttribute("aria-activedescendant", option.id)
      else input.removeAttribute("aria-activedescendant")
    }

    const show = (targets) => {
      activate(null)
      list.replaceChildren(...targets.map(optionFor))
      list.hidden = targets.length === 0
      input.setAttribute("aria-expanded", targets.length > 0)
    }

    const search = async () => {
      const turn = ++latest
      const words = input.value.trim()
      if (ADDRESS.test(words)) {
        show([])
        status.textContent = ""
        return
      }
      try {
        const targets = await fetchTargets(searchUrl, { q: words })
        if (turn !== latest) return
        show(targets)
        status.textContent = words ? counted(targets.length) : ""
      } catch {
        status.textContent = "Søket svarte ikke. Skriv adressen, eller prøv igjen."
      }
    }

    const choose = ({ target }) => {
      answer = { href: target.url, title: target.title }
      dialog.close()
    }

    const takeTyped = () => {
      const typed = input.value.trim()
      if (ADDRESS.test(typed)) {
        answer = { href: fullAddress(typed), title: typed }
        dialog.close()
        return
      }
      // An answer to come would overwrite what is said now.
      clearTimeout(timer)
      latest++
      input.setAttribute("aria-invalid", "true")
      status.textContent = "Velg et av treffene, eller skriv en hel adresse, for eksempel https://www.ssb.no"
      input.focus()
    }

    const moves = {
      ArrowDown: () => active()?.nextElementSibling ?? list.firstElementChild,
      ArrowUp: () => active()?.previousElementSibling ?? list.lastElementChild,
    }

    input.addEventListener("keydown", (event) => {
      const move = moves[event.key]
      if (!move || !list.firstElementChild) return
      event.preventDefault()
      activate(move())
    })
    input.addEventListener("input", () => {
      input.removeAttribute("aria-invalid")
      clearTimeout(timer)
      timer = setTimeout(search, PAUSE)
    })
    list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role='option']")
      if (option) choose(option)
    })
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      if (active()) choose(active())
      else takeTyped()
    })
    cancel.addEventListener("click", () => dialog.close())
    dialog.addEventListener("close", () => {
      clearTimeout(timer)
      dialog.remove()
      resolve(answer)
    })

    if (STABLE.test(present)) {
      fetchTargets(searchUrl, { lenke: present }).then(([target]) => {
        now.hidden = false
        now.textContent = target ? `Går nå til «${target.title}» (${about(target)}).` : "Går nå til noe som er slettet."
      }, () => {})
    } else if (present) {
      input.value = present
    }
    document.body.append(dialog)
    dialog.showModal()
    input.focus()
    search()
  })

/* Without a selection the link brings its own text: the title of what it leads to. */
const setLink = (editor, { href, title }) => {
  const chain = editor.chain().focus().extendMarkRange("link")
  if (editor.state.selection.empty && !editor.isActive("link")) {
    chain.insertContent({ type: "text", text: title, marks: [{ type: "link", attrs: { href } }] }).run()
  } else {
    chain.setMark("link", { href }).run()
  }
}

export const Link = BaseLink.extend({
  addOptions() {
    return { ...this.parent?.(), searchUrl: "" }
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "link",
      groups: "link",
      button: buttons.material("insert_link", "insert link"),
      active: (editor) => editor.isActive("link"),
      command: (editor) => editor.commands.addLink(),
    })
    menu.defineItem({
      name: "unlink",
      groups: "link",
      button: buttons.material("link_off", "remove link"),
      hidden: (editor) => !editor.isActive("link"),
      command: (editor) => editor.chain().focus().unsetLink().run(),
    })
  },

  addCommands() {
    return {
      ...this.parent?.(),
      addLink:
        () =>
        ({ editor }) => {
          askForLink(this.options.searchUrl, editor.getAttributes("link").href ?? "").then((answer) => {
            if (answer) setLink(editor, answer)
            else editor.commands.focus()
          })
          return true
        },
    }
  },
})
