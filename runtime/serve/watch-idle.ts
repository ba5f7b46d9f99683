import type { Socket } from 'node:net';

/** How often a connection is looked at, as a part of the time for which it may be idle. */
const CHECKS = 4;

/** Calls `onIdle` once no byte has moved on a connection, in either direction, for `idleMs`. Returns what ends the watch. */
export function watchIdle(
  socket: Pick<Socket, 'bytesRead' | 'bytesWritten'>,
  idleMs: number,
  onIdle: () => void,
): () => void {
  const moved = (): number => socket.bytesRead + socket.bytesWritten;
  let before = moved();
  let quietChecks = 0;
  const timer = setInterval(() => {
    const now = moved();
    quietChecks = now === before ? quietChecks + 1 : 0;
    before = now;
    if (quietChecks < CHECKS) return;
    clearInterval(timer);
    onIdle();
  }, idleMs / CHECKS).unref();
  return () => clearInterval(timer);
}
