import { type Change, diff } from '@graphql-inspector/core';
import type { GraphQLSchema } from 'graphql';
import { coordinateOf, type Place, placesOf } from './coordinates.ts';
import type { Snapshot } from './snapshot.ts';

/** One difference between two public schemas. */
export interface ApiChange {
  readonly level: 'breaking' | 'dangerous' | 'safe';
  /** A schema coordinate, such as `User.name`. */
  readonly coordinate: string;
  readonly message: string;
  /** The definitions that changed; those of a removal stand in the base. */
  readonly places: readonly { readonly file: string; readonly line: number; readonly at: 'base' | 'now' }[];
}

/** One moment: its sources, and the schema they give to clients. */
export interface Moment {
  readonly snapshot: Snapshot;
  readonly schema: GraphQLSchema | null;
}

/** What changed for clients from `base` to `now`, the breaking first. Nothing where the base has no supergraph yet. */
export async function changesBetween(base: Moment, now: Moment): Promise<readonly ApiChange[]> {
  if (base.schema === null || now.schema === null) return [];
  const [before, after] = [base, now].map(({ snapshot }) => placesOf(snapshot.sources ?? []));
  const changes = (await diff(base.schema, now.schema)).map((change) => {
    const coordinate = coordinateOf((change.path ?? '').split('.'));
    const places = changedPlaces(before?.get(coordinate) ?? [], after?.get(coordinate) ?? []);
    return { level: levelOf(change), coordinate, message: change.message, places };
  });
  const rank = { breaking: 0, dangerous: 1, safe: 2 };
  return changes.sort((left, right) => rank[left.level] - rank[right.level]);
}

/** A change as a line for people: `file:line LEVEL coordinate message`. */
export function changeLine({ level, coordinate, message, places: [place] }: ApiChange): string {
  const where = place === undefined ? 'supergraph' : `${place.file}:${place.line}`;
  const base = place?.at === 'base' ? ' (line as of the base)' : '';
  return `${where} ${level.toUpperCase()} ${coordinate} ${message}${base}`;
}

function levelOf({ criticality }: Change): ApiChange['level'] {
  // The level is an enum of the library that is not exported as a value by name; its texts are stable API.
  const level: string = criticality.level;
  if (level === 'BREAKING') return 'breaking';
  return level === 'DANGEROUS' ? 'dangerous' : 'safe';
}

function changedPlaces(before: readonly Place[], after: readonly Place[]): ApiChange['places'] {
  const removed = before.filter(({ file }) => !after.some((place) => place.file === file));
  const altered = after.filter(({ file, text }) => !before.some((place) => place.file === file && place.text === text));
  const changed = [...removed.map(({ file, line }) => ({ file, line, at: 'base' as const })), ...altered.map(atNow)];
  return changed.length > 0 ? changed : after.map(atNow);
}

const atNow = ({ file, line }: Place) => ({ file, line, at: 'now' as const });
