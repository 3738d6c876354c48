// A few buttons of which one is pressed: native radio inputs, so that keyboard, mouse and screen reader work.
function render({ model, el }) {
  const group = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.textContent = model.get("description");
  group.append(legend);
  const name = `choice-${Math.random().toString(36).slice(2)}`;
  const inputs = model.get("options").map(([words, value]) => {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = "radio";
    input.name = name;
    input.value = JSON.stringify(value);
    input.dataset.lmSuppressShortcuts = "true"; // else JupyterLab takes the arrow keys for itself
    input.addEventListener("change", () => {
      model.set("value", value);
      model.save_changes();
    });
    label.append(input, words);
    group.append(label);
    return input;
  });
  const show = () => {
    for (const input of inputs) input.checked = input.value === JSON.stringify(model.get("value"));
  };
  model.on("change:value", show);
  show();
  el.classList.add("named-choice");
  el.append(group);
}
export default { render };
