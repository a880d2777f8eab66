/* The rich text editor as this site has it: named like its field, and with a Norwegian toolbar that
   is one stop for the Tab key. */

import { Editor, Extension, Plugin } from "django-prose-editor/editor"

// The policy forbids style elements made by scripts; the rules stand in editor.css.
Editor.prototype.injectCSS = () => {}

const TITLES = {
  bold: ["Fet", "Ctrl+B"],
  italic: ["Kursiv", "Ctrl+I"],
  "unordered list": ["Punktliste", "Ctrl+Shift+8"],
  "ordered list": ["Nummerert liste", "Ctrl+Shift+7"],
  blockquote: ["Sitat", "Ctrl+Shift+B"],
  "insert link": ["Lenke", "Ctrl+K"],
  "remove link": ["Fjern lenke"],
  "Insert table": ["Sett inn tabell"],
  "Add column": ["Ny kolonne til høyre"],
  "Delete column": ["Slett kolonne"],
  "Add row": ["Ny rad under"],
  "Delete row": ["Slett rad"],
  "Merge cells": ["Slå sammen celler"],
  "Split cell": ["Del celle"],
  "Toggle header cell": ["Overskriftscelle av eller på"],
  "Delete table": ["Slett tabell"],
  undo: ["Angre", "Ctrl+Z"],
  redo: ["Gjør om", "Ctrl+Shift+Z"],
  "Toggle fullscreen": ["Fullskjerm av eller på", "F11"],
}

const HEADINGS = { 2: "Mellomtittel", 3: "Liten mellomtittel" }

// Buttons that are on or off, as opposed to those that do something once.
const TOGGLES = /^(heading|bold|italic|orderedList|blockquote|fullscreen)/

/* The field around the editor */

const fieldOf = (editor) => {
  const textarea = editor.options.element.querySelector("textarea")
  const label = document.querySelector(`label[for="${textarea.id}"]`)
  return { textarea, label, name: label?.textContent.trim().toLowerCase() ?? "teksten" }
}

const fieldAttributes = ({ textarea, label }) => {
  const attributes = { role: "textbox", "aria-multiline": "true" }
  if (label) {
    label.id ||= `${textarea.id}_label`
    attributes["aria-labelledby"] = label.id
  }
  for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name)
  }
  return attributes
}

/* The toolbar */

const nameButton = (button) => {
  const [name, hint] = TITLES[button.title] ?? [button.title]
  button.title = hint ? `${name} (${hint})` : name
  button.setAttribute("aria-label", name)
}

const showState = (button) => {
  if (TOGGLES.test(button.dataset.name)) button.setAttribute("aria-pressed", button.classList.contains("active"))
  button.setAttribute("aria-disabled", button.classList.contains("disabled"))
}

const visibleButtons = (toolbar) => [...toolbar.querySelectorAll("button:not(.hidden)")]

const keepOneTabStop = (toolbar, wanted) => {
  const buttons = visibleButtons(toolbar)
  const stop = wanted ?? buttons.find((button) => button.tabIndex === 0) ?? buttons[0]
  for (const button of buttons) button.tabIndex = button === stop ? 0 : -1
}

const STEPS = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
}

const moveAlong = (event) => {
  const step = STEPS[event.key]
  if (!step) return
  event.preventDefault()
  const buttons = visibleButtons(event.currentTarget)
  const next = buttons[step(buttons.indexOf(event.target), buttons.length)]
  keepOneTabStop(event.currentTarget, next)
  next.focus()
}

const dressToolbar = (editor, name) => {
  const toolbar = editor.storage.menu.dom
  const refresh = () => {
    for (const button of toolbar.querySelectorAll("button")) showState(button)
    keepOneTabStop(toolbar)
  }
  toolbar.setAttribute("role", "toolbar")
  toolbar.setAttribute("aria-label", `Verktøylinje for ${name}`)
  toolbar.addEventListener("keydown", moveAlong)
  for (const button of toolbar.querySelectorAll("button:not([title=''])")) nameButton(button)
  editor.on("transaction", refresh)
  refresh()
}

export const KnfEditor = Extension.create({
  name: "knfEditor",

  addMenuItems({ buttons, menu }) {
    for (const [level, label] of Object.entries(HEADINGS)) {
      const attributes = { level: Number(level) }
      menu.defineItem({
        name: `heading${level}`,
        groups: "headings",
        button: buttons.text(label),
        active: (editor) => editor.isActive("heading", attributes),
        enabled: (editor) => editor.can().toggleHeading(attributes),
        command: (editor) => editor.chain().focus().toggleHeading(attributes).run(),
      })
    }
  },

  addProseMirrorPlugins() {
    return [new Plugin({ props: { attributes: fieldAttributes(fieldOf(this.editor)) } })]
  },

  addKeyboardShortcuts() {
    return {
      "Alt-F10": ({ editor }) => {
        editor.storage.menu.dom.querySelector("[tabindex='0']").focus()
        return true
      },
    }
  },

  onCreate({ editor }) {
    const { label, name } = fieldOf(editor)
    label?.addEventListener("click", () => editor.commands.focus())
    dressToolbar(editor, name)
  },
})
