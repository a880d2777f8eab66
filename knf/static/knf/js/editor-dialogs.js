/* The table: a dialog for its size and whether it has a head, and a button for the head of one that is there. */

import { Table as BaseTable, updateAttrsDialog } from "django-prose-editor/editor"

const ask = (editor, fields, values, { title, submitText }) => {
  const answer = updateAttrsDialog(fields, { title, submitText })(editor, values)
  editor.view.dom.parentElement.querySelector("dialog[open]").setAttribute("aria-label", title)
  return answer
}

const TABLE_FIELDS = {
  rows: { title: "Rader", format: "number", default: "3", min: "1", max: "50" },
  cols: { title: "Kolonner", format: "number", default: "3", min: "1", max: "10" },
  withHeaderRow: { title: "Første rad er overskrifter", type: "boolean", default: true },
}

export const Table = BaseTable.extend({
  addMenuItems(tools) {
    this.parent?.(tools)
    tools.menu.defineItem({
      name: "table:toggleHeaderRow",
      groups: "table",
      button: tools.buttons.text("Overskriftsrad"),
      hidden: (editor) => !editor.isActive("table"),
      command: (editor) => editor.chain().focus().toggleHeaderRow().run(),
    })
  },

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
