import type { GraphQLSchema } from 'graphql';
import type { CompiledLookup, Step, StepBase } from './compiled-steps.ts';
import type { FetchRecord } from './fetch-records.ts';
import { createIsOfType, type IsOfType } from './is-of-type.ts';
import { joinLookups, type Lookup } from './join-lookups.ts';
import { createLookupTexts } from './lookup-text.ts';
import { identityAt } from './object-identity.ts';
import { type Collector, findObjectPaths, type ObjectPaths } from './object-paths.ts';
import { createRepresent } from './represent.ts';
import { schedule } from './schedule.ts';
import { createFindField, type SchemaFacts } from './schema-facts.ts';
import type { SelectedFields } from './selected-fields.ts';

/** A compiled plan. */
export interface Program {
  readonly steps: readonly Step[];
  readonly collectors: readonly Collector[];
  readonly isOfType: IsOfType;
}

/** Options of `compileProgram`. */
export interface CompileOptions {
  readonly fullSchema: GraphQLSchema;
  readonly isMutation: boolean;
}

/** Compiles the fetches of a plan into steps. */
export function compileProgram(records: readonly FetchRecord[], options: CompileOptions): Program {
  const waves = schedule(records, options.isMutation);
  const objectPaths = findObjectPaths(records);
  const isOfType = createIsOfType(options.fullSchema);
  const facts = { isOfType, findField: createFindField(options.fullSchema) };
  // Arguments taken from a parent object can differ between otherwise equal objects.
  const mayShare = records.every((record) => (record.node.contextRewrites?.length ?? 0) === 0);
  const reads = new Set(records.flatMap((record) => [...record.reads]));
  const steps = waves.map(({ records: members, after }, at): Step => {
    const [first] = members;
    if (first === undefined) throw new Error('a wave without fetches');
    const base: StepBase = {
      service: first.node.serviceName,
      waitsFor: after.length,
      next: waves.flatMap((wave, index) => (wave.after.includes(at) ? [index] : [])),
      invalidates: objectPaths.invalidatedBy(members),
    };
    if (first.node.requires === undefined || first.isSpecial) {
      const { requires } = first.node;
      const represent = requires === undefined ? null : createRepresent(requires, facts);
      const target = {
        pathIndex: objectPaths.indexOf(first.path),
        hasSeveralWriters: !mayShare || objectPaths.hasSeveralWriters(members),
      };
      return { ...base, kind: 'single', single: { ...target, record: first, represent } };
    }
    const options = { facts, mayShare, reads };
    return { ...base, kind: 'lookups', ...compileLookups(joinLookups(members), objectPaths, options) };
  });
  return { steps, isOfType, collectors: collectors(steps, waves, objectPaths, records, mayShare) };
}

interface LookupOptions {
  readonly facts: SchemaFacts;
  readonly mayShare: boolean;
  /** Dotted field paths that some fetch reads. */
  readonly reads: ReadonlySet<string>;
}

function compileLookups(
  joined: readonly Lookup[],
  objectPaths: ObjectPaths,
  { facts, mayShare, reads }: LookupOptions,
) {
  const all = [...joined, ...joined.flatMap(({ fallbackLookups }) => fallbackLookups)];
  const lookups = all.map((lookup): CompiledLookup => {
    const { requires, records, fallbackLookups } = lookup;
    const owner = joined.find((each) => each.fallbackLookups.includes(lookup)) ?? lookup;
    const related = [...owner.records, ...owner.fallbackLookups.flatMap((each) => each.records)];
    const fields = unionOf(records.map((record) => record.fields));
    const isUnread = (path: readonly string[], key: string): boolean =>
      mayShare && key !== '__typename' && !reads.has([...path, key].join('.'));
    return {
      represent: createRepresent(requires, facts),
      requires,
      fields,
      targets: owner.paths.map((path) => ({
        pathIndex: objectPaths.indexOf(path),
        hasSeveralWriters:
          !mayShare ||
          objectPaths.hasSeveralWriters(related.filter((record) => record.path.join('.') === path.join('.'))),
        unread: [...fields.keys()].filter((key) => isUnread(path, key)),
      })),
      fallbackLookups: fallbackLookups.map((fallback) => all.indexOf(fallback)),
    };
  });
  return { lookups, primaryCount: joined.length, textFor: createLookupTexts(all) };
}

function unionOf(levels: readonly SelectedFields[]): SelectedFields {
  const union: SelectedFields = new Map();
  for (const level of levels) {
    for (const [key, field] of level) {
      const existing = union.get(key)?.fields;
      const fields = existing != null && field.fields != null ? unionOf([existing, field.fields]) : field.fields;
      union.set(key, { meanings: field.meanings, fields });
    }
  }
  return union;
}

function collectors(
  steps: readonly Step[],
  waves: readonly { readonly records: readonly FetchRecord[] }[],
  objectPaths: ObjectPaths,
  records: readonly FetchRecord[],
  mayShare: boolean,
): Collector[] {
  return objectPaths.all.map(({ parent, key, path }, index): Collector => {
    const writers = [...objectPaths.writersOf(index)];
    const from = writers.map((record) => sharingSources(waves.findIndex(holds(record)), { parent, key }, steps));
    const shared = from.filter((sources) => sources !== null).flat();
    const unique = [...new Map(shared.map((each) => [`${each.step} ${each.lookup} ${each.target}`, each])).values()];
    return {
      parent,
      key,
      path,
      from: from.length > 0 && !from.includes(null) ? unique : null,
      identity: mayShare ? identityAt(index, records, objectPaths, steps) : null,
    };
  });
}

const holds =
  (record: FetchRecord) =>
  ({ records }: { readonly records: readonly FetchRecord[] }): boolean =>
    records.includes(record);

/** The lookups of a step that write objects below a path under a key, if they share equal objects there. */
function sharingSources(at: number, { parent, key }: { parent: number; key: string }, steps: readonly Step[]) {
  const step = steps[at];
  if (step?.kind !== 'lookups') return null;
  const sources = step.lookups.flatMap(({ targets, fields }, lookup) =>
    targets.flatMap(({ pathIndex, hasSeveralWriters }, target) =>
      pathIndex === parent && fields.get(key)?.fields != null ? [{ step: at, lookup, target, hasSeveralWriters }] : [],
    ),
  );
  return sources.length === 0 || sources.some(({ hasSeveralWriters }) => hasSeveralWriters) ? null : sources;
}
