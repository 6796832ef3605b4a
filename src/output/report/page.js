"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const item = document.getElementById("item");
  const service = document.getElementById("service");
  const side = data.side;
  const squares = (wanted) => {
    let path = "";
    for (const i of wanted) path += `M${(data.x[i] - side / 2).toFixed(0)} ${(data.y[i] - side / 2).toFixed(0)}h${side}v${side}h-${side}z`;
    return path;
  };
  const flipped = (base, changed) => {
    const set = new Set(base);
    for (const i of changed) if (!set.delete(i)) set.add(i);
    return set;
  };
  const curve = (shares) => shares.map((share, minute) => `${minute ? "L" : "M"}${(40 + minute / 60 * 400).toFixed(1)} ${(210 - share / 1000 * 200).toFixed(1)}`).join("");
  const show = () => {
    const chosen = data.items[item.value];
    const s = Number(service.value);
    const base = data.base[s];
    const before = flipped(base, chosen.before[s] || []);
    const after = flipped(base, chosen.after[s] || []);
    document.getElementById("cells-before").setAttribute("d", squares([...before].filter((i) => after.has(i))));
    document.getElementById("cells-gained").setAttribute("d", squares([...after].filter((i) => !before.has(i))));
    document.getElementById("cells-lost").setAttribute("d", squares([...before].filter((i) => !after.has(i))));
    document.getElementById("curve-before").setAttribute("d", curve(chosen.curves[0]));
    document.getElementById("curve-after").setAttribute("d", curve(chosen.curves[1]));
    document.querySelectorAll("tr[data-item]").forEach((row) => row.classList.toggle("chosen", row.dataset.item === item.value));
  };
  item.addEventListener("change", show);
  service.addEventListener("change", show);
  document.querySelectorAll("tr[data-item]").forEach((row) => row.addEventListener("click", () => { item.value = row.dataset.item; show(); }));
  document.querySelectorAll("table.sortable thead th").forEach((head) => {
    head.tabIndex = 0;
    const sort = () => {
      const body = head.closest("table").tBodies[0];
      const column = head.cellIndex;
      const down = head.dataset.down !== "yes";
      const value = (row) => { const cell = row.cells[column]; return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value); };
      const rows = [...body.rows].sort((a, b) => { const [x, y] = [value(a), value(b)]; return (typeof x === "number" ? x - y : x.localeCompare(y)) * (down ? -1 : 1); });
      head.closest("tr").querySelectorAll("th").forEach((other) => delete other.dataset.down);
      if (down) head.dataset.down = "yes";
      body.append(...rows);
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); sort(); } });
  });
  show();
})();
