import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { VARIANT_SIDES } from './image-variants.ts';
import type { OutputFile } from './processed-file.ts';
import type { RejectedFile } from './rejected-file.ts';
import { runConversion } from './run-conversion.ts';

/** A form of a picture that is made when it is first asked for. */
export interface VariantRequest {
  /** The original as it is stored. */
  readonly inputPath: string;
  readonly outDir: string;
  readonly name: keyof typeof VARIANT_SIDES;
  readonly format: 'WEBP' | 'AVIF';
  readonly signal: AbortSignal;
}

/** Encodes a size that `processFile` leaves out: AVIF above 1,280 pixels. */
export async function encodeVariant(request: VariantRequest): Promise<OutputFile | RejectedFile> {
  const { inputPath, outDir, name, format, signal } = request;
  const width = VARIANT_SIDES[name];
  // Somebody waits for it.
  const result = await runConversion(
    { kind: 'variant', inputPath, format, width, outDir },
    { signal, priority: 'low' },
  );
  if ('rejected' in result) return result;
  const { fileName, ...variant } = result.variant;
  const path = join(outDir, fileName);
  return { ...variant, name, path, byteSize: (await stat(path)).size };
}
