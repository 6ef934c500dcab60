// Counts the seconds in which something can be undone; the server's clock decides.
export function countDown(held) {
  const said = held.querySelector("[data-left]");
  const ends = performance.now() + Number(held.dataset.leavesIn) * 1000;
  const timer = setInterval(() => {
    const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
    said.textContent = String(left);
    if (left > 0) return;
    clearInterval(timer);
    held.querySelector("[data-leaving]").hidden = true;
    held.querySelector("[data-left-now]").hidden = false;
    const form = held.querySelector("form");
    const had = form.contains(document.activeElement);
    form.hidden = true;
    if (had) held.querySelector("[data-left-now] a").focus();
  }, 250);
}
