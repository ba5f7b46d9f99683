import { once } from 'node:events';
import { createServer } from 'node:http';
import { listen } from './listen.ts';
import { handleProbe, type Probes } from './probes.ts';
import { parseRequestTarget } from './request-target.ts';

/** Probes of a process that serves nothing else. */
export interface ServedProbes {
  close(): Promise<void>;
}

/** Serves `/healthz`, `/readyz` and `/metrics`. @throws an Error of one line that names the port when it is taken. */
export async function serveProbes(
  probes: Probes,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<ServedProbes> {
  const server = createServer(async (request, response) => {
    const url = parseRequestTarget(request.url);
    const isProbe = url !== null && (await handleProbe(probes, url.pathname, response).catch(() => null));
    if (isProbe === null) response.writeHead(500).end();
    else if (!isProbe) response.writeHead(404).end();
  });
  await listen(server, { host, port });
  return {
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
