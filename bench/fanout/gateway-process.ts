import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../../runtime/embedded/free-port.ts';
import type { FromPublisher } from './messages.ts';
import { type BenchProcess, nextMessage, startProcess } from './processes.ts';

/** Starts the subgraphs of the benchmark and writes their composed supergraph to the file. */
export async function startSubgraphs(supergraphFile: string): Promise<BenchProcess> {
  const publisher = startProcess('./subgraphs.ts', [supergraphFile]);
  await nextMessage<FromPublisher, 'ready'>(publisher, 'ready');
  return publisher;
}

/** Starts a gateway in front of subgraphs that run already, and waits until it is ready. */
export async function startStandaloneGateway(
  supergraphFile: string,
): Promise<{ readonly measured: BenchProcess; readonly port: number }> {
  const port = await findFreePort();
  const measured = startProcess('../../scripts/serve.ts', ['gateway'], {
    SUPERGRAPH_FILE: supergraphFile,
    PORT: String(port),
    AUTH: 'off',
    LIMITS: 'off',
    LOG_LEVEL: 'error',
  });
  await untilReady(port, measured);
  return { measured, port };
}

async function untilReady(port: number, { child }: BenchProcess): Promise<void> {
  const ended = once(child, 'exit').then(() => true);
  for (;;) {
    const isReady = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    const pause = new Promise<false>((resolve) => setTimeout(resolve, 50, false));
    if (await Promise.race([ended, pause])) throw new Error(`${fileURLToPath(import.meta.url)}: the gateway ended.`);
  }
}
