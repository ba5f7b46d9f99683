/** Bounds how many calls to one side run at once, so that a slow one cannot take everything. */
export interface Bulkhead {
  readonly running: number;
  readonly waiting: number;
  /** Takes a place, if one is free and nobody waits for it. */
  tryEnter(): boolean;
  /** Waits for a place; false: too many wait already. */
  wait(call: WaitingCall): boolean;
  /** Gives a place back, to who waits longest. */
  leave(): void;
}

/** A call that waits for a place. Exactly one of the two is called, once. */
export interface WaitingCall {
  /** It has a place now. */
  start(): void;
  /** It has waited too long. */
  expired(): void;
  readonly waitMs: number;
  /** Waits in a line without end: who cannot ask again. */
  readonly isPatient: boolean;
}

/** As `docs/operations.md` tells operators. */
const RUNNING = 64;
const WAITING = 64;

/** Makes an empty bulkhead. */
export function createBulkhead({ places = RUNNING, waitingPlaces = WAITING } = {}): Bulkhead {
  type Timed = WaitingCall & { readonly timer: NodeJS.Timeout };
  const impatient = new Set<Timed>();
  const patient = new Set<Timed>();
  let running = 0;
  let isHandingOver = false;
  let isPatientsTurn = false;

  /** From both lines in turn, so that neither keeps the other waiting. */
  const next = (): Timed | undefined => {
    const lines = isPatientsTurn ? [patient, impatient] : [impatient, patient];
    isPatientsTurn = !isPatientsTurn;
    for (const line of lines) {
      for (const first of line) {
        line.delete(first);
        return first;
      }
    }
    return undefined;
  };
  // A loop, since a call may end as soon as it starts: thousands of these must not nest.
  const handOver = (): void => {
    if (isHandingOver) return;
    isHandingOver = true;
    try {
      while (running < places) {
        const call = next();
        if (call === undefined) break;
        clearTimeout(call.timer);
        running += 1;
        call.start();
      }
    } finally {
      isHandingOver = false;
    }
  };

  return {
    get running() {
      return running;
    },
    get waiting() {
      return impatient.size + patient.size;
    },
    tryEnter() {
      if (running >= places || impatient.size > 0 || patient.size > 0) return false;
      running += 1;
      return true;
    },
    wait(call) {
      const line = call.isPatient ? patient : impatient;
      if (!call.isPatient && line.size >= waitingPlaces) return false;
      const timer = setTimeout(() => {
        line.delete(timed);
        call.expired();
      }, call.waitMs);
      const timed: Timed = { ...call, timer };
      line.add(timed);
      return true;
    },
    leave() {
      running -= 1;
      if (impatient.size > 0 || patient.size > 0) handOver();
    },
  };
}
