import {
  type FieldNode,
  type GraphQLNamedType,
  getNamedType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { meaningOf } from '../../graphql/field-meaning.ts';
import type { AnalyzedOperation } from '../../operation/analyze-operation.ts';
import type { FieldSets } from '../../supergraph/field-sets.ts';
import { collectFields } from '../shape/collect-fields.ts';
import { checkRequirementsSent } from './check-requirements.ts';
import type { FetchRecord } from './fetch-records.ts';
import type { SelectedFields } from './selected-fields.ts';

type Variables = Readonly<Record<string, unknown>>;

/**
 * Rejects plans that would give wrong results, which the planner does not always notice.
 *
 * @throws when no fetch selects a field of the operation, when a field is fetched without its requirements, or when fields
 * require one field with different arguments.
 */
export function checkPlan(
  records: readonly FetchRecord[],
  analysis: AnalyzedOperation,
  { variables, left }: { readonly variables: Variables; readonly left: ReadonlySet<FieldNode> },
): void {
  for (const record of records) checkRequirements(record, records, analysis.supergraph.fieldSets);
  const { apiSchema, fieldSets, fullSchema } = analysis.supergraph;
  checkRequirementsSent(records, fieldSets, fullSchema);
  const written = new Set(records.flatMap(({ writes }) => [...writes]));
  const scope = { schema: apiSchema, fragments: analysis.fragments, variables };

  const walk = (sets: readonly SelectionSetNode[], type: GraphQLNamedType, prefix: string): void => {
    // Fields of an abstract type need not all be fetched: some of its types may never occur at this path.
    if (!isObjectType(type)) return;
    for (const group of collectFields(sets, type, scope).values()) {
      const [node] = group;
      if (node === undefined || node.name.value.startsWith('__') || group.some((each) => left.has(each))) continue;
      const path = prefix + analysis.keys.of(node, type);
      if (!written.has(path)) throw new Error(`the plan asks nobody for ${type.name}.${node.name.value}`);
      const field = type.getFields()[node.name.value];
      const below = group.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (field !== undefined && below.length > 0) walk(below, getNamedType(field.type), `${path}.`);
    }
  };
  const root = apiSchema.getRootType(analysis.operation.operation);
  if (root) walk([analysis.operation.selectionSet], root, '');
}

function checkRequirements(record: FetchRecord, records: readonly FetchRecord[], sets: FieldSets): void {
  const { requirements } = sets;
  if (record.node.requires === undefined || requirements.size === 0) return;
  for (const { meanings } of record.fields.values()) {
    for (const meaning of meanings) {
      const [coordinate = ''] = meaning.split('(', 1);
      const required = requirements.get(`${record.node.serviceName} ${coordinate}`);
      if (required === undefined) continue;
      for (const other of records) {
        const fields = other === record ? undefined : fieldsAt(other, record.path);
        if (fields !== undefined) compare(required, fields, coordinate, sets);
      }
    }
  }
}

/** The fields that a fetch selects of the objects at a path. */
function fieldsAt({ path, fields }: FetchRecord, expected: readonly string[]): SelectedFields | undefined {
  if (path.some((key, at) => key !== expected[at])) return undefined;
  let level: SelectedFields | null | undefined = fields;
  for (const key of expected.slice(path.length)) level = level?.get(key)?.fields;
  return level ?? undefined;
}

function compare(required: SelectionSetNode, fields: SelectedFields, coordinate: string, sets: FieldSets): void {
  for (const node of required.selections) {
    if (node.kind === Kind.INLINE_FRAGMENT) compare(node.selectionSet, fields, coordinate, sets);
    if (node.kind !== Kind.FIELD) continue;
    const selected = fields.get(node.name.value);
    if (selected === undefined) continue;
    const expected = meaningOf(sets.variants.get(node.name.value) ?? node);
    if ([...selected.meanings].some((meaning) => meaning.slice(meaning.indexOf('.') + 1) !== expected))
      throw new Error(`${coordinate} needs ${expected}, which the plan fetches with other arguments`);
    if (node.selectionSet !== undefined && selected.fields !== null)
      compare(node.selectionSet, selected.fields, coordinate, sets);
  }
}
