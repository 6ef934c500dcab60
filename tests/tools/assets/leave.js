// Leaving at once: the page is blank before anything is asked for, whatever the network
// does, and the way back does not lead to it.
import { ExitThisPage } from "govuk-frontend/dist/govuk/components/exit-this-page/exit-this-page.mjs";

export class Leave extends ExitThisPage {
  exitPage() {
    document.title = "…";
    document.body.classList.add("govuk-exit-this-page-hide-content", "desk-gone");
    window.location.replace(this.$button.href);
  }
}
