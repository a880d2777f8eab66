/* Passkeys: fills a form with what the browser's dialog gives, then posts it.

   data-passkey="create" makes one, "get" answers with one. What to ask for stands in the JSON script
   after the form, or is fetched from the form's own address. Without scripts, or in a browser that
   knows no passkeys, the form stays hidden and its data-passkey-else says what to do instead. */
const EXPLANATIONS = {
  NotAllowedError: "Det ble avbrutt, eller passnøkkelen er på en annen enhet. Prøv igjen.",
  InvalidStateError: "Her finnes det allerede en passnøkkel for deg.",
  SecurityError: "Passnøkler virker bare på nettstedets egen adresse, over https. På en utviklers maskin: localhost.",
}

const supported = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON)

async function options(form) {
  const script = form.querySelector("script[type='application/json']")
  if (script) return JSON.parse(script.textContent)
  const response = await fetch(form.action)
  if (!response.ok) throw new Error(response.status)
  return response.json()
}

async function ask(form) {
  const { publicKey } = await options(form)
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) })
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!supported) continue
  form.hidden = false
  for (const other of document.querySelectorAll("[data-passkey-else]")) other.hidden = true
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    const button = form.querySelector("button")
    const status = form.querySelector("[role=alert]")
    button.disabled = true
    status.textContent = ""
    try {
      const credential = await ask(form)
      form.elements.credential.value = JSON.stringify(credential)
      form.submit()
    } catch (error) {
      status.textContent = EXPLANATIONS[error.name] ?? "Det virket ikke. Prøv igjen, eller bruk en annen måte."
      button.disabled = false
    }
  })
}
