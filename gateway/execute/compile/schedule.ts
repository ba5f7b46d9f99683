import type { FetchRecord } from './fetch-records.ts';

/** Fetches that are sent to one subgraph at the same time. */
export interface Wave {
  readonly records: readonly FetchRecord[];
  /** Indices of the waves that must finish first. */
  readonly after: readonly number[];
}

/**
 * Orders fetches by their real dependencies, which are fewer than the plan's, and joins lookups of one subgraph where one
 * can wait for the other. No fetch comes later than the plan has it.
 */
export function schedule(records: readonly FetchRecord[], isMutation: boolean): readonly Wave[] {
  const keepsOrder = isMutation && records.filter(({ node }) => node.requires === undefined).length > 1;
  const needs = records.map((record) => (keepsOrder ? record.before : realNeeds(record, records)));
  const levels = levelsOf(needs);
  if (!keepsOrder) moveTogether(records, needs, levels);

  const waves = new Map<string, FetchRecord[]>();
  for (const record of records) {
    const key = keepsOrder || !isJoinable(record) ? `#${record.index}` : keyOf(record, levels);
    waves.set(key, [...(waves.get(key) ?? []), record]);
  }
  const waveOf = new Map<number, number>();
  [...waves.values()].forEach((members, at) => {
    for (const { index } of members) waveOf.set(index, at);
  });
  return [...waves.values()].map((members) => ({
    records: members,
    after: [...new Set(members.flatMap(({ index }) => (needs[index] ?? []).map((need) => waveOf.get(need) ?? 0)))],
  }));
}

const keyOf = ({ index, node }: FetchRecord, levels: readonly number[]): string =>
  `${levels[index]} ${node.serviceName}`;

/** Whether a lookup may share a request with others of its subgraph. */
const isJoinable = ({ node, isSpecial }: FetchRecord): boolean => node.requires !== undefined && !isSpecial;

function realNeeds(record: FetchRecord, records: readonly FetchRecord[]): number[] {
  return record.before.filter((index) => {
    const earlier = records[index];
    return earlier !== undefined && (record.isSpecial || earlier.isSpecial || gives(earlier, record));
  });
}

function gives(earlier: FetchRecord, later: FetchRecord): boolean {
  for (const path of later.reads) if (earlier.writes.has(path)) return true;
  // A type name may be fetched twice, first as the interface's name: its readers must run before the second fetch.
  const typeName = [...later.path, '__typename'].join('.');
  return later.writes.has(typeName) && earlier.reads.has(typeName);
}

function levelsOf(needs: readonly (readonly number[])[]): number[] {
  const levels: number[] = [];
  needs.forEach((of, index) => {
    levels[index] = 1 + Math.max(-1, ...of.map((need) => levels[need] ?? 0));
  });
  return levels;
}

/** Moves lookups that no fetch depends on to a later level at which their subgraph gets a request anyway. */
function moveTogether(records: readonly FetchRecord[], needs: readonly (readonly number[])[], levels: number[]): void {
  const awaited = new Set(needs.flat());
  const movable = records.filter((record) => isJoinable(record) && !awaited.has(record.index));
  const services = Map.groupBy(movable, ({ node }) => node.serviceName);
  for (const [service, lookups] of services) {
    const fixed = records
      .filter(({ index, node }) => node.serviceName === service && node.requires !== undefined && awaited.has(index))
      .map(({ index }) => levels[index] ?? 0)
      .toSorted((a, b) => a - b);
    const last = Math.max(...lookups.map(({ index }) => levels[index] ?? 0));
    for (const { index } of lookups) {
      const own = levels[index] ?? 0;
      levels[index] = fixed.find((level) => level >= own) ?? last;
    }
  }
}
