const FIRST_MS = 250;
const LONGEST_MS = 2_000;

/** How long to wait before trying again after so many failures before this one, in milliseconds. */
export const retryDelayMs = (failures: number): number => Math.min(FIRST_MS * 2 ** Math.min(failures, 10), LONGEST_MS);
