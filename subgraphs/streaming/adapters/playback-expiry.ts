/** How long an address to play is valid, and so how long a viewer may go on who is blocked or banned. */
export const PLAYBACK_TTL_MS = 60_000;

/** When an address that is given now expires: on a full second, as servers compare seconds. */
export const playbackExpiry = (now: Date): Date =>
  new Date(Math.floor((now.getTime() + PLAYBACK_TTL_MS) / 1_000) * 1_000);
