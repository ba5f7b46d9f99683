import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { type Migration, toMigration } from './migration-history.ts';

/** A domain's Prisma folder. */
export interface PrismaFolder {
  /** Path and text of `schema.prisma`. */
  readonly datamodel: readonly [path: string, text: string];
  /** An absolute path. */
  readonly migrationsFolder: string;
  /** In the order of their names, which is the order they are applied in. */
  readonly migrations: readonly Migration[];
}

/** What Prisma expects beside the migrations; it says the same for every domain, so no folder has it. */
const LOCK_FILE = { path: './migration_lock.toml', content: 'provider = "postgresql"\n' };

function readMigration(folder: string, name: string): Migration {
  const file = join(folder, name, 'migration.sql');
  if (!existsSync(file)) throw new Error(`${file} is missing`);
  return toMigration(name, readFileSync(file, 'utf8'));
}

/**
 * Reads `<prismaRoot>/<domain>`, laid out as Prisma does.
 *
 * @throws naming the file that is missing.
 */
export function readPrismaFolder(prismaRoot: string, domain: string): PrismaFolder {
  const path = resolve(prismaRoot, domain, 'schema.prisma');
  if (!existsSync(path)) throw new Error(`${path} is missing: the domain "${domain}" has no Prisma schema`);
  const migrationsFolder = resolve(prismaRoot, domain, 'migrations');
  const entries = existsSync(migrationsFolder) ? readdirSync(migrationsFolder, { withFileTypes: true }) : [];
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    datamodel: [path, readFileSync(path, 'utf8')],
    migrationsFolder,
    migrations: names.sort().map((name) => readMigration(migrationsFolder, name)),
  };
}

/** The folder in the words of the schema engine. */
export const toMigrationList = ({ migrationsFolder, migrations }: PrismaFolder): MigrationList => ({
  baseDir: migrationsFolder,
  lockfile: LOCK_FILE,
  shadowDbInitScript: '',
  migrationDirectories: migrations.map(({ name, sql }) => ({
    path: name,
    migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
  })),
});
