import { createHash } from 'node:crypto';

/** One migration as it lies on disk. */
export interface Migration {
  /** `20300101000000_verb_noun`, or `0001_verb_noun` for one of the runtime. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of `sql` in hex, as histories keep it: it shows what was edited. */
  readonly checksum: string;
}

/** A migration with its checksum. */
export const toMigration = (name: string, sql: string): Migration => ({
  name,
  sql,
  checksum: createHash('sha256').update(sql).digest('hex'),
});

/** A migration in the history of a database. */
export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
}

/** Whose migrations are compared, for messages. */
export interface MigrationSource {
  readonly domain: string;
  /** The folder that holds them. */
  readonly source: string;
  /** Gets one line about migrations of a newer version that the database has. */
  readonly warn: (line: string) => void;
}

/** Part of the name of a migration after which older versions must not run. */
const BREAKING = /_breaking_/;

/**
 * Migrations not yet applied. A database that a newer version has migrated is used as it is, with a warning: migrations widen
 * first, so that the version before still works.
 *
 * @throws when one was edited after it was applied, or the database has one that is not here, and that is either breaking
 * (`_breaking_` in its name) or older than one of these.
 */
export function unapplied(
  { domain, source, warn }: MigrationSource,
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): Migration[] {
  const checksums = new Map(applied.map(({ name, checksum }) => [name, checksum]));
  const names = new Set(migrations.map(({ name }) => name));
  const newest = [...names].sort().at(-1);
  const unknown = [...checksums.keys()].filter((name) => !names.has(name));
  for (const name of unknown) {
    if (newest === undefined || name < newest)
      throw new Error(`${domain}: the database has the migration ${name}, which is not in ${source}`);
    if (BREAKING.test(name))
      throw new Error(`${domain}: the database has the migration ${name}, with which this version cannot run`);
  }
  if (unknown.length > 0) warn(`${domain}: a newer version has migrated the database: ${unknown.join(', ')}`);
  return migrations.filter(({ name, checksum }) => {
    const appliedChecksum = checksums.get(name);
    if (appliedChecksum !== undefined && appliedChecksum !== checksum) {
      throw new Error(`${domain}: the migration ${name} was edited after it was applied; write a new one instead`);
    }
    return appliedChecksum === undefined;
  });
}
