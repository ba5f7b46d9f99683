import { parse } from 'graphql';
import { countStatements, type StatementCounts } from '../runtime/database/statement-counts.ts';
import type { Caller } from '../runtime/executor/caller.ts';
import { levelsOf } from '../runtime/graphql/levels-of.ts';
import type { DomainClient } from './domain-client.ts';
import type { GeneratedOperation } from './generated-operations.ts';

/** A domain in process: its root fields, the types of its entities, and the type that each prefix of an id stands for. */
export interface MeasuredDomain {
  readonly client: DomainClient;
  readonly operations: readonly GeneratedOperation[];
  /** What is selected of each type of entities, by its name. */
  readonly entities: ReadonlyMap<string, string>;
  readonly ids: Readonly<Record<string, string>>;
  readonly as: (viewerId: string) => Caller;
}

/** What one operation cost, by the name of its root field or entity. */
export interface OperationCost {
  /** Different ones: a loader sends its statement again for people on a deeper level whom no level above has. */
  readonly statements: number;
  readonly roundTrips: number;
  /** How often the statement was sent that was sent most often, and from where. */
  readonly repeats: { readonly count: number; readonly sentFrom: string | null };
  /** Levels of fields: a loader sends one statement for each level where it is used. */
  readonly levels: number;
}

const VIEWER = 'usr_lister';
const MAX_PAGE_SIZE = 100;
const ENDS_SOMETHING = /^(delete|remove|leave|reject|cancel|block|end|revoke)/;

/** Makes rows of every kind that a person can make with what mutations need and return, and measures reading them. */
export function createRows({ client, operations, entities, ids, as }: MeasuredDomain) {
  const received = new Map<string, Set<string>>();
  let making = operations.filter(({ kind, field }) => kind === 'mutation' && !ENDS_SOMETHING.test(field));
  let rows = 0;

  /** Whether an answer has ids that no answer had before. */
  const receive = (answer: unknown): boolean => {
    const found = [...JSON.stringify(answer).matchAll(/\b([a-z]+)_[0-9a-f-]{36}\b/g)];
    return found
      .map(([id, prefix = '']) => {
        const all = received.get(ids[prefix] ?? '') ?? new Set();
        if (all.has(id)) return false;
        received.set(ids[prefix] ?? '', all.add(id));
        return true;
      })
      .includes(true);
  };
  const idsAt = (nth: number): Record<string, string> =>
    Object.fromEntries([...received].map(([type, all]) => [type, [...all].at(nth) ?? '']));

  /** As two people, each on what was made first and on what was made last. */
  const make = async ({ document, variables }: GeneratedOperation): Promise<boolean> => {
    let isNew = false;
    for (const caller of [as(VIEWER), as(`usr_other_row${rows}`)]) {
      for (const [word, nth] of [['row', 0] as const, ['last', -1] as const]) {
        const answer = await client.execute(document, variables({ word: `${word}${rows}`, ids: idsAt(nth) }), caller);
        isNew = receive(answer) || isNew;
      }
    }
    return isNew;
  };

  const costOf = async (document: string, variables: Record<string, unknown>): Promise<OperationCost> => {
    const { counts } = await countStatements(() => client.execute(document, variables, as(VIEWER)));
    return { ...summaryOf(counts), levels: levelsOf(parse(document)) };
  };

  return {
    /** Makes rows until there are so many of each kind. A mutation that makes nothing new is left out from then on. */
    async growTo(count: number): Promise<void> {
      for (; rows < count; rows += 1) {
        const useful: GeneratedOperation[] = [];
        for (const mutation of making) if (await make(mutation)) useful.push(mutation);
        making = useful;
      }
    },
    /** Runs every query, with the largest page where it has pages, and reads as many entities of each type as there are rows. */
    async measure(): Promise<Map<string, OperationCost>> {
      const costs = new Map<string, OperationCost>();
      for (const { kind, field, document, variables } of operations) {
        if (kind !== 'query') continue;
        const values = variables({ word: 'row0', ids: idsAt(0) });
        costs.set(field, await costOf(document, 'first' in values ? { ...values, first: MAX_PAGE_SIZE } : values));
      }
      for (const [type, selection] of entities) {
        const made = [...(received.get(type) ?? [])];
        const of = Array.from({ length: rows }, (_, nth) => ({
          __typename: type,
          id: made[nth] ?? `usr_other_row${nth}`,
        }));
        const document = `query ($of: [_Any!]!) { _entities(representations: $of) ${selection} }`;
        costs.set(`_entities of ${type}`, await costOf(document, { of }));
      }
      return costs;
    },
  };
}

function summaryOf({ byText, roundTrips }: StatementCounts): Omit<OperationCost, 'levels'> {
  const entries = [...byText.values()];
  const repeats = entries.reduce((most, entry) => (entry.count > most.count ? entry : most), {
    count: 0,
    sentFrom: null,
  });
  return { statements: entries.length, roundTrips, repeats };
}

/** Operations that cost more with many rows than with few, send a statement more often than they have levels, or wait longer. */
export const overBound = (few: ReadonlyMap<string, OperationCost>, many: ReadonlyMap<string, OperationCost>) =>
  [...many].filter(
    ([name, { statements, roundTrips, repeats, levels }]) =>
      statements > (few.get(name)?.statements ?? 0) || repeats.count > levels || roundTrips > levels,
  );
