// One slider with its name and a number field, all native, so that keyboard, mouse and screen reader work.
function render({ model, el }) {
  const name = model.get("description");
  const label = document.createElement("label");
  const range = document.createElement("input");
  const field = document.createElement("input");
  range.type = "range";
  field.type = "number";
  field.id = `field-${Math.random().toString(36).slice(2)}`;
  label.htmlFor = field.id;
  label.textContent = name;
  range.setAttribute("aria-label", `${name}, slider`);
  for (const control of [range, field]) {
    control.min = model.get("min");
    control.max = model.get("max");
    control.step = 1;
    control.dataset.lmSuppressShortcuts = "true"; // else JupyterLab takes the arrow keys and Enter for itself
  }
  const show = () => { range.value = field.value = model.get("value"); };
  const send = (text) => {
    const value = Number(text);
    if (text === "" || !Number.isInteger(value)) return;
    model.set("value", Math.min(model.get("max"), Math.max(model.get("min"), value)));
    model.save_changes();
  };
  range.addEventListener("input", () => send(range.value));
  field.addEventListener("change", () => { send(field.value); show(); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { send(field.value); show(); }
  });
  model.on("change:value", show);
  show();
  el.classList.add("named-slider");
  el.append(label, field, range);
}
export default { render };
