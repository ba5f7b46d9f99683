/** Counts what runs, and lets no more in than a process can do at once. */
export interface LoadGate {
  /** Whether the next one would be sent away; cheap enough to ask before anything is read. */
  isFull(): boolean;
  /** Takes a place; the answer gives it back, once however often it is called. Null when there is none. */
  enter(): (() => void) | null;
}

/** A gate with so many places. */
export function createLoadGate(places: number): LoadGate {
  let taken = 0;
  return {
    isFull: () => taken >= places,
    enter() {
      if (taken >= places) return null;
      taken += 1;
      let isIn = true;
      return () => {
        if (isIn) taken -= 1;
        isIn = false;
      };
    },
  };
}
