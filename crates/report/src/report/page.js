"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const item = byId("item"), service = byId("service");
  const sortTables = () => document.querySelectorAll("table.sortable thead th").forEach((head) => {
    head.tabIndex = 0;
    const sort = () => {
      const body = head.closest("table").tBodies[0], column = head.cellIndex;
      const numbers = [...body.rows].some((row) => row.cells[column].dataset.value !== undefined);
      const down = head.ariaSort ? head.ariaSort !== "descending" : numbers;
      const value = (row) => { const cell = row.cells[column]; return numbers ? Number(cell.dataset.value ?? -Infinity) : cell.textContent; };
      const order = (a, b) => { const [x, y] = [value(a), value(b)]; return (numbers ? x - y : x.localeCompare(y)) * (down ? -1 : 1); };
      head.closest("tr").querySelectorAll("th").forEach((other) => { other.ariaSort = null; });
      head.ariaSort = down ? "descending" : "ascending";
      body.append(...[...body.rows].sort(order));
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); sort(); } });
  });
  sortTables();
  if (!data || !item) return;
  const side = (i) => data.side[data.side.length > 1 ? i : 0];
  const squares = (flags) => {
    let path = "";
    for (let i = 0; i < flags.length; i++) {
      if (!flags[i]) continue;
      const s = side(i), y = data.y[i];
      let last = i;
      while (last + 1 < flags.length && flags[last + 1] && side(last + 1) === s && Math.abs(data.y[last + 1] - y) < 0.2 && Math.abs(data.x[last + 1] - data.x[last] - s) < 0.3) last++;
      const width = (data.x[last] - data.x[i] + s).toFixed(1);
      path += `M${(data.x[i] - s / 2).toFixed(1)} ${(y - s / 2).toFixed(1)}h${width}v${s}h-${width}z`;
      i = last;
    }
    return path;
  };
  const unrolled = (runs) => {
    const flags = new Array(data.x.length).fill(false);
    let at = 0, on = false;
    for (const run of runs) { if (on) flags.fill(true, at, at + run); at += run; on = !on; }
    return flags;
  };
  const flipped = (base, runs) => { const changed = unrolled(runs || []); return base.map((flag, i) => flag !== changed[i]); };
  const curve = (shares) => shares.map((share, minute) => `${minute ? "L" : "M"}${(44 + minute / 60 * 504).toFixed(1)} ${(210 - share / 1000 * 200).toFixed(1)}`).join("");
  const show = () => {
    const id = item.value, s = service.value, chosen = data.items[id];
    const base = unrolled(data.base[s]);
    const before = flipped(base, chosen.before[s]), after = flipped(base, chosen.after[s]);
    const what = document.querySelector("input[name=show]:checked").value;
    const blue = what === "before" ? before : what === "after" ? after : before.map((flag, i) => flag && after[i]);
    byId("cells-before").setAttribute("d", squares(blue));
    byId("cells-gained").setAttribute("d", what === "change" ? squares(after.map((flag, i) => flag && !before[i])) : "");
    byId("cells-lost").setAttribute("d", what === "change" ? squares(before.map((flag, i) => flag && !after[i])) : "");
    for (const part of ["project-case", "project-line"]) byId(part).setAttribute("d", chosen.course);
    byId("project-points").innerHTML = chosen.points.map(([x, y]) => `<circle class="project-point" cx="${x}" cy="${y}" r="3"/>`).join("");
    const [old, now] = data.curves.items[id];
    byId("curve-before").setAttribute("d", curve(old[s] || data.curves.base[s]));
    byId("curve-after").setAttribute("d", curve(now[s] || data.curves.base[s]));
    const gain = data.residents.reduce((sum, residents, i) => sum + (after[i] - before[i]) * residents, 0);
    byId("chosen").textContent = `${chosen.name} · ${service.selectedOptions[0].textContent} · ${gain < 0 ? "−" : "+"}${Math.abs(Math.round(gain)).toString().replace(/\B(?=(\d{3})+$)/g, "\u202f")}`;
    document.querySelectorAll("tr[data-item]").forEach((row) => row.classList.toggle("chosen", row.dataset.item === id));
  };
  [item, service, ...document.querySelectorAll("input[name=show]")].forEach((input) => input.addEventListener("change", show));
  document.querySelectorAll("input[data-layer]").forEach((box) => box.addEventListener("change", () => {
    document.querySelectorAll(`#live .layer-${box.dataset.layer}`).forEach((layer) => { layer.style.display = box.checked ? "" : "none"; });
  }));
  document.querySelectorAll("tr[data-item]").forEach((row) => row.addEventListener("click", () => { item.value = row.dataset.item; show(); }));
  show();
})();
