import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Configuration } from '../runtime/settings/configuration.ts';

/** Finds a taken port before anything is started for nothing. @throws an Error of one line that names the variable. */
export async function requirePort({ host, port }: Pick<Configuration, 'host' | 'port'>): Promise<void> {
  const error = await tryPort(host, port);
  if (error?.code === 'EADDRINUSE') throw new Error(`PORT: ${host}:${port} is taken by another process`);
  if (error !== null) throw new Error(`HOST, PORT: ${error.message}`);
}

/** Listens for a moment; what stood in the way, or null. */
export function tryPort(host: string, port: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen(port, host, () => probe.close(() => resolve(null)));
  });
}

/** Whether a process takes connections there. */
export async function isListening(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
