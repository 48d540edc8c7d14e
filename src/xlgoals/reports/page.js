"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const boxes = [...document.querySelectorAll("input[name=severity]")];
  const code = byId("code");
  const search = byId("search");
  const shown = byId("shown");
  const documents = [...document.querySelectorAll("section.document")].map((element) => ({
    element,
    heading: element.querySelector("h2").textContent,
    parts: [...element.querySelectorAll(".part")].map((part) => ({
      element: part,
      rows: [...part.querySelectorAll("tr.f")],
      heading: part.querySelector("h3").textContent,
    })),
  }));
  const wanted = (row, rule) => row.dataset.c === rule || row.dataset.c.slice(0, -3) === rule;

  function apply() {
    const severities = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const rule = code.value;
    const words = search.value.trim().toLowerCase();
    let count = 0;
    for (const file of documents) {
      let inFile = 0;
      for (const part of file.parts) {
        let inPart = 0;
        for (const row of part.rows) {
          const fits = severities.has(row.dataset.s) && (!rule || wanted(row, rule)) &&
            (!words ||
              `${file.heading} ${part.heading} ${row.textContent}`.toLowerCase().includes(words));
          row.hidden = !fits;
          inPart += fits;
        }
        part.element.hidden = !inPart;
        inFile += inPart;
      }
      // A file without findings, or unreadable, is shown as long as nothing is filtered.
      const all = !rule && !words && severities.size === boxes.length;
      file.element.hidden = !inFile && !all;
      count += inFile;
    }
    shown.textContent = shown.dataset.words.replace("{shown}", count).replace("{all}", shown.dataset.all);
    byId("nothing").hidden = count > 0 || shown.dataset.all === "0";
  }

  function choose(rule) {
    boxes.forEach((box) => { box.checked = true; });
    search.value = "";
    code.value = rule;
    apply();
  }

  boxes.forEach((box) => box.addEventListener("change", apply));
  code.addEventListener("change", apply);
  search.addEventListener("input", apply);
  byId("reset").addEventListener("click", () => choose(""));
  document.addEventListener("click", (event) => {
    const rule = event.target.closest("button[data-rule]");
    if (rule) {
      choose(rule.dataset.rule);
      byId("findings").scrollIntoView();
    }
    const cell = event.target.closest("a[data-group]");
    if (cell) choose(cell.dataset.group);
  });
  apply();
})();
