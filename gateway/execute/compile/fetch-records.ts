import type {
  FetchDataRewrite,
  FetchNode,
  PlanNode,
  QueryPlanSelectionNode,
  SubscriptionNode,
} from '@apollo/query-planner';
import { type DocumentNode, Kind, type OperationDefinitionNode, parse, type SelectionSetNode } from 'graphql';
import { fragmentsOf, operationOf } from '../../plan/fetch-document.ts';
import { pathsWritten, type SelectedFields, selectedFields } from './selected-fields.ts';

/** One fetch of a plan, taken out of the plan's tree. */
export interface FetchRecord {
  readonly index: number;
  readonly node: FetchNode;
  /** Response keys from the root to its objects; positions in lists are left out. */
  readonly path: readonly string[];
  /** Indices of the fetches that the plan makes before this one. */
  readonly before: readonly number[];
  readonly document: DocumentNode;
  /** Its selections of one object at `path`. */
  readonly selections: SelectionSetNode;
  readonly fields: SelectedFields;
  /** Dotted paths of the fields that it fetches. */
  readonly writes: ReadonlySet<string>;
  /** Dotted paths of the fields that it needs first. */
  readonly reads: ReadonlySet<string>;
  /** Whether it has rewrites or contextual arguments: such a fetch is not joined with others. */
  readonly isSpecial: boolean;
}

/** The fetches of a plan without conditions, in the plan's order. The primary fetch of a subscription comes first. */
export function fetchRecords(node: PlanNode | SubscriptionNode | undefined): FetchRecord[] {
  const records: FetchRecord[] = [];

  /** Gives the indices of the fetches that are complete when the node is. */
  function walk(at: PlanNode, path: readonly string[], before: readonly number[]): readonly number[] {
    switch (at.kind) {
      case 'Fetch': {
        const record = readFetch(at, { index: records.length, path, before });
        records.push(record);
        return [...before, record.index];
      }
      case 'Flatten':
        return walk(at.node, [...path, ...at.path.filter(isKey)], before);
      case 'Sequence':
        return at.nodes.reduce((done, each) => walk(each, path, done), before);
      case 'Parallel':
        return [...new Set(at.nodes.flatMap((each) => walk(each, path, before)))];
      case 'Condition':
      case 'Defer':
        throw new Error(`a plan has no ${at.kind}: conditions are settled before, and @defer is not supported`);
    }
  }

  if (node?.kind === 'Subscription') {
    const first = walk(node.primary, [], []);
    if (node.rest !== undefined) walk(node.rest, [], first);
  } else if (node !== undefined) walk(node, [], []);
  return records;
}

const isKey = (element: string | number): element is string => typeof element === 'string' && element !== '@';

function readFetch(node: FetchNode, at: Pick<FetchRecord, 'index' | 'path' | 'before'>): FetchRecord {
  const document = parse(node.operation, { noLocation: true });
  const operation = operationOf(document);
  const selections = node.requires === undefined ? operation.selectionSet : entitySelections(operation);
  const fields = selectedFields(selections, { fragments: fragmentsOf(document), type: '' });
  for (const rewrite of node.outputRewrites ?? []) addRenamed(fields, rewrite);
  const writes = pathsWritten(at.path, fields);
  return {
    ...at,
    node,
    document,
    selections,
    fields,
    writes,
    reads: pathsRead(at.path, node.requires ?? []),
    isSpecial: [node.inputRewrites, node.outputRewrites, node.contextRewrites].some((list) => (list?.length ?? 0) > 0),
  };
}

/** Adds a key that exists only after an output rewrite. */
function addRenamed(fields: SelectedFields, rewrite: FetchDataRewrite): void {
  if (rewrite.kind !== 'KeyRenamer') return;
  const keys = rewrite.path.filter((element) => !element.startsWith('...'));
  let level: SelectedFields | null | undefined = fields;
  for (const key of keys.slice(0, -1)) level = level?.get(key)?.fields;
  const renamed = level?.get(keys.at(-1) ?? '');
  if (level == null || renamed === undefined) return;
  const existing = level.get(rewrite.renameKeyTo)?.fields ?? null;
  level.set(rewrite.renameKeyTo, { meanings: renamed.meanings, fields: renamed.fields ?? existing });
}

function entitySelections(operation: OperationDefinitionNode): SelectionSetNode {
  const field = operation.selectionSet.selections.find((node) => node.kind === Kind.FIELD);
  if (field?.selectionSet === undefined) throw new Error('a lookup without selections');
  return field.selectionSet;
}

function pathsRead(path: readonly string[], requires: readonly QueryPlanSelectionNode[]): Set<string> {
  const paths = new Set<string>();
  let prefix = '';
  for (const key of path) {
    paths.add(prefix + key);
    prefix += `${key}.`;
  }
  const walk = (at: string, nodes: readonly QueryPlanSelectionNode[]): void => {
    for (const node of nodes) {
      if (node.kind === 'InlineFragment') {
        walk(at, node.selections);
        continue;
      }
      const key = node.alias ?? node.name;
      paths.add(at + key);
      walk(`${at}${key}.`, node.selections ?? []);
    }
  };
  walk(prefix, requires);
  return paths;
}
