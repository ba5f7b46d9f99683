import { readFile, stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

/** A file that is looked at as long as the watch is open. */
export interface FileWatch {
  close(): void;
}

const LOOK_MS = 500;

/**
 * Calls `onText` with what a file holds each time it holds something else than `text`. Looks twice a second and follows
 * links, since not every file system, and no mounted ConfigMap, tells of a change. What changes from one look to the next
 * is being written, and waited for.
 */
export function watchFile(
  file: string,
  { text, onText }: { readonly text: string; onText(text: string): Promise<void> },
): FileWatch {
  const abort = new AbortController();
  const { signal } = abort;
  void (async () => {
    let known = text;
    // What was written between the reading of `text` and now is found too: `taken` stands for no version yet.
    let [before, taken] = ['', ''];
    while (!signal.aborted) {
      const version = await versionOf(file);
      const isStill = version === before;
      before = version;
      if (version !== '' && version !== taken && isStill) {
        taken = version;
        const found = await readFile(file, { encoding: 'utf8', signal }).catch(() => known);
        if (found !== known && !signal.aborted) await onText(found);
        known = found;
      }
      await setTimeout(LOOK_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  })();
  return { close: () => abort.abort() };
}

/** Changes with the file; empty while there is none. */
async function versionOf(file: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch(() => null);
  return found === null ? '' : `${found.ino} ${found.size} ${found.mtimeNs}`;
}
