import { print } from 'graphql';
import { operationOf } from '../../plan/fetch-document.ts';
import type { Lookup } from './join-lookups.ts';

/** The operation text for some lookups of a step. */
export interface LookupText {
  readonly query: string;
  readonly operationName: string | undefined;
  /** For each lookup: the variable of its representations, and the response key of its entities. */
  readonly slots: readonly { readonly variable: string; readonly key: string }[];
  /** Variables of the client's operation that it uses. */
  readonly variables: readonly string[];
}

/** Maximum number of cached texts per step; further combinations of lookups are printed each time. */
const MAX_TEXTS = 64;

/** Prints the operation for the lookups that have representations; caches the text of each combination. */
export function createLookupTexts(lookups: readonly Lookup[]): (lookupIndices: readonly number[]) => LookupText {
  const texts = new Map<string, LookupText>();
  return (lookupIndices) => {
    const key = lookupIndices.join();
    const cachedText = texts.get(key);
    if (cachedText !== undefined) return cachedText;
    const text = write(lookupIndices.flatMap((at) => lookups[at] ?? []));
    if (texts.size < MAX_TEXTS) texts.set(key, text);
    return text;
  };
}

function write(lookups: readonly Lookup[]): LookupText {
  const [first] = lookups;
  const [record] = first?.records ?? [];
  if (lookups.length === 1 && first?.records.length === 1 && record !== undefined) {
    const { operation: query, operationName, variableUsages = [] } = record.node;
    const name = operationOf(record.document).selectionSet.selections[0];
    const key = name?.kind === 'Field' ? (name.alias?.value ?? name.name.value) : '_entities';
    return { query, operationName, slots: [{ variable: 'representations', key }], variables: variableUsages };
  }
  const definitions = new Map(
    lookups.flatMap(({ variables }) => variables.map((node) => [node.variable.name.value, print(node)] as const)),
  );
  const slots = lookups.map((_, at) => ({
    variable: unusedName(`representations${at === 0 ? '' : at}`, definitions),
    key: at === 0 ? '_entities' : `_entities${at}`,
  }));
  const fields = lookups.map(({ selections }, at) => {
    const { variable, key } = slots[at] ?? { variable: '', key: '' };
    const alias = key === '_entities' ? '' : `${key}:`;
    return `${alias}_entities(representations:$${variable})${compact(print(selections))}`;
  });
  const operationName = record?.node.operationName;
  const variables = [...slots.map(({ variable }) => `$${variable}:[_Any!]!`), ...definitions.values()].join(',');
  return {
    query: `query ${operationName ?? ''}(${variables}){${fields.join(' ')}}`,
    operationName,
    slots,
    variables: [...definitions.keys()],
  };
}

function unusedName(preferred: string, taken: ReadonlyMap<string, unknown>): string {
  let name = preferred;
  while (taken.has(name)) name += '_';
  return name;
}

/** Removes the indentation that printing adds, unless there are string literals. */
const compact = (text: string): string => (text.includes('"') ? text : text.replaceAll(/\s+/g, ' '));
