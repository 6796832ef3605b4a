// Latency of live comparison: pointer moves and answers in; milliseconds from a move to its numbers and to its cells out.

/** A change this soon after a pointer move comes from it. */
const SAME_MOVE_MS = 100;

export class LatencyMeter {
  /** Milliseconds to the numbers in the panel. */
  readonly shown: number[] = [];
  /** Milliseconds to the frame after the one that shows the cells. */
  readonly painted: number[] = [];
  private movedAt = 0;

  constructor() {
    const options = { capture: true, passive: true };
    addEventListener("pointermove", (event) => (this.movedAt = event.timeStamp), options);
  }

  /** When the change began that is noticed now. */
  start(): number {
    const now = performance.now();
    return now - this.movedAt < SAME_MOVE_MS ? this.movedAt : now;
  }

  /** Records that the numbers are shown; gives the milliseconds since the change began. */
  record(start: number): number {
    const elapsed = performance.now() - start;
    this.shown.push(elapsed);
    // The callback after next: the frame with the cells is through by then.
    requestAnimationFrame(() => requestAnimationFrame(() => this.painted.push(performance.now() - start)));
    return elapsed;
  }
}
