// Failure report: a failed request in; the server's problems, or that it does not respond, in the panel out.

import { ApiError } from "./api";
import { text } from "./i18n";
import type { Panel } from "./panel/panel";

export class FailureReport {
  /** `retry` runs when the user asks for another attempt. */
  constructor(
    private readonly panel: Panel,
    private readonly retry: () => void,
  ) {}

  /** Shows a failure; a superseded request is none. */
  report(cause: unknown): void {
    if (cause instanceof ApiError) {
      if (cause.isSuperseded) return;
      this.panel.showProblems(cause.problems.length > 0 ? cause.problems : [cause.message]);
    } else {
      console.error(cause);
      this.panel.showProblems([text("problem.serverSilent")], this.retry);
    }
  }
}
