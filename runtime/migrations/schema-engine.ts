import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import type pg from 'pg';
import { createPool } from '../database/postgres-connections.ts';
import { isConcurrent, runConcurrentMigration } from './concurrent-migration.ts';

/** Prisma's schema engine, bound to one domain's schema of one database. */
export type SchemaEngine = glue.SchemaEngine;

/** What the engine is opened on. */
export interface EngineOptions {
  readonly ownerUrl: string;
  readonly domain: string;
  /** Path and text of the Prisma schema. */
  readonly datamodel: readonly [path: string, text: string];
}

/** Node has it; the types of Node leave it to those of browsers, which are not loaded here. */
declare const WebAssembly: {
  instantiate(
    module: Uint8Array,
    imports: Readonly<Record<string, object>>,
  ): Promise<{ readonly instance: { readonly exports: Readonly<Record<string, unknown>> } }>;
};

/** The engine limits its wait for a lock to ten seconds and leaves the timer running: it must not hold up the process's end. */
function unreferencedTimers(): Record<string, object> {
  const names = Object.keys(glue).filter((name) => name.startsWith('__wbg_setTimeout'));
  return Object.fromEntries(names.map((name) => [name, (run: () => void, ms: number) => setTimeout(run, ms).unref()]));
}

async function instantiate(): Promise<typeof glue.SchemaEngine> {
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const { instance } = await WebAssembly.instantiate(readFileSync(join(folder, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': { ...glue, ...unreferencedTimers() },
  });
  glue.__wbg_set_wasm(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start === 'function') start();
  return glue.SchemaEngine;
}

// The glue holds one instance per process, and loading takes 40 ms: at import, by the few modules that migrate.
const Engine = await instantiate();

/**
 * Sends a migration as one query: PostgreSQL then runs it as one transaction. The adapter's own way cuts it at every
 * semicolon, those inside function bodies and texts too, and spreads the parts over connections. One that is marked as
 * concurrent is sent statement by statement.
 */
function wholeScripts(adapter: SqlDriverAdapter): SqlDriverAdapter {
  adapter.executeScript = async (sql) => {
    const query = (text: string) => ({ sql: text, args: [], argTypes: [] });
    if (isConcurrent(sql)) await runConcurrentMigration(sql, async (one) => (await adapter.queryRaw(query(one))).rows);
    else await adapter.executeRaw(query(sql));
  };
  return adapter;
}

/** The owner's address with the domain's schema as search path: the adapter's `schema` alone does not move the engine there. */
function inSchema(ownerUrl: string, domain: string): string {
  const url = new URL(ownerUrl);
  url.searchParams.set('options', `-c search_path="${domain}",extensions`);
  return url.href;
}

/** PostgreSQL's own one-letter type, which its catalogue is full of. */
const CHAR_OID = 18;
const TEXT_OID = 25;

/**
 * Teaches the adapter the type `"char"`, which the engine asks for and the adapter refuses: without it no database that
 * holds tables can be described. The pool calls such columns text, and the answer to the engine calls them characters.
 */
function readingChars(pool: pg.Pool): (adapter: SqlDriverAdapter) => SqlDriverAdapter {
  const { query } = pool;
  const charColumns = new WeakMap<object, number[]>();
  Object.assign(pool, {
    async query(...words: unknown[]) {
      const answer: pg.QueryArrayResult = await Reflect.apply(query, pool, words);
      const fields = answer.fields ?? [];
      const chars = [...fields.keys()].filter((index) => fields[index]?.dataTypeID === CHAR_OID);
      for (const index of chars) Object.assign(fields[index] ?? {}, { dataTypeID: TEXT_OID });
      if (chars.length > 0) charColumns.set(answer.rows, chars);
      return answer;
    },
  });
  return (adapter) => {
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (request) => {
      const answer = await queryRaw(request);
      for (const index of charColumns.get(answer.rows) ?? []) answer.columnTypes[index] = ColumnTypeEnum.Character;
      return answer;
    };
    return adapter;
  };
}

/** Lends `work` an engine, and frees it and its connections afterwards. */
export async function withSchemaEngine<Value>(
  { ownerUrl, domain, datamodel }: EngineOptions,
  work: (engine: SchemaEngine) => Promise<Value>,
): Promise<Value> {
  const pool = createPool({ connectionString: inSchema(ownerUrl, domain), max: 2 });
  const withChars = readingChars(pool);
  const own = new PrismaPg(pool, { schema: domain });
  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: own.provider,
    adapterName: own.adapterName,
    connect: async () => withChars(wholeScripts(await own.connect())),
    connectToShadowDb: () => Promise.reject(new Error('Migrations are compared in a database made for that')),
  };
  const adapter = bindMigrationAwareSqlAdapterFactory(factory);
  const engine = await Engine.new({ datamodels: [[...datamodel]] }, () => {}, adapter);
  try {
    return await work(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}
