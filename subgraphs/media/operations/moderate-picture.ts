import type { ProcessedFile } from '../processing/processed-file.ts';
import type { FileRow } from '../repository/file-columns.ts';
import type { FileConversion } from './file-conversion.ts';

/** What was found in a file, and whether it may be shown without a moderator. */
interface Verdict {
  readonly labels: FileRow['labels'];
  readonly isClean: boolean;
}

/** Labels that a moderator has to see. */
const SENSITIVE: ReadonlySet<string> = new Set(['porn', 'hentai']);
/** Sum of their scores from which on a file waits. */
const THRESHOLD = 0.7;
/** The largest side that a classifier reads is far smaller; a small variant is read faster. */
const PREFERRED_NAMES = ['small', 'thumbnail'];

/**
 * Decides whether a file may be shown at once. Sounds and documents may, as nothing here can judge them. With a classifier
 * whatever it cannot judge waits for a moderator: nothing is waved through.
 */
export async function moderatePicture(
  { mode, classify, reportError }: Pick<FileConversion, 'mode' | 'classify' | 'reportError'>,
  fileId: string,
  file: ProcessedFile,
): Promise<Verdict> {
  const hasPicture = file.kind === 'IMAGE' || file.kind === 'VIDEO';
  if (!hasPicture || mode === 'rules') return { labels: [], isClean: true };
  if (mode === 'manual') return { labels: [], isClean: false };
  const picture = pictureOf(file);
  if (picture === null || classify === null) return { labels: [], isClean: false };
  try {
    const found = await classify(picture);
    const labels = found.toSorted((one, other) => other.score - one.score);
    const score = labels.reduce((sum, label) => (SENSITIVE.has(label.name.toLowerCase()) ? sum + label.score : sum), 0);
    return { labels, isClean: score < THRESHOLD };
  } catch (error) {
    reportError(error, fileId);
    return { labels: [], isClean: false };
  }
}

/** A picture that shows what the file shows; null for a video without one. */
function pictureOf({ kind, original, variants }: ProcessedFile): string | null {
  const pictures = variants.filter(
    ({ contentType }) => contentType.startsWith('image/') && contentType !== 'image/avif',
  );
  const preferred = PREFERRED_NAMES.flatMap((name) => pictures.find((picture) => picture.name === name) ?? []);
  return (preferred[0] ?? pictures[0] ?? (kind === 'IMAGE' ? original : null))?.path ?? null;
}
