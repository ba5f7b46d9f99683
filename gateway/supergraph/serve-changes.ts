import type { Logger } from 'pino';
import type { Gateway } from '../index.ts';
import { SupergraphError } from './build-supergraph.ts';
import { watchFile } from './watch-file.ts';

/** The gateway with its supergraph followed in a file: what cannot be served is logged, and the one before stays. */
export function serveChanges(gateway: Gateway, { file, text }: SupergraphText, log: Logger): Gateway {
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

/** A supergraph and the file that it was read from. */
export interface SupergraphText {
  readonly file: string;
  readonly text: string;
}
