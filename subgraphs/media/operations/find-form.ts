import type { FileRow, StoredVariant } from '../repository/file-columns.ts';
import type { MediaFile } from '../repository/index.ts';

/** The form of a file that a client asks for. */
export interface FormRequest {
  /** Absent: the original. */
  readonly variant?: string | null | undefined;
  /** Absent: WEBP, or the only one. */
  readonly format?: string | null | undefined;
}

/** Name and format of a variant. */
type Form = Pick<StoredVariant, 'name' | 'format'>;

/** The form that is made when it is first asked for: it costs more than all the rest together. */
export const DEFERRED_FORM = { name: 'large', format: 'AVIF' } as const;

/** Whether the deferred form of a file can be made and was not yet. */
export const isDeferred = ({ kind, variants }: Pick<FileRow, 'kind' | 'variants'>): boolean => {
  const formats = variants.flatMap(({ name, format }) => (name === DEFERRED_FORM.name ? [format] : []));
  return kind === 'IMAGE' && formats.includes('WEBP') && !formats.includes('AVIF');
};

/** The variant of a file in that form, `ORIGINAL` for the original; null when it has none. */
export function findForm(file: MediaFile, { variant, format }: FormRequest): Form | 'ORIGINAL' | null {
  if (variant == null) return format == null || format === 'ORIGINAL' ? 'ORIGINAL' : null;
  if (variant === DEFERRED_FORM.name && format === DEFERRED_FORM.format && isDeferred(file)) return DEFERRED_FORM;
  const forms = file.variants.filter(({ name }) => name === variant);
  if (format != null) return forms.find((form) => form.format === format) ?? null;
  return (
    forms.find((form) => form.format === 'WEBP') ?? forms.find((form) => form.format !== 'AVIF') ?? forms[0] ?? null
  );
}

/** Name of a variant in addresses, such as `small.webp`. */
export const pathOf = ({ name, format }: Form): string => `${name}.${format.toLowerCase()}`;
