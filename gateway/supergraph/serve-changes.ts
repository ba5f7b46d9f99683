import type { Logger } from 'pino';
import { SupergraphError } from './supergraph.ts';
import { watchFile } from './watch-file.ts';

/** A supergraph and the file that it was read from. */
export interface SupergraphText {
  readonly file: string;
  readonly text: string;
}

/** A server whose supergraph can be swapped. */
export interface SupergraphServer {
  swap(supergraphSdl: string): Promise<void>;
  close(): Promise<void>;
}

/** Swaps the supergraph whenever its file changes. A supergraph that cannot be served is logged, and the current one stays. */
export function serveChanges<Server extends SupergraphServer>(
  gateway: Server,
  { file, text }: SupergraphText,
  log: Logger,
): Server {
  const watch = watchFile(file, {
    text,
    async onText(changed) {
      try {
        await gateway.swap(changed);
      } catch (error) {
        const about = error instanceof SupergraphError ? { reason: error.message } : { err: error };
        log.error({ file, ...about }, 'this supergraph is not served; the one before stays');
      }
    },
  });
  return {
    ...gateway,
    close() {
      watch.close();
      return gateway.close();
    },
  };
}
