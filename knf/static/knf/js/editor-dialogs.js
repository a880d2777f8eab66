/* The dialog for a table: its size and whether it has a head. */

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
