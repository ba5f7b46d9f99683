/** The wall clock. Everything else takes the time from the `now()` it was given, so that tests can move it. */
export const systemClock = (): Date => new Date();
