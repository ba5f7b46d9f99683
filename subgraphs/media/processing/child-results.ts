import { z } from 'zod';

const size = z.number().int().positive();

const written = z.object({
  name: z.string(),
  format: z.enum(['ORIGINAL', 'JPEG', 'PNG', 'WEBP', 'AVIF']),
  // A name in the folder of the results: a process that was taken over names no other file.
  fileName: z.string().regex(/^[a-z]+\.[a-z0-9]+$/),
  contentType: z.string().regex(/^image\/[a-z]+$/),
  width: size,
  height: size,
});

const rejected = z.object({ rejected: z.enum(['DAMAGED', 'TOO_LARGE', 'TOO_MANY_PIXELS', 'MEMORY_LIMIT']) });

/** What each request results in. */
export const RESULTS = {
  file: z.union([
    rejected,
    z.object({
      contentType: z.string().regex(/^[\w.+-]+\/[\w.+-]+$/),
      image: z
        .object({
          original: written,
          variants: z.array(written).max(20),
          placeholder: z.string().max(64).nullable(),
          dominantColor: z.string().length(7).nullable(),
          perceptualHash: z.string().length(16).nullable(),
        })
        .nullable(),
    }),
  ]),
  variant: z.union([rejected, z.object({ variant: written })]),
} as const;

/** Checks what a conversion process says. It is loaded by whoever starts such a process, not by the process. */
export const CHILD_MESSAGE = z.discriminatedUnion('stage', [
  z.object({ stage: z.literal('ready') }),
  z.object({ stage: z.literal('done'), result: z.unknown() }),
]);
