import { z } from 'zod';
import { IMPORT_KINDS } from '../../runtime/import/import-kinds.ts';

const WORD = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A fixed offset: names of time zones have rules that change, and hours that occur twice. */
const ZONE = z.string().regex(/^(?:UTC|[+-]\d\d:\d\d)$/, 'is UTC or an offset such as +03:00');

const COLUMN = z
  .strictObject({
    column: z.string().min(1).optional(),
    columns: z.array(z.string().min(1)).min(2).max(4).optional(),
    constant: WORD.optional(),
    format: z.string().min(1).max(40).optional(),
    zone: ZONE.optional(),
    region: z
      .string()
      .regex(/^[A-Z]{2}$/, 'is a country of two capital letters')
      .optional(),
    values: z.record(z.string(), WORD).optional(),
    separator: z.string().min(1).max(5).optional(),
    decimalSign: z.enum(['.', ',']).optional(),
  })
  .refine(
    ({ column, columns, constant }) => [column, columns, constant].filter((given) => given !== undefined).length === 1,
    'names one of column, columns and constant',
  );

const FILE = z
  .strictObject({
    file: z.string().min(1).refine(isBelow, 'is a path below the folder of the dump'),
    kind: z.enum(IMPORT_KINDS),
    format: z.enum(['csv', 'jsonl']).optional(),
    delimiter: z.string().length(1).default(','),
    nulls: z.array(z.string()).default(['']),
    fields: z.record(
      z.string(),
      z.union([
        z
          .string()
          .min(1)
          .transform((column) => ({ column })),
        COLUMN,
      ]),
    ),
  })
  .transform((file) => ({ ...file, format: file.format ?? (/\.csv$/i.test(file.file) ? 'csv' : 'jsonl') }));

/** A whole map: the name of the old system, and what its files hold. */
export const MAP = z.strictObject({
  source: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'is a name of lower-case letters, digits and hyphens'),
  files: z.array(FILE).min(1),
});

export type ImportMap = z.output<typeof MAP>;
export type FileMap = ImportMap['files'][number];

/** Where the value of a field is found, and how it is written there. */
export type ColumnMap = z.output<typeof COLUMN>;

function isBelow(path: string): boolean {
  return !path.startsWith('/') && !path.includes('\\') && !path.split('/').includes('..');
}
