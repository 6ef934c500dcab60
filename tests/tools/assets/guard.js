// What guards a desk that lies open: the lock takes along the form that was typed into, a
// page that nobody touches warns and locks itself, and covering needs no new page. The
// server locks by itself, with or without this.
const MOVES = ["keydown", "pointerdown", "input"];
const STAY = "/desk/stay";

let touched = null;

function fit(form) {
  const plain = form?.method === "post" && form.enctype !== "multipart/form-data";
  const bare = !form?.hasAttribute("hx-post") && !form?.querySelector("[type=password]");
  return plain && bare && form.closest("main");
}

// The button belongs to whichever form was typed into, and says where that one goes.
function take(button, form) {
  if (!fit(form)) return;
  form.id ||= "touched";
  if (!button.hasAttribute("form")) button.setAttribute("formaction", button.form.action);
  button.formNoValidate = true;
  button.setAttribute("form", form.id);
  button.name = "_again";
  button.value = new URL(form.action).pathname;
}

function cover(body, button) {
  [button.textContent, button.dataset.cover] = [button.dataset.cover, button.textContent];
  body.classList.toggle("desk-covered");
  for (const one of document.querySelectorAll("main .desk-secret, main .desk-code")) {
    if (!one.closest("a")) one.tabIndex = 0;
  }
}

async function ask(path) {
  const answer = await fetch(path, { method: "POST", redirect: "manual", body: new URLSearchParams() });
  return answer.status === 204;
}

function watch(body, lock) {
  const [lasts, warns] = [body.dataset.idle, body.dataset.warn].map((one) => one * 1000);
  const note = document.querySelector("[data-idle-note]");
  let [seen, asked, looks] = [Date.now(), Date.now(), false];

  const here = () => {
    seen = Date.now();
    note.hidden = true;
  };
  const stay = async () => {
    const warned = !note.hidden;
    here();
    if (!warned && Date.now() - asked < lasts / 8) return;
    asked = Date.now();
    try {
      if (!(await ask(STAY))) leave();
    } catch (fault) {
      console.debug(fault.name);
    }
  };
  const leave = () => {
    body.classList.add("desk-gone");
    lock.click();
  };
  // Whoever works in another window is here too: only the server knows.
  const elsewhere = async () => {
    try {
      const answer = await fetch(STAY, { redirect: "manual" });
      if (answer.ok) seen = Math.max(seen, Date.now() - (await answer.json()) * 1000);
    } catch (fault) {
      console.debug(fault.name);
    }
  };
  const look = async () => {
    const rests = (least) => Date.now() - seen >= least;
    if (looks || !rests(note.hidden ? lasts - warns : lasts)) return;
    looks = true;
    await elsewhere();
    looks = false;
    note.hidden = !rests(lasts - warns);
    if (rests(lasts)) leave();
  };

  for (const move of MOVES) document.addEventListener(move, stay, { passive: true });
  document.addEventListener("visibilitychange", look);
  setInterval(look, 1000);
}

export function guard(body) {
  const lock = document.querySelector("[data-lock]");
  if (!lock) return;
  document.addEventListener("input", (event) => {
    touched = event.target.form;
  });
  lock.addEventListener("click", () => take(lock, touched));
  document.querySelector("[data-cover]").addEventListener("click", async (event) => {
    event.preventDefault();
    cover(body, event.currentTarget);
    await ask("/desk/cover");
  });
  watch(body, lock);
}
