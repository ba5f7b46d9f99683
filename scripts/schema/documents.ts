import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  Source,
  typeFromAST,
  validate,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import { costOf, MAX_COST } from '../../gateway/operation/operation-cost.ts';
import type { Moment } from './changes.ts';
import type { PublicContract } from './public-schema.ts';
import type { Snapshot } from './snapshot.ts';

/** An operation of `operations/*.graphql` that the schema no longer answers. */
export interface BrokenDocument {
  readonly file: string;
  readonly line: number;
  /** Null for an anonymous operation, or a file that does not parse. */
  readonly operation: string | null;
  readonly message: string;
  /** True where it was valid at the base: the change broke it. */
  readonly wasValid: boolean;
  /** `base` for a document that clients had at the base and that has been changed or removed since. */
  readonly at: 'base' | 'now';
}

/** An operation of `operations/*.graphql`, on its own. */
export interface Operation {
  readonly file: string;
  readonly node: OperationDefinitionNode;
  /** The operation with the fragments it needs, wherever they are defined. */
  readonly document: DocumentNode;
}

/** The documents, of now and of the base, that do not hold against the schema of now. */
export function brokenDocuments(base: Moment, now: Moment): readonly BrokenDocument[] {
  if (now.contract === null) return [];
  const contracts = { base: base.contract, now: now.contract };
  const current = readOperations(now.snapshot);
  const currentKeys = new Set(current.operations.map(keyOf));
  const former =
    base.contract === null
      ? []
      : readOperations(base.snapshot).operations.filter((one) => !currentKeys.has(keyOf(one)));
  return [
    ...current.unparsable,
    ...current.operations.flatMap((one) => troubles(one, contracts).map((it) => ({ ...it, at: 'now' as const }))),
    ...former
      .flatMap((one) => troubles(one, contracts).map((it) => ({ ...it, at: 'base' as const })))
      .filter(({ wasValid }) => wasValid),
  ];
}

/** A broken document as a line for people: `file:line OPERATION name message`. */
export function documentLine({ file, line, operation, message, wasValid, at }: BrokenDocument): string {
  const since = at === 'base' ? ' (as clients had it at the base)' : '';
  return `${file}:${line} ${wasValid ? 'BROKEN' : 'INVALID'} ${operation ?? 'document'} ${message}${since}`;
}

/** Reads operations and the fragments between them, and what does not parse. */
export function readOperations({ documents }: Pick<Snapshot, 'documents'>): {
  operations: readonly Operation[];
  unparsable: readonly BrokenDocument[];
} {
  const unparsable: BrokenDocument[] = [];
  const definitions = documents.flatMap(({ file, text }) => {
    try {
      return parse(new Source(text, file)).definitions.map((node) => ({ file, node }));
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const line = error.locations?.[0]?.line ?? 1;
      unparsable.push({ file, line, operation: null, message: error.message, wasValid: false, at: 'now' });
      return [];
    }
  });
  const fragments = definitions.map(({ node }) => node).filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const byName = new Map(fragments.map((node) => [node.name.value, node]));
  const operations = definitions.flatMap(({ file, node }) =>
    node.kind === Kind.OPERATION_DEFINITION ? [{ file, node, document: withFragments(node, byName) }] : [],
  );
  return { operations, unparsable };
}

function withFragments(
  operation: OperationDefinitionNode,
  byName: ReadonlyMap<string, FragmentDefinitionNode>,
): DocumentNode {
  const needed = new Set<FragmentDefinitionNode>();
  const collect = (node: OperationDefinitionNode | FragmentDefinitionNode) => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = byName.get(name.value);
        if (fragment === undefined || needed.has(fragment)) return;
        needed.add(fragment);
        collect(fragment);
      },
    });
  };
  collect(operation);
  return { kind: Kind.DOCUMENT, definitions: [operation, ...needed] };
}

const keyOf = ({ file, document }: Operation): string => `${file}\n${print(document)}`;

function troubles(
  { file, node, document }: Operation,
  { base, now }: { readonly base: PublicContract | null; readonly now: PublicContract },
): readonly Omit<BrokenDocument, 'at'>[] {
  const errors = violations(document, node, now);
  if (errors.length === 0) return [];
  const wasValid = base !== null && violations(document, node, base).length === 0;
  return errors.map(({ message, nodes }) => {
    const location = nodes?.[0]?.loc;
    return {
      file: location?.source.name ?? file,
      line: location?.startToken.line ?? node.loc?.startToken.line ?? 1,
      operation: node.name?.value ?? null,
      message,
      wasValid,
    };
  });
}

/** Why a gateway would refuse an operation of anybody: it is not valid, or costs too much whatever its variables. */
function violations(
  document: DocumentNode,
  node: OperationDefinitionNode,
  { schema, costs }: PublicContract,
): readonly GraphQLError[] {
  const errors = validate(schema, document);
  if (errors.length > 0) return errors;
  const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  const { cost, unsliced } = costOf(
    {
      schema,
      rules: costs,
      operation: node,
      fragments: Object.fromEntries(fragments.map((each) => [each.name.value, each])),
    },
    leastVariables(node, schema),
  );
  const message =
    unsliced !== null
      ? `Field "${unsliced}" needs exactly one of its slicing arguments.`
      : cost > MAX_COST
        ? `It costs at least ${Math.round(cost)}, more than the limit of ${MAX_COST}.`
        : null;
  return message === null ? [] : [new GraphQLError(message, { nodes: [node] })];
}

/** Defaults, and the least that the other variables can be given: pages and lists of one. */
function leastVariables(
  { variableDefinitions = [] }: OperationDefinitionNode,
  schema: GraphQLSchema,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, type, defaultValue }) => {
      const inputType = typeFromAST(schema, type);
      if (defaultValue !== undefined) return [[variable.name.value, valueFromASTUntyped(defaultValue)]];
      const isList = inputType !== undefined && isListType(getNullableType(inputType));
      return inputType !== undefined && getNamedType(inputType).name === 'Boolean'
        ? []
        : [[variable.name.value, isList ? [1] : 1]];
    }),
  );
}
