import { readFile, stat } from 'node:fs/promises';
import { pause } from '../../runtime/resilience/pause.ts';

/** An open watch on a file. */
export interface FileWatch {
  close(): void;
}

const LOOK_MS = 500;

/**
 * Calls `onText` whenever the contents of a file change, starting from `text`. Polls twice a second and follows links,
 * since not every file system sends change events, and mounted ConfigMaps do not. A file that differs between two polls is
 * still being written and is read once it is stable.
 */
export function watchFile(
  file: string,
  { text, onText }: { readonly text: string; onText(text: string): Promise<void> },
): FileWatch {
  const abort = new AbortController();
  const { signal } = abort;
  void (async () => {
    let current = text;
    // `taken` begins empty, so that a change between reading `text` and the first poll is noticed too.
    let [before, taken] = ['', ''];
    while (!signal.aborted) {
      const version = await versionOf(file);
      const isStill = version === before;
      before = version;
      if (version !== '' && version !== taken && isStill) {
        taken = version;
        const found = await readFile(file, { encoding: 'utf8', signal }).catch(() => current);
        if (found !== current && !signal.aborted) await onText(found);
        current = found;
      }
      await pause(LOOK_MS, signal);
    }
  })();
  return { close: () => abort.abort() };
}

/** A version that changes with the file; empty while the file does not exist. */
async function versionOf(file: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch(() => null);
  return found === null ? '' : `${found.ino} ${found.size} ${found.mtimeNs}`;
}
