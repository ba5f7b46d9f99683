/** Limits how many calls to one remote side run at once, so that a slow one cannot exhaust the process. */
export interface Bulkhead {
  readonly running: number;
  readonly waiting: number;
  /** Starts a call if the limit allows it and no other call is queued. */
  tryEnter(): boolean;
  /** Queues a call; false when the queue is full. */
  wait(call: WaitingCall): boolean;
  /** Ends a call, and starts the one that has waited longest. */
  leave(): void;
}

/** A queued call. Exactly one of the two callbacks is called, once. */
export interface WaitingCall {
  /** The call may run now. */
  start(): void;
  /** The call has waited too long. */
  expired(): void;
  readonly waitMs: number;
  /** Queues without a limit, for calls that cannot be repeated. */
  readonly isPatient: boolean;
}

/** These limits are documented in `docs/operations.md`. */
const MAX_RUNNING = 64;
const MAX_QUEUED = 64;

/** Creates a bulkhead with no call running. */
export function createBulkhead({ maxRunning = MAX_RUNNING, maxQueued = MAX_QUEUED } = {}): Bulkhead {
  type Timed = WaitingCall & { readonly timer: NodeJS.Timeout };
  const impatient = new Set<Timed>();
  const patient = new Set<Timed>();
  let running = 0;
  let isHandingOver = false;
  let isPatientsTurn = false;

  /** Alternates between the two queues, so that neither starves the other. */
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
      while (running < maxRunning) {
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
      if (running >= maxRunning || impatient.size > 0 || patient.size > 0) return false;
      running += 1;
      return true;
    },
    wait(call) {
      const line = call.isPatient ? patient : impatient;
      if (!call.isPatient && line.size >= maxQueued) return false;
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
