import type { ProcessLimits } from '../../../runtime/settings/limited-process.ts';

/** What a file is shown as. */
export type FileKind = 'IMAGE' | 'VIDEO' | 'AUDIO' | 'DOCUMENT' | 'OTHER';

/** What files of one kind may be, for the purpose of an upload. */
export interface FileLimit {
  readonly kind: FileKind;
  readonly contentTypes: readonly string[];
  readonly byteSize: number;
  /** Of one picture or frame; null where there is none. */
  readonly pixels: number | null;
  /** Null where there is no duration. */
  readonly durationSeconds: number | null;
}

/** One uploaded file, and where the results go. */
export interface FileRequest {
  readonly inputPath: string;
  /** An empty folder of this request. It is emptied when the file is rejected or processing fails. */
  readonly outDir: string;
  /** What may be uploaded for the purpose of this file. */
  readonly limits: readonly FileLimit[];
  /** Of the processes that read images; absent: `idle`, so that nobody waits for a conversion. */
  readonly priority?: ProcessLimits['priority'];
  /** Ends the work, and every process that was started for it. */
  readonly signal: AbortSignal;
}
