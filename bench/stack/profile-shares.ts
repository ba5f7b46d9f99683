import type { Profiler } from 'node:inspector';

type Node = Profiler.Profile['nodes'][number];

/** Milliseconds by name, the greatest first. */
export type Shares = readonly (readonly [name: string, ms: number])[];

/** Waiting, and the profiler itself. */
const NOT_BUSY: ReadonlySet<string> = new Set(['(idle)', 'node:inspector']);

/**
 * Where a process spent its busy time: by the package or folder of the function that ran, and by the package or folder that
 * called Node for what Node did.
 */
export function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): {
  readonly busyMs: number;
  readonly own: Shares;
  readonly withCalls: Shares;
} {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const callers = callersOf(nodes, names);
  const own = new Map<string, number>();
  const withCalls = new Map<string, number>();
  const add = (totals: Map<string, number>, name: string, ms: number) => totals.set(name, (totals.get(name) ?? 0) + ms);
  samples.forEach((id, at) => {
    const name = names.get(id) ?? '';
    if (NOT_BUSY.has(name)) return;
    const ms = (timeDeltas[at] ?? 0) / 1_000;
    add(own, name, ms);
    add(withCalls, callers.get(id) ?? name, ms);
  });
  return { busyMs: own.values().reduce((sum, ms) => sum + ms, 0), own: inOrder(own), withCalls: inOrder(withCalls) };
}

const inOrder = (totals: ReadonlyMap<string, number>): Shares => [...totals].sort(([, one], [, other]) => other - one);

const isOfNode = (name: string): boolean => /^(node:|native )/.test(name);

/** For each function the name of the nearest one on its stack that is not Node's. */
function callersOf(nodes: readonly Node[], names: ReadonlyMap<number, string>): ReadonlyMap<number, string> {
  const callers = new Map<number, string>();
  // A parent stands before its children.
  for (const { id, children = [] } of nodes) {
    const name = names.get(id) ?? '';
    const caller = isOfNode(name) ? callers.get(id) : name;
    if (caller !== undefined && caller !== '(root)') {
      callers.set(id, caller);
      for (const child of children) callers.set(child, caller);
    }
  }
  return callers;
}

/** The package, the module of Node, or the folder of this project that a function belongs to. */
function nameOf({ url, functionName }: Node['callFrame']): string {
  const [, inPackage] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  if (inPackage !== undefined) return inPackage;
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/');
  if (url === '') return functionName.startsWith('(') ? functionName : `native ${functionName}`;
  const [, path = url] = /\/((?:gateway|runtime|subgraphs|prisma|scripts|bench)\/.*)/.exec(url) ?? [];
  return path
    .split('/')
    .slice(0, 3)
    .join('/')
    .replace(/\/[^/]+\.ts$/, '');
}
