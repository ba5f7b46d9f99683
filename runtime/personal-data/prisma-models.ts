/** A column of a Prisma model. */
export interface PrismaField {
  readonly name: string;
  /** Its name in the database. */
  readonly column: string;
  /** In the schema file; counts from 1. */
  readonly line: number;
  /** As Prisma calls it, without `?` and `[]`. */
  readonly type: string;
  readonly isOptional: boolean;
  /** A calendar date, which has no time. */
  readonly isDate: boolean;
  /** The lines of `///` above it. */
  readonly docs: readonly string[];
}

/** A model of a Prisma schema: what of it says whose a row is, and how a row is found. */
export interface PrismaModel {
  readonly name: string;
  /** Its name in the database. */
  readonly table: string;
  readonly line: number;
  readonly fields: readonly PrismaField[];
  /** Names of the fields of its primary key. */
  readonly key: readonly string[];
  /** Whether its rows are deleted with the row of another table. */
  readonly cascades: boolean;
}

/** Whether a Prisma schema says `/// @<mark>` above its datasource. */
export const declares = (schema: string, mark: string): boolean => new RegExp(`^/// @${mark}\\b`, 'm').test(schema);

const KEY = /^\s*@@id\(\[([^\]]*)\]/m;

/** The models of a Prisma schema, in its order. Relations to other models count as fields too. */
export const parsePrismaModels = (schema: string): PrismaModel[] =>
  [...schema.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)].map(({ 1: name = '', 2: body = '', index }) => {
    const line = schema.slice(0, index).split('\n').length;
    const fields = fieldsOf(body, line + 1);
    const compound = KEY.exec(body)?.[1]
      ?.split(',')
      .map((field) => field.trim());
    const single = fields.filter(({ isId }) => isId).map((field) => field.name);
    const table = /^\s*@@map\("(\w+)"\)/m.exec(body)?.[1] ?? name;
    const cascades = /\bonDelete: Cascade\b/.test(body);
    return { name, table, line, fields, key: compound ?? single, cascades };
  });

function fieldsOf(body: string, firstLine: number): (PrismaField & { readonly isId: boolean })[] {
  const fields: (PrismaField & { readonly isId: boolean })[] = [];
  let docs: string[] = [];
  for (const [at, line] of body.split('\n').entries()) {
    const doc = /^\s*\/\/\/ ?(.*)$/.exec(line)?.[1];
    if (doc !== undefined) {
      docs.push(doc);
      continue;
    }
    const [, name, type, suffix, attributes = ''] = /^\s+(\w+)\s+(\w+)(\[\]|\?)?(.*)$/.exec(line) ?? [];
    if (name !== undefined && type !== undefined) {
      const column = /@map\("(\w+)"\)/.exec(attributes)?.[1] ?? name;
      const isId = /@id\b/.test(attributes);
      const isDate = /@db\.Date\b/.test(attributes);
      fields.push({ name, column, line: firstLine + at, type, isOptional: suffix === '?', isDate, docs, isId });
    }
    docs = [];
  }
  return fields;
}
