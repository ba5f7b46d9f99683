import { type Import, importsOf } from './imports.ts';
import { domainOf, isTest } from './paths.ts';
import { sourcesOf } from './selections.ts';
import type { Syntax } from './syntax.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

interface Allowance {
  /** Modules that a layer may import; one that ends in `/` stands for everything below. */
  readonly values: readonly string[];
  /** Modules that it may import types of besides. */
  readonly types: readonly string[];
}

const ANY_TYPE = ['own/', 'runtime/', 'package/', 'node/'];

/**
 * Who may import what within a domain. `own/` is another layer of the same domain, `other/` a layer of another domain.
 * A layer that is a folder may always import from itself.
 */
const DOMAIN_LAYERS: Readonly<Record<string, Allowance>> = {
  index: { values: ['own/', 'runtime/'], types: ANY_TYPE },
  resolvers: {
    values: ['own/operations', 'own/events', 'own/notification-types', 'runtime/'],
    types: ['own/context', 'own/generated'],
  },
  // Operations know neither GraphQL execution nor Prisma: of the runtime they may call what touches no engine.
  operations: {
    values: [
      'own/events',
      'own/notification-types',
      'own/notifying-events',
      'runtime/text/',
      'runtime/money/',
      'runtime/executor/caller.ts',
      'runtime/executor/faults.ts',
      'runtime/signed-links/',
      'runtime/operations/',
      'runtime/database/database-errors.ts',
      'runtime/live/',
      'runtime/streams/',
      'runtime/resilience/retry-transient.ts',
      'runtime/resilience/retry-times.ts',
      'runtime/personal-data/',
      'runtime/relations/',
      'runtime/attachments/',
      'runtime/categories/require-category.ts',
      'runtime/moderation/content-events.ts',
      'runtime/idempotency/',
      'runtime/audit/',
      'runtime/retention/',
      'runtime/erasure/deletion-obstacles.ts',
      'runtime/work/',
      'runtime/sagas/',
      'runtime/counters/',
      'package/zod',
    ],
    types: [
      'own/context',
      'own/repository',
      'own/storage',
      'own/processing',
      'own/classifier',
      'own/provider',
      'runtime/',
    ],
  },
  repository: {
    values: ['prisma/own', 'runtime/', 'package/@prisma/', 'package/pg', 'node/'],
    types: ['own/events', 'own/provider', 'package/'],
  },
  'create-context': { values: ['own/', 'runtime/', 'package/dataloader'], types: ANY_TYPE },
  events: {
    values: [
      'runtime/events/',
      'runtime/money/',
      'runtime/relations/',
      'runtime/categories/category-events.ts',
      'runtime/moderation/',
      'runtime/work/',
      'runtime/sagas/',
    ],
    types: ANY_TYPE,
  },
  // Generated: what the events of every domain say about notifications.
  'notification-types': { values: [], types: [] },
  'notifying-events': { values: ['own/events', 'other/events'], types: [] },
  context: { values: ['runtime/events/'], types: ANY_TYPE },
  reactions: {
    values: [
      'own/operations',
      'own/events',
      'own/notification-types',
      'own/notifying-events',
      'other/events',
      'runtime/',
      'package/zod',
    ],
    types: ['own/context', 'own/repository'],
  },
  jobs: {
    values: [
      'own/operations',
      'own/events',
      'own/sandbox',
      'other/events',
      'runtime/',
      'package/zod',
      'node/timers/promises',
    ],
    types: ['own/context', 'own/repository', 'runtime/'],
  },
  // What it takes over from older systems: rules of a row, and which statements store it.
  import: {
    values: ['own/operations', 'own/events', 'runtime/', 'package/zod'],
    types: ['own/context', 'own/repository'],
  },
  routes: {
    values: ['own/operations', 'own/events', 'own/sandbox', 'other/events', 'runtime/', 'package/zod'],
    types: ['own/context'],
  },
  adapters: {
    values: ['own/notification-types', 'package/', 'node/', 'runtime/'],
    types: ['own/context', 'own/repository', 'own/settings', 'own/provider'],
  },
  snapshot: { values: ['own/events', 'runtime/events/'], types: ['own/repository', 'runtime/'] },
  settings: { values: ['own/storage', 'runtime/settings/', 'package/zod'], types: [] },
  // Bytes: where they are, what is made of them, and what is seen in them. None of these knows the database or the contract.
  storage: { values: ['package/', 'node/', 'runtime/settings/'], types: [] },
  processing: { values: ['package/', 'node/', 'runtime/settings/'], types: [] },
  'moderation-sources': { values: ['own/operations', 'runtime/moderation/'], types: ANY_TYPE },
  classifier: { values: ['package/', 'node/'], types: [] },
  // The port that adapters of payment providers fill: types alone.
  provider: { values: [], types: ['runtime/'] },
  // A provider of payments that moves no money: a server of its own, which the rest of the domain knows by HTTP alone.
  sandbox: { values: ['own/events', 'runtime/', 'package/', 'node/'], types: ['own/repository', 'own/settings'] },
};

