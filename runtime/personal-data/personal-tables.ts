import { declares, type PrismaField, type PrismaModel, parsePrismaModels } from './prisma-models.ts';

/**
 * What is done with a row when the person whom the column names has deleted their account: the row is deleted, the column
 * is set to null, the row goes with the row that it depends on, or the domain's own code erases it.
 */
type ErasureAction = 'delete' | 'clear' | 'cascade' | 'by hand';

/** A collection of the copy that a person gets of what is kept about them: rows whose marked column holds their id. */
export interface MarkedCollection {
  readonly name: string;
  /** Fields that order it and are its cursor; a person has each combination of them once. */
  readonly key: readonly PrismaField[];
  /** What the person is shown of a row. */
  readonly fields: readonly { readonly name: string; readonly field: PrismaField }[];
}

/** Fields of a row that are sealed when the row is erased: they stay for some years, for a reason. */
interface Retention {
  readonly years: number;
  readonly reason: string;
  readonly fields: readonly PrismaField[];
}

/** A column that holds ids of people, with what its mark says. */
export interface MarkedColumn {
  readonly field: PrismaField;
  /** Null when the mark does not say it, or says something else. */
  readonly action: ErasureAction | null;
  readonly collections: readonly MarkedCollection[];
  /** What of the row the law requires to be kept when the person is erased; null when nothing. */
  readonly retention: Retention | null;
  /** Whether the domain's own code exports the rows. */
  readonly isExportedByHand: boolean;
  /** Whether the mark says why rows are not exported. */
  readonly isLeftOut: boolean;
}

/** A table of a domain that names people. */
export interface PersonalTable extends PrismaModel {
  readonly marked: readonly MarkedColumn[];
}

/** What a Prisma schema says about people. */
export interface PersonalMarks {
  /** In the order of the schema, which is the order they are erased in. */
  readonly tables: readonly PersonalTable[];
  /** Whether the runtime keeps copies of friendships and blocks beside them. */
  readonly hasRelations: boolean;
  /** Whether the runtime keeps a copy of suspensions beside them. */
  readonly hasSuspensions: boolean;
  /** Whether the runtime keeps a copy of follows beside them. */
  readonly hasFollows: boolean;
  /** Whether the runtime keeps webhook endpoints of people beside them. */
  readonly hasWebhooks: boolean;
}

/**
 * What a Prisma schema says about people: which columns hold their ids (`@user`), what is done with a row when the person
 * has deleted their account, and what of it they get a copy of.
 *
 *     /// @user delete | clear | cascade | by hand
 *     /// @export <collection> [by <field>, …]: <field> [as <name>], …
 *     /// @export by hand
 *     /// @export none: <reason>
 *     /// @retained <years> <reason>: <field>, …
 *
 * @throws naming the line, for an export or a retention that does not read so or names a field that the model does not have,
 * and for an export that is not in the order of text.
 */
export const parsePersonalMarks = (schema: string): PersonalMarks => ({
  hasRelations: declares(schema, 'relations'),
  hasSuspensions: declares(schema, 'suspensions'),
  hasFollows: declares(schema, 'follows'),
  hasWebhooks: declares(schema, 'webhooks'),
  tables: parsePrismaModels(schema).flatMap((model) => {
    const marked = model.fields
      .filter(({ docs }) => docs.some((doc) => /@user\b/.test(doc)))
      .map((field) => markedColumn(model, field));
    return marked.length === 0 ? [] : [{ ...model, marked }];
  }),
});

const RETAINED = /@retained (\d{1,2}) ([^:]+): (\w+(?:, \w+)*)$/;

const EXPORT = /@export (\w+)(?: by (\w+(?:, \w+)*))?: (.+)$/;

function markedColumn(model: PrismaModel, field: PrismaField): MarkedColumn {
  const exports = field.docs.filter((doc) => doc.includes('@export'));
  const [byHand, leftOut] = [/@export by hand$/, /@export none: \S/];
  return {
    field,
    action: actionOf(field.docs),
    retention: retentionOf(model, field),
    isExportedByHand: exports.some((doc) => byHand.test(doc)),
    isLeftOut: exports.some((doc) => leftOut.test(doc)),
    collections: exports
      .filter((doc) => !byHand.test(doc) && !leftOut.test(doc))
      .map((doc) => collectionOf(model, field, doc)),
  };
}

function actionOf(docs: readonly string[]): ErasureAction | null {
  const [, action] = /@user (delete|clear|cascade|by hand)$/m.exec(docs.join('\n')) ?? [];
  // as: it is one of the four words that the pattern allows.
  return (action as ErasureAction | undefined) ?? null;
}

/** @throws naming the line of `owner`, when the model has no such field. */
function fieldNamed(model: PrismaModel, owner: PrismaField, name: string, purpose: string): PrismaField {
  const found = model.fields.find((field) => field.name === name);
  if (found === undefined) throw new Error(`line ${owner.line}: ${model.name} has no field ${name} to ${purpose}`);
  return found;
}

function retentionOf(model: PrismaModel, owner: PrismaField): Retention | null {
  const doc = owner.docs.find((line) => line.includes('@retained'));
  if (doc === undefined) return null;
  const [, years, reason, list] = RETAINED.exec(doc) ?? [];
  if (reason === undefined || list === undefined)
    throw new Error(`line ${owner.line}: "${doc}" is no retention: @retained <years> <reason>: <field>, …`);
  const fields = list.split(', ').map((name) => fieldNamed(model, owner, name, 'retain'));
  return { years: Number(years), reason, fields };
}

function collectionOf(model: PrismaModel, owner: PrismaField, doc: string): MarkedCollection {
  const [, name, by, list] = EXPORT.exec(doc) ?? [];
  if (name === undefined || list === undefined) throw new Error(`line ${owner.line}: "${doc}" is no export`);
  const fieldOf = (fieldName: string): PrismaField => fieldNamed(model, owner, fieldName, 'export');
  const rest = model.key.filter((key) => key !== owner.name);
  // A table with at most one row a person has the person as its key.
  const key = by?.split(', ') ?? (rest.length === 0 ? [owner.name] : rest);
  const fields = list.split(', ').map((item) => {
    const [field = '', shown = field] = item.split(' as ');
    return { name: shown, field: fieldOf(field) };
  });
  const ordered = key.map(fieldOf);
  const number = ordered.find(({ type }) => type !== 'String');
  // A cursor is text, and the beginning is the empty one, which is before every other.
  if (number !== undefined)
    throw new Error(`line ${owner.line}: ${name} is ordered by ${number.name}, which is no text`);
  return { name, key: ordered, fields };
}
