import { type Change, diff } from '@graphql-inspector/core';
import type { GraphQLSchema } from 'graphql';
import { accessChanges } from './access-changes.ts';
import type { ChangeLevel, ContractChange } from './contract-change.ts';
import { coordinateOf, type DefinitionLocation, locationsOf } from './coordinates.ts';
import { costChanges } from './cost-changes.ts';
import { inputChanges } from './input-changes.ts';
import type { PublicContract } from './public-schema.ts';
import type { Snapshot } from './snapshot.ts';

/** A difference with the definitions that changed; those of a removal stand in the base. */
export interface ApiChange extends ContractChange {
  readonly locations: readonly { readonly file: string; readonly line: number; readonly at: 'base' | 'now' }[];
}

/** One moment: its sources, and what they promise to clients. */
export interface Moment {
  readonly snapshot: Snapshot;
  readonly contract: PublicContract | null;
}

/** What changed for clients from `base` to `now`, the breaking first. Nothing where the base has no supergraph yet. */
export async function changesBetween(base: Moment, now: Moment): Promise<readonly ApiChange[]> {
  if (base.contract === null || now.contract === null) return [];
  const [before, after] = [base, now].map(({ snapshot }) => locationsOf(snapshot.sources ?? []));
  const changes = [
    ...(await schemaChanges(base.contract.schema, now.contract.schema)),
    ...accessChanges(base.contract, now.contract),
    ...costChanges(base.contract, now.contract),
  ].map((change) => {
    const { coordinate } = change;
    return { ...change, locations: changedLocations(before?.get(coordinate) ?? [], after?.get(coordinate) ?? []) };
  });
  const rank = { breaking: 0, dangerous: 1, safe: 2 };
  return changes.sort((left, right) => rank[left.level] - rank[right.level]);
}

/** The library's differences; where it sees less than a break in an input that became required, ours stands instead. */
async function schemaChanges(base: GraphQLSchema, now: GraphQLSchema): Promise<readonly ContractChange[]> {
  const found = (await diff(base, now)).map((change) => ({
    level: levelOf(change),
    coordinate: coordinateOf((change.path ?? '').split('.')),
    message: change.message,
  }));
  const breaking = new Set(found.filter(({ level }) => level === 'breaking').map(({ coordinate }) => coordinate));
  const required = inputChanges(base, now).filter(({ coordinate }) => !breaking.has(coordinate));
  const replaced = new Set(required.map(({ coordinate }) => coordinate));
  return [...required, ...found.filter(({ coordinate }) => !replaced.has(coordinate))];
}

/** A change as a line for people: `file:line LEVEL coordinate message`. */
export function changeLine({ level, coordinate, message, locations: [location] }: ApiChange): string {
  const where = location === undefined ? 'supergraph' : `${location.file}:${location.line}`;
  const base = location?.at === 'base' ? ' (line as of the base)' : '';
  return `${where} ${level.toUpperCase()} ${coordinate} ${message}${base}`;
}

function levelOf({ criticality }: Change): ChangeLevel {
  // The level is an enum of the library that is not exported as a value by name; its texts are stable API.
  const level: string = criticality.level;
  if (level === 'BREAKING') return 'breaking';
  return level === 'DANGEROUS' ? 'dangerous' : 'safe';
}

function changedLocations(
  before: readonly DefinitionLocation[],
  after: readonly DefinitionLocation[],
): ApiChange['locations'] {
  const removed = before.filter(({ file }) => !after.some((location) => location.file === file));
  const altered = after.filter(
    ({ file, text }) => !before.some((location) => location.file === file && location.text === text),
  );
  const changed = [...removed.map(({ file, line }) => ({ file, line, at: 'base' as const })), ...altered.map(atNow)];
  return changed.length > 0 ? changed : after.map(atNow);
}

const atNow = ({ file, line }: DefinitionLocation) => ({ file, line, at: 'now' as const });
