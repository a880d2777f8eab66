/* The publish button says when: "Publiser nå" or "Publiser 3. mars kl. 08.00".

   Dates are typed as the server reads them: 29.05.2019, 2019-05-29 or 29. mai 2019. */

const MONTHS = "januar februar mars april mai juni juli august september oktober november desember".split(" ")

const number = (text) => Number(text)

const readDate = (typed) => {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed)
  if (iso) return iso.slice(1).map(number)
  const digits = /^(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})$/.exec(typed)
  if (digits) return digits.slice(1).map(number).reverse()
  const [, day, word, year] = /^(\d{1,2})\.?\s+([a-z]{3,})\.?\s+(\d{4})$/i.exec(typed) ?? []
  const month = MONTHS.findIndex((name) => word && name.startsWith(word.toLowerCase()))
  return month < 0 ? null : [number(year), month + 1, number(day)]
}

const readTime = (typed) => {
  const [, hour, minute = "0"] = /^(\d{1,2})(?:[.:](\d{2}))?(?:[.:]\d{2})?$/.exec(typed) ?? []
  return hour === undefined ? null : [number(hour), number(minute)]
}

const twoDigits = (value) => String(value).padStart(2, "0")

/* " nå", " 3. mars kl. 08.00", or nothing while the time is half typed. */
const when = (dateTyped, timeTyped) => {
  if (!dateTyped && !timeTyped) return " nå"
  const [date, time] = [readDate(dateTyped), readTime(timeTyped)]
  if (!date || !time) return ""
  const [[year, month, day], [hour, minute]] = [date, time]
  const now = new Date()
  if (new Date(year, month - 1, day, hour, minute) <= now) return " nå"
  const yearToo = year === now.getFullYear() ? "" : ` ${year}`
  return ` ${day}. ${MONTHS[month - 1]}${yearToo} kl.\u00a0${twoDigits(hour)}.${twoDigits(minute)}`
}

const follow = (button) => {
  const { elements } = button.form
  const inputs = [elements[button.dataset.publishDate], elements[button.dataset.publishTime]]
  const show = () => {
    button.textContent = `Publiser${when(...inputs.map((input) => input.value.trim()))}`
  }
  // The calendar fills a field without saying so, and then gives it the focus.
  for (const input of inputs) for (const event of ["input", "focus", "blur"]) input.addEventListener(event, show)
}

for (const button of document.querySelectorAll("button[data-publish-date]")) follow(button)
