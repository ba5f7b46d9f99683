import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import type { DiffTarget } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { withClient } from '../database/postgres-connections.ts';
import { type PrismaFolder, readPrismaFolder, toMigrationList } from './migration-folder.ts';
import { readRuntimeMigrations, runtimeTables } from './runtime-migrations.ts';
import { withSchemaEngine } from './schema-engine.ts';

/** What to compare, and where a database for it may be made. */
export interface DriftOptions {
  /** The role must be allowed to create databases; the database itself is not touched. */
  readonly ownerUrl: string;
  readonly domain: string;
  /** Default: `prisma`. */
  readonly prismaRoot?: string;
}

async function inEmptyDatabase<Value>(
  ownerUrl: string,
  domain: string,
  work: (url: string) => Promise<Value>,
): Promise<Value> {
  const name = `drift_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(ownerUrl);
  url.pathname = `/${name}`;
  const run = (connectionString: string, statements: readonly string[]) =>
    withClient({ connectionString }, async (client) => {
      for (const statement of statements) await client.query(statement);
    });
  await run(ownerUrl, [`CREATE DATABASE ${name} TEMPLATE template0`]);
  try {
    await run(url.href, [
      'CREATE SCHEMA extensions',
      `CREATE SCHEMA ${pg.escapeIdentifier(domain)}`,
      'CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA extensions',
      'CREATE EXTENSION IF NOT EXISTS citext SCHEMA extensions',
    ]);
    return await work(url.href);
  } finally {
    await run(ownerUrl, [`DROP DATABASE ${name} WITH (FORCE)`]);
  }
}

async function compare(
  { ownerUrl, domain, prismaRoot = 'prisma' }: DriftOptions,
  script: boolean,
): Promise<string | null> {
  const folder: PrismaFolder = readPrismaFolder(prismaRoot, domain);
  const [path, content] = folder.datamodel;
  const files = [{ path, content }];
  const filters = { externalTables: runtimeTables(domain, readRuntimeMigrations(content)), externalEnums: [] };
  return inEmptyDatabase(ownerUrl, domain, (shadowUrl) =>
    withSchemaEngine({ ownerUrl: shadowUrl, domain, datamodel: folder.datamodel }, async (engine) => {
      await engine.applyMigrations({ migrationsList: toMigrationList(folder), filters });
      const from: DiffTarget = { tag: 'schemaDatasource', files, configDir: dirname(path) };
      const to: DiffTarget = { tag: 'schemaDatamodel', files };
      const { exitCode, stdout } = await engine.diff({ from, to, script, exitCode: true, filters });
      return exitCode === 2 ? (stdout ?? '').trim() : null;
    }),
  );
}

/** What `schema.prisma` says that the migrations do not do, for people to read; null when they agree. */
export const schemaDrift = (options: DriftOptions): Promise<string | null> => compare(options, false);

/** The SQL of the migration that is missing; null when none is. */
export const draftMigration = (options: DriftOptions): Promise<string | null> => compare(options, true);