/**
 * The folders of the gateway and of the runtime, lowest first: a file imports from its own folder and from those before
 * it, types included. Files beside the folders are above all of them in the gateway, where they put the parts together,
 * and below all of them in the runtime.
 */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  gateway: [
    'graphql',
    'identity',
    'rest',
    'resilience',
    'supergraph',
    'operation',
    'limits',
    'plan',
    'execute',
    'subscribe',
    'pipeline',
    'subgraphs',
    'transport',
    '.',
  ],
  runtime: [
    '.',
    'settings',
    'text',
    'money',
    'logging',
    'limits',
    'executor',
    'http',
    'signed-links',
    'pdf',
    'streams',
    'operations',
    'database',
    'search',
    'idempotency',
    'audit',
    'retention',
    'resilience',
    'personal-data',
    'migrations',
    'moves',
    'embedded',
    'live',
    'graphql',
    'jobs',
    'events',
    'work',
    'sagas',
    'counters',
    'erasure',
    'moderation',
    'import',
    'subgraph',
    'relations',
    'attachments',
    'categories',
    'webhooks',
    'serve',
    'process',
  ],
};

/** The files of the gateway that may open domains in their own process, and find their HTTP routes. */
const OPENERS = new Set(['gateway/subgraphs/open-subgraphs.ts']);

/** Imports go one way: the tables in `docs/architecture.md`. Tests may import anything. */
export const layering = (tree: Tree): readonly Finding[] =>
  sourcesOf(tree).flatMap((file) => {
    const syntax = tree.syntax(file);
    return syntax === null ? [] : [...strayFile(file), ...strayImports(file, syntax)];
  });

function strayFile({ path }: SourceFile): readonly Finding[] {
  const [area = ''] = path.split('/', 1);
  if (LAYERS[area]?.includes(folderOf(path)) === false) {
    const message = `${area}/${folderOf(path)} is not in the order of folders (scripts/check/layering.ts)`;
    return [{ file: path, line: 1, rule: 'layering', message }];
  }
  if (domainOf(path) === null || DOMAIN_LAYERS[layerOf(path)] !== undefined) return [];
  const message = `${layerOf(path)} is not a layer of a domain (docs/architecture.md)`;
  return [{ file: path, line: 1, rule: 'layering', message }];
}

const strayImports = ({ path }: SourceFile, syntax: Syntax): readonly Finding[] =>
  importsOf(path, syntax).flatMap((imported) => {
    // A benchmark measures what fixtures stand in for, as tests do.
    const isStray = isTest(imported.target) && !path.startsWith('bench/');
    const message = isStray ? `${imported.target} serves tests only` : objection(path, imported);
    return message === null ? [] : [{ file: path, line: imported.line, rule: 'layering', message }];
  });

/** Why an import is forbidden in a file; null where it is not. */
function objection(path: string, imported: Import): string | null {
  if (path.startsWith('runtime/')) return forbidInRuntime(imported) ?? forbidUpward(path, imported);
  if (path.startsWith('gateway/')) return forbidInGateway(path, imported) ?? forbidUpward(path, imported);
  const domain = domainOf(path);
  return domain === null ? null : forbidInDomain(domain, path, imported);
}

function forbidUpward(path: string, { own, target }: Import): string | null {
  const [area = ''] = path.split('/', 1);
  const layers = LAYERS[area];
  if (layers === undefined || !own || !target.startsWith(`${area}/`)) return null;
  const [folder, imported] = [folderOf(path), folderOf(target)];
  if (folder === imported || layers.indexOf(imported) < layers.indexOf(folder)) return null;
  return `${area}/${folder} is below ${area}/${imported}, so it may not import ${target}`;
}

/** The folder of the gateway or of the runtime that a file is in; `.` for a file beside the folders. */
function folderOf(path: string): string {
  const [, folder = '', ...below] = path.split('/');
  return below.length === 0 ? '.' : folder;
}

const forbidInRuntime = ({ own, target }: Import): string | null =>
  own && !target.startsWith('runtime/') ? `runtime/ imports nothing of ours, so not ${target}` : null;

function forbidInGateway(path: string, { own, target }: Import): string | null {
  if (!own || /^(gateway|runtime)\//.test(target)) return null;
  // A dynamic import is known by its folder only.
  const opens = target === 'subgraphs/' || target === 'subgraphs' || /^subgraphs\/[^/]+\/(index\.ts)?$/.test(target);
  if (opens && OPENERS.has(path)) return null;
  return `gateway/ imports runtime/, and subgraphs/*/index.ts in ${[...OPENERS].join(' and ')} alone, so not ${target}`;
}

function forbidInDomain(domain: string, path: string, imported: Import): string | null {
  const layer = layerOf(path);
  const allowance = DOMAIN_LAYERS[layer];
  if (allowance === undefined) return null;
  const module = moduleOf(domain, imported);
  if (module === `own/${layer}` || allows(allowance.values, module)) return null;
  const asType = allows(allowance.types, module);
  if (asType && imported.typeOnly) return null;
  return asType
    ? `${layer} may import only types of ${imported.target}: use \`import type\``
    : `${layer} may not import ${imported.target}`;
}

const allows = (modules: readonly string[], module: string): boolean =>
  modules.some((allowed) => (allowed.endsWith('/') ? module.startsWith(allowed) : module === allowed));

function moduleOf(domain: string, { own, target }: Import): string {
  if (!own) return target.startsWith('node:') ? `node/${target.slice(5)}` : `package/${target}`;
  const owner = domainOf(target);
  if (owner !== null) return `${owner === domain ? 'own' : 'other'}/${layerOf(target)}`;
  if (target.startsWith('prisma/'))
    return target.startsWith(`prisma/generated/${domain}/`) ? 'prisma/own' : 'prisma/other';
  return target.startsWith('runtime/') ? target : `root/${target}`;
}

/** The layer of a file of a domain: `operations` for `operations.ts` and for every file of that folder. */
const layerOf = (path: string): string => (path.split('/')[2] ?? '').replace(/\.ts$/, '');
