// Enhancement only: every page works without this file.
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
import { guard } from "./guard.js";
import { Leave } from "./leave.js";
import { offerPasskey } from "./passkey.js";
import { countDown } from "./undo.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

const kinds = [Button, ErrorSummary, Leave, NotificationBanner, Radios];

function enhance(root) {
  for (const Kind of kinds) {
    const wanted = `[data-module="${Kind.moduleName}"]`;
    for (const element of root.querySelectorAll(wanted)) {
      if (element.hasAttribute(`data-${Kind.moduleName}-init`)) continue;
      try {
        new Kind(element);
      } catch (fault) {
        console.debug(fault);
      }
    }
  }
}

enhance(document);
guard(document.body);
for (const form of document.querySelectorAll("form[data-passkey]")) offerPasskey(form);
for (const held of document.querySelectorAll("[data-leaves-in]")) countDown(held);
document.addEventListener("htmx:after:swap", () => {
  enhance(document);
  document.querySelector("[data-focus]")?.focus();
});

// What stands behind the # of an address is sent nowhere. It is put into the form, and
// taken out of the address, which the browser remembers.
for (const field of document.querySelectorAll("[data-from-fragment]")) {
  const found = /^#([A-Za-z0-9_-]{43})$/.exec(window.location.hash);
  if (!found) continue;
  field.value = found[1];
  window.history.replaceState(null, "", window.location.pathname);
}

// On pages of people without an account, going back must not send their number again.
if (document.body.dataset.home) {
  window.history.replaceState(null, "", document.body.dataset.home);
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A page brought back from the browser's memory may belong to an ended session.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
