/** The wall clock. All other code takes the time from an injected `now()`, which tests control. */
export const systemClock = (): Date => new Date();
