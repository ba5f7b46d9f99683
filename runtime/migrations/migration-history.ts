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
}

/** Migrations not yet applied. @throws when one was edited after it was applied, or the database knows one that is not here. */
export function unapplied(
  { domain, source }: MigrationSource,
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): Migration[] {
  const checksums = new Map(applied.map(({ name, checksum }) => [name, checksum]));
  const names = new Set(migrations.map(({ name }) => name));
  for (const name of checksums.keys()) {
    if (!names.has(name))
      throw new Error(`${domain}: the database has the migration ${name}, which is not in ${source}`);
  }
  return migrations.filter(({ name, checksum }) => {
    const appliedChecksum = checksums.get(name);
    if (appliedChecksum !== undefined && appliedChecksum !== checksum) {
      throw new Error(`${domain}: the migration ${name} was edited after it was applied; write a new one instead`);
    }
    return appliedChecksum === undefined;
  });
}
