import type { StoredVariant } from '../repository/file-columns.ts';
import type { MediaFile } from '../repository/index.ts';

/** The form of a file that a client asks for. */
export interface FormRequest {
  /** Absent: the original. */
  readonly variant?: string | null | undefined;
  /** Absent: WEBP, or the only one. */
  readonly format?: string | null | undefined;
}

/** The variant of a file in that form, `ORIGINAL` for the original; null when it has none. */
export function findForm(file: MediaFile, { variant, format }: FormRequest): StoredVariant | 'ORIGINAL' | null {
  if (variant == null) return format == null || format === 'ORIGINAL' ? 'ORIGINAL' : null;
  const forms = file.variants.filter(({ name }) => name === variant);
  if (format != null) return forms.find((form) => form.format === format) ?? null;
  return (
    forms.find((form) => form.format === 'WEBP') ?? forms.find((form) => form.format !== 'AVIF') ?? forms[0] ?? null
  );
}

/** Name of a variant in addresses, such as `small.webp`. */
export const pathOf = ({ name, format }: Pick<StoredVariant, 'name' | 'format'>): string =>
  `${name}.${format.toLowerCase()}`;
