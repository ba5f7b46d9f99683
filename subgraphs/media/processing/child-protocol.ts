import type { FileLimit } from './file-request.ts';

/** What a conversion process is to do. */
export type ChildRequest =
  | {
      /** Finds the type of a file, and converts it when it is an image that is allowed. */
      readonly kind: 'file';
      readonly inputPath: string;
      readonly imageLimits: readonly FileLimit[];
      readonly outDir: string;
    }
  | {
      readonly kind: 'variant';
      readonly inputPath: string;
      readonly format: 'WEBP' | 'AVIF';
      readonly width: number;
      readonly outDir: string;
    };

/** What a conversion process says: that it can begin, and the result. */
export type ChildMessage = { readonly stage: 'ready' } | { readonly stage: 'done'; readonly result: unknown };

/** Exit codes of a process that has used too much memory, or has taken too long to decode. */
export const EXIT_CODES = { memory: 75, time: 76 } as const;
