// Cell states: travel times before and after and a cutoff in; what each cell counts as out.

import type { Answer, CellTime } from "../api";
import type { Show } from "../state/view-state";

/** Beyond the cutoff; within it (before and after, if the change is shown); newly within it; no longer within it. */
export const CellState = { Beyond: 0, Within: 1, Gained: 2, Lost: 3 } as const;
export type CellState = (typeof CellState)[keyof typeof CellState];

/** The times after: those before, with the changed cells of an answer in their places. */
export function timesAfter(before: CellTime[], { changed, changed_after_ms }: Answer["cells"]): CellTime[] {
  const after = [...before];
  changed.forEach((cell, i) => {
    after[cell] = changed_after_ms[i] ?? null;
  });
  return after;
}

/** The state of every cell; a time equal to the cutoff lies within it, a cell without a route beyond. */
export function cellStates(before: CellTime[], after: CellTime[], cutoffMinutes: number, show: Show): Uint8Array {
  const cutoffMs = cutoffMinutes * 60_000;
  const isWithin = (time: CellTime | undefined) => time !== null && time !== undefined && time <= cutoffMs;
  const states = new Uint8Array(before.length);
  for (let i = 0; i < states.length; i++) {
    const [was, is] = [isWithin(before[i]), isWithin(after[i])];
    if (show === "before") states[i] = was ? CellState.Within : CellState.Beyond;
    else if (show === "after") states[i] = is ? CellState.Within : CellState.Beyond;
    else if (was && is) states[i] = CellState.Within;
    else if (is) states[i] = CellState.Gained;
    else states[i] = was ? CellState.Lost : CellState.Beyond;
  }
  return states;
}
