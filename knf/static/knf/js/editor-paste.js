/* Text pasted from Word, Google Docs and web pages, rewritten as the plain blocks the editor knows.

   The server cleans every text again; this is what makes the pasted text look right at once. */

import { Extension, Plugin } from "django-prose-editor/editor"

const JUNK = "link, meta, script, title, xml, .EOP, br.Apple-interchange-newline"
const HEADINGS = { H1: "h2", H2: "h2", H3: "h3", H4: "h3", H5: "h3", H6: "h3" }
const BLOCKS = "p, h1, h2, h3, h4, h5, h6, ul, ol, table, blockquote"
const NUMBER = /^\(?(\d+|[a-z]|[ivx]+)[.)]/i
const BULLET = /^[\s\u00a0]*[·•▪◦o§–-][\s\u00a0]{2,}/

/* The policy blocks inline styles in every document a script makes, so they are set aside unapplied. */

const setStylesAside = (html) =>
  html
    .replace(/<style\b[^]*?<\/style>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/i, " data-style="))

const styleOf = (element) => element.dataset.style ?? ""

const unwrap = (element) => element.replaceWith(...element.childNodes)

const rename = (element, name) => {
  const renamed = document.createElement(name)
  renamed.append(...element.childNodes)
  element.replaceWith(renamed)
  return renamed
}

const wrapContent = (element, name) => {
  const wrapper = document.createElement(name)
  wrapper.append(...element.childNodes)
  element.append(wrapper)
}

const dropJunk = (body) => {
  for (const junk of body.querySelectorAll(JUNK)) junk.remove()
  for (const wrapper of body.querySelectorAll(".ListContainerWrapper")) unwrap(wrapper)
}

const writeEmphasis = (body) => {
  // Google Docs wraps everything in a bold element that is not bold.
  for (const bold of body.querySelectorAll("b")) if (/(^|;)\s*font-weight:\s*(normal|400)/i.test(styleOf(bold))) unwrap(bold)
  for (const span of body.querySelectorAll("span[data-style]")) {
    if (/(^|;)\s*font-weight:\s*(bold|[6-9]00)/i.test(styleOf(span))) wrapContent(span, "strong")
    if (/(^|;)\s*font-style:\s*italic/i.test(styleOf(span))) wrapContent(span, "em")
  }
}

const demoteHeadings = (body) => {
  // Word on the web marks its headings in another way.
  for (const heading of body.querySelectorAll("p[role='heading'][aria-level]")) {
    rename(heading, `h${Math.min(Number(heading.getAttribute("aria-level")) || 1, 6)}`)
  }
  for (const original of body.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const heading = rename(original, HEADINGS[original.tagName])
    for (const bold of heading.querySelectorAll("b, strong")) unwrap(bold)
  }
}

/* Word writes a list as paragraphs with the level in the style and the marker in the text. */

const wordListLevel = (paragraph) => {
  const level = /mso-list:[^;]*\blevel(\d)/i.exec(styleOf(paragraph))
  if (level) return Number(level[1])
  return /MsoListParagraph/.test(paragraph.className) && BULLET.test(paragraph.textContent) ? 1 : 0
}

const firstText = (element) => document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode()

const takeMarker = (paragraph) => {
  const ignored = [...paragraph.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(styleOf(span)))
  if (ignored) {
    ignored.remove()
    return ignored.textContent.trim()
  }
  const text = firstText(paragraph)
  const marker = BULLET.exec(text?.data ?? "")?.[0] ?? ""
  if (marker) text.data = text.data.slice(marker.length)
  return marker.trim()
}

const openList = (paragraph, tag, lists) => {
  const list = document.createElement(tag)
  const parent = lists.at(-1)?.lastElementChild
  if (parent) parent.append(list)
  else paragraph.before(list)
  return list
}

const buildWordLists = (body) => {
  let lists = []
  for (const paragraph of body.querySelectorAll("p")) {
    const level = wordListLevel(paragraph)
    if (!level) continue
    if (paragraph.previousElementSibling !== lists[0]) lists = []
    const tag = NUMBER.test(takeMarker(paragraph)) ? "OL" : "UL"
    lists.length = Math.min(lists.length, level)
    if (lists.length === level && lists.at(-1).tagName !== tag) lists.pop()
    if (lists.length < level) lists.push(openList(paragraph, tag, lists))
    const item = document.createElement("li")
    lists.at(-1).append(item)
    item.append(paragraph)
  }
}

/* Google Docs puts an inner list beside its item; Word on the web gives every item its own list. */

const mendLists = (body) => {
  for (const inner of body.querySelectorAll(":is(ul, ol) > :is(ul, ol)")) {
    if (inner.previousElementSibling?.tagName === "LI") inner.previousElementSibling.append(inner)
  }
  for (const list of body.querySelectorAll("ul + ul, ol + ol")) {
    list.previousElementSibling.append(...list.children)
    list.remove()
  }
}

/* Word and Google Docs have no header cells; the first row is the head, in bold or not. */

const headTables = (body) => {
  for (const table of body.querySelectorAll("table")) {
    if (table.rows.length < 2 || table.querySelector("th")) continue
    for (const cell of [...table.rows[0].cells]) {
      const { colSpan, rowSpan } = cell
      const head = Object.assign(rename(cell, "th"), { colSpan, rowSpan })
      for (const bold of head.querySelectorAll("b, strong")) unwrap(bold)
    }
  }
}

const dropEmptyLines = (body) => {
  for (const paragraph of body.querySelectorAll("p")) {
    if (!paragraph.textContent.trim()) paragraph.remove()
  }
  for (const gap of body.querySelectorAll("br")) {
    const beside = [gap.previousElementSibling, gap.nextElementSibling]
    if (beside.some((element) => element?.matches(BLOCKS))) gap.remove()
  }
}

const STEPS = [dropJunk, writeEmphasis, demoteHeadings, buildWordLists, mendLists, headTables, dropEmptyLines]

/* A document's own pictures are out of the browser's reach, or somebody else's. */
const leftOut = (count) => {
  if (!count) return ""
  const pictures = count === 1 ? "Ett bilde" : `${count} bilder`
  return `${pictures} i det du limte inn, ble ikke med. Slipp bildefilene i teksten, eller hent dem fra biblioteket.`
}

const cleanPaste = (html, note) => {
  note.textContent = ""
  // Copied within the editor: already in its own form.
  if (html.includes("data-pm-slice")) return html
  const { body } = new DOMParser().parseFromString(setStylesAside(html), "text/html")
  for (const step of STEPS) step(body)
  note.textContent = leftOut(body.querySelectorAll("img").length)
  return body.innerHTML
}

export const CleanPaste = Extension.create({
  name: "cleanPaste",

  addProseMirrorPlugins() {
    const note = Object.assign(document.createElement("p"), { className: "paste-note" })
    note.setAttribute("role", "status")
    this.editor.options.element.after(note)
    return [new Plugin({ props: { transformPastedHTML: (html) => cleanPaste(html, note) } })]
  },
})
