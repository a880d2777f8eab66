/* A figure is a picture of the library, by number, and a caption. The picture's own description and
   credit follow it; a caption of its own replaces the library's. */

import { Node, Plugin } from "django-prose-editor/editor"

const figureAround = ({ $from, node }) => {
  if (node?.type.name === "libraryFigure") return { node, at: $from.pos }
  for (let depth = $from.depth; depth > 0; depth--) {
    if ($from.node(depth).type.name === "libraryFigure") return { node: $from.node(depth), at: $from.before(depth) }
  }
  return null
}

/* Figures stand on the page itself: after the paragraph, list or table where the cursor is. */
const placeFor = ({ $from }) => ($from.depth ? $from.after(1) : $from.pos)

/* Office programs paste a picture of the text beside the text itself; then the text is meant. */
const picturesIn = (transfer) =>
  transfer?.getData("text/plain") ? [] : [...(transfer?.files ?? [])].filter(({ type }) => type.startsWith("image/"))

export const LibraryFigure = Node.create({
  name: "libraryFigure",
  group: "block",
  content: "inline*",
  draggable: true,
  isolating: true,
  defining: true,

  addOptions() {
    return { pickerUrl: "", pictureUrl: "", pickerScript: "" }
  },

  addAttributes() {
    return {
      image: {
        default: null,
        parseHTML: (element) => element.dataset.image,
        renderHTML: ({ image }) => ({ "data-image": image }),
      },
    }
  },

  parseHTML() {
    const caption = (figure) => figure.querySelector("figcaption") ?? document.createElement("figcaption")
    return [{ tag: "figure[data-image]", contentElement: caption }]
  },

  renderHTML({ HTMLAttributes }) {
    return ["figure", HTMLAttributes, ["figcaption", 0]]
  },

  addNodeView() {
    return ({ node }) => {
      const dom = document.createElement("figure")
      const picture = document.createElement("img")
      const caption = document.createElement("figcaption")
      picture.contentEditable = "false"
      picture.alt = "Bilde fra biblioteket"
      dom.append(picture, caption)

      const show = ({ attrs, content }) => {
        const address = this.options.pictureUrl.replace("/0/", `/${attrs.image}/`)
        if (picture.getAttribute("src") !== address) picture.src = address
        caption.classList.toggle("empty", content.size === 0)
      }
      show(node)

      return {
        dom,
        contentDOM: caption,
        ignoreMutation: (mutation) => !caption.contains(mutation.target),
        update: (updated) => {
          if (updated.type !== node.type) return false
          show(updated)
          return true
        },
      }
    }
  },

  addCommands() {
    return {
      pickFigure:
        (files = []) =>
        ({ editor }) => {
          const { pickerUrl, pickerScript } = this.options
          import(pickerScript)
            .then(({ pickPicture }) => pickPicture(pickerUrl, files))
            .then((chosen) => (chosen ? editor.commands.setFigure(chosen.id) : editor.commands.focus()))
          return true
        },
      setFigure:
        (image) =>
        ({ state, chain }) => {
          const figure = figureAround(state.selection)
          if (figure) {
            return chain()
              .command(({ tr }) => tr.setNodeMarkup(figure.at, null, { image }))
              .focus()
              .run()
          }
          const at = placeFor(state.selection)
          return chain()
            .insertContentAt(at, { type: this.name, attrs: { image } })
            .setTextSelection(at + 1)
            .focus()
            .run()
        },
    }
  },

  /* A picture that is dropped or pasted in the text goes by the library: described, then chosen. */
  addProseMirrorPlugins() {
    const takeIn = (event, transfer) => {
      const files = picturesIn(transfer)
      if (!files.length) return false
      event.preventDefault()
      return this.editor.commands.pickFigure(files)
    }
    const handlePaste = (_view, event) => takeIn(event, event.clipboardData)
    const handleDrop = (view, event) => {
      const place = view.posAtCoords({ left: event.clientX, top: event.clientY })
      if (place && picturesIn(event.dataTransfer).length) this.editor.commands.setTextSelection(place.pos)
      return takeIn(event, event.dataTransfer)
    }
    return [new Plugin({ props: { handlePaste, handleDrop } })]
  },

  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        const figure = figureAround(editor.state.selection)
        if (!figure) return false
        const after = figure.at + figure.node.nodeSize
        return editor
          .chain()
          .insertContentAt(after, { type: "paragraph" })
          .setTextSelection(after + 1)
          .run()
      },
      Backspace: ({ editor }) => {
        const { selection } = editor.state
        const figure = figureAround(selection)
        if (!figure || !selection.empty || selection.$from.parentOffset > 0) return false
        return editor.commands.setNodeSelection(figure.at)
      },
    }
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "figure",
      groups: "figure",
      button: buttons.material("image", "Bilde fra biblioteket"),
      active: (editor) => editor.isActive("libraryFigure"),
      command: (editor) => editor.commands.pickFigure(),
    })
  },
})
