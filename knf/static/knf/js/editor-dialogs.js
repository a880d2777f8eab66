/* The editor's two dialogs: a link has an address and nothing else, a table a size and a head. */

import { Link as BaseLink, Table as BaseTable, updateAttrsDialog } from "django-prose-editor/editor"

const ask = (editor, fields, values, { title, submitText }) => {
  const answer = updateAttrsDialog(fields, { title, submitText })(editor, values)
  editor.view.dom.parentElement.querySelector("dialog[open]").setAttribute("aria-label", title)
  return answer
}

const LINK_FIELDS = {
  href: { type: "string", title: "Adresse", description: "https://…, e-postadresse eller /side på nettstedet" },
}

const fullAddress = (typed) => {
  const address = typed.trim()
  if (!address || /^([a-z][a-z\d+.-]*:|[/#])/i.test(address)) return address
  return /^\S+@\S+$/.test(address) ? `mailto:${address}` : `https://${address}`
}

const setLink = (editor, href) => {
  const chain = editor.chain().focus().extendMarkRange("link")
  if (href) chain.setMark("link", { href }).run()
  else chain.unsetMark("link").run()
}

export const Link = BaseLink.extend({
  addCommands() {
    return {
      ...this.parent?.(),
      addLink:
        () =>
        ({ editor }) => {
          const isLink = editor.isActive("link")
          if (editor.state.selection.empty && !isLink) return false
          ask(editor, LINK_FIELDS, editor.getAttributes("link"), {
            title: isLink ? "Endre lenke" : "Sett inn lenke",
            submitText: isLink ? "Endre" : "Sett inn",
          }).then((answer) => answer && setLink(editor, fullAddress(answer.href)))
          return true
        },
    }
  },
})

const TABLE_FIELDS = {
  rows: { title: "Rader", format: "number", default: "3", min: "1", max: "50" },
  cols: { title: "Kolonner", format: "number", default: "3", min: "1", max: "10" },
  withHeaderRow: { title: "Første rad er overskrifter", type: "boolean", default: true },
}

export const Table = BaseTable.extend({
  addCommands() {
    return {
      ...this.parent?.(),
      insertTableWithOptions:
        () =>
        ({ editor }) => {
          const insert = ({ rows, cols, withHeaderRow }) =>
            editor.chain().focus().insertTable({ rows: Number(rows), cols: Number(cols), withHeaderRow }).run()
          ask(editor, TABLE_FIELDS, {}, { title: "Sett inn tabell", submitText: "Sett inn" }).then(
            (answer) => answer && insert(answer),
          )
          return true
        },
    }
  },
})
