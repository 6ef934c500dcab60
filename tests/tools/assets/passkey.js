// A form that a passkey answers: shown only where the browser knows passkeys. It asks for
// fresh options, lets the browser ask its person, and is sent with the answer in it.
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const known = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

function readable(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) read.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) read.allowCredentials = known(options.allowCredentials);
  return read;
}

const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
const answers = { create: parts.slice(0, 2), get: parts.filter((part) => part !== parts[1]) };

function written(credential, kind) {
  const response = {};
  for (const part of answers[kind])
    if (credential.response[part]) response[part] = text(credential.response[part]);
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response };
}

async function asked(form) {
  const kind = form.dataset.passkey;
  const answered = await fetch(form.dataset.passkeyAsk, { credentials: "same-origin" });
  if (!answered.ok || answered.redirected) return false;
  const publicKey = readable(await answered.json());
  const credential = await navigator.credentials[kind]({ publicKey });
  form.elements.answer.value = JSON.stringify(written(credential, kind));
  return true;
}

export function offerPasskey(form) {
  if (!window.PublicKeyCredential || !window.isSecureContext) return;
  form.hidden = false;
  for (const note of document.querySelectorAll("[data-no-passkey]")) note.hidden = true;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    try {
      if (await asked(form)) form.submit();
      else window.location.reload();
    } catch (fault) {
      console.debug(fault.name);
    }
  });
}
