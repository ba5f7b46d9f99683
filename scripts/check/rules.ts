import { assertions } from './assertions.ts';
import { auditedMutations } from './audited-mutations.ts';
import { clock } from './clock.ts';
import { constantStatements } from './constant-statements.ts';
import { databaseConnections } from './database-connections.ts';
import { docstrings } from './docstrings.ts';
import { fileShape } from './file-shape.ts';
import { idPrefixes } from './id-prefixes.ts';
import { idempotentPayloads } from './idempotent-payloads.ts';
import { layering } from './layering.ts';
import { listSizes } from './list-sizes.ts';
import { migrationLocks } from './migration-locks.ts';
import { moneyEvents } from './money-events.ts';
import { namedPaths } from './named-paths.ts';
import { operationTests } from './operation-tests.ts';
import { parsable } from './parsable.ts';
import { personalData } from './personal-data.ts';
import { pinned } from './pinned.ts';
import { contractPreamble } from './preamble.ts';
import { resolveReference } from './resolve-reference.ts';
import { runtimeTables } from './runtime-tables.ts';
import { schemaDocstrings } from './schema-docstrings.ts';
import { schemaStyle } from './schema-style.ts';
import type { Rule } from './tree.ts';
import { userColumns } from './user-columns.ts';
import { versionFloors } from './version-floors.ts';
import { vocabulary } from './vocabulary.ts';
import { words } from './words.ts';

/** The rules that judge contracts; `npm run schema -- lint` runs these alone. */
export const SCHEMA_RULES: readonly Rule[] = [
  contractPreamble,
  schemaDocstrings,
  schemaStyle,
  listSizes,
  idempotentPayloads,
  resolveReference,
];

/** Every rule that judges the tree as it stands. */
export const RULES: readonly Rule[] = [
  parsable,
  layering,
  fileShape,
  docstrings,
  clock,
  databaseConnections,
  constantStatements,
  assertions,
  idPrefixes,
  runtimeTables,
  migrationLocks,
  userColumns,
  personalData,
  auditedMutations,
  moneyEvents,
  versionFloors,
  pinned,
  operationTests,
  namedPaths,
  words,
  vocabulary,
  ...SCHEMA_RULES,
];
