// Undo history: each state of a drawing in; the state before or after it out. States are JSON text.

/** States that can be undone at most. */
const LIMIT = 200;

export class History<T> {
  private readonly past: string[] = [];
  private future: string[] = [];
  private present: string;

  constructor(initial: T) {
    this.present = JSON.stringify(initial);
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** Records a state; the same state again is no step. */
  record(state: T): void {
    const next = JSON.stringify(state);
    if (next === this.present) return;
    this.past.push(this.present);
    if (this.past.length > LIMIT) this.past.shift();
    this.future = [];
    this.present = next;
  }

  /** The state before; undefined at the first one. */
  undo(): T | undefined {
    return this.move(this.past, this.future);
  }

  /** The state that was undone last; undefined if there is none. */
  redo(): T | undefined {
    return this.move(this.future, this.past);
  }

  private move(from: string[], to: string[]): T | undefined {
    const state = from.pop();
    if (state === undefined) return undefined;
    to.push(this.present);
    this.present = state;
    return JSON.parse(state) as T;
  }
}
