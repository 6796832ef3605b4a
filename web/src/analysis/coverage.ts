// Coverage: an answer, a service and a cutoff in; the residents and area within the cutoff, before and after, out.

import type { Answer, Within } from "../api";
import type { ViewState } from "../state/view-state";

interface Viewed {
  readonly answer: Answer | null;
  readonly view: ViewState;
}

/** The results of the service that is viewed. */
export const viewedService = ({ answer, view }: Viewed): Answer["services"][number] | undefined =>
  answer?.services.find(({ service }) => service === view.service);

/** The values of a service or district at a cutoff. */
export const atCutoff = ({ within }: { within: Within[] }, minutes: number): Within | undefined =>
  within.find((one) => one.minutes === minutes);

/** The values of the service that is viewed at the cutoff that is viewed. */
export function withinCutoff(viewed: Viewed): Within | undefined {
  const service = viewedService(viewed);
  return service && atCutoff(service, viewed.view.minutes);
}
