import { createServer } from 'node:net';
import type { Configuration } from '../runtime/configuration.ts';

/** Finds a taken port before anything is started for nothing. @throws an Error of one line that names the variable. */
export function requirePort({ host, port }: Pick<Configuration, 'host' | 'port'>): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          error.code === 'EADDRINUSE'
            ? `PORT: ${host}:${port} is taken by another process`
            : `HOST, PORT: ${error.message}`,
        ),
      ),
    );
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
