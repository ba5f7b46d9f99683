import type { encodeVariant } from '../processing/encode-variant.ts';
import type { processFile } from '../processing/process-file.ts';

/** A folder of the local disk in which one file is processed. */
export interface WorkFolder {
  readonly inputPath: string;
  readonly outDir: string;
  writeInput(bytes: AsyncIterable<Uint8Array>): Promise<void>;
  read(path: string): AsyncIterable<Uint8Array>;
  /** Deletes it with everything in it. */
  remove(): Promise<void>;
}

/** What processes files, in the worker process alone. */
export interface FileConversion {
  /** How many files are processed at once: each has processes of its own, which the machine shares with everything else. */
  readonly concurrency: number;
  readonly openFolder: () => Promise<WorkFolder>;
  readonly processFile: typeof processFile;
  readonly encodeVariant: typeof encodeVariant;
  /** What decides whether a picture may be shown at once. */
  readonly mode: 'classifier' | 'rules' | 'manual';
  /** What a picture shows, by its path; null where no classifier is installed. */
  readonly classify: ((path: string) => Promise<readonly { readonly name: string; readonly score: number }[]>) | null;
  /** Writes an alarm to the log: a file was not processed or not judged. */
  readonly reportError: (error: unknown, fileId: string) => void;
}
