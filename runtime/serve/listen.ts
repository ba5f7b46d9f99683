import type { Server } from 'node:http';

/** Listens. @throws an Error of one line that names the port when it is taken. */
export const listen = (
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`PORT: ${host}:${port} is taken by another process`) : error),
    );
    server.listen(port, host, resolve);
  });
