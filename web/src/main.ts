// Entry point: the page opened in the document, or the reason why it cannot be.

import "./styles/base.css";
import "./styles/panel.css";
import "./styles/map.css";
import "./styles/responsive.css";
import { ApiError } from "./api";
import { el } from "./dom";
import { text } from "./i18n";
import { openPage, type Page } from "./page";

declare global {
  interface Window {
    /** For browser tests. */
    tongda?: Page;
  }
}

const root = document.querySelector<HTMLElement>("#app")!;
try {
  window.tongda = await openPage(root);
  document.documentElement.dataset.ready = "yes";
} catch (cause) {
  console.error(cause);
  const problems = cause instanceof ApiError ? [cause.message, ...cause.problems] : [text("problem.serverSilent")];
  const retry = el("button", { click: () => location.reload() }, text("problem.retry"));
  const box = el("div", { class: "opening", role: "alert" }, ...problems.map((one) => el("p", {}, one)), retry);
  root.replaceChildren(box);
}
