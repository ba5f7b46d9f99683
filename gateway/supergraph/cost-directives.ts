import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  isTypeDefinitionNode,
  Kind,
  valueFromASTUntyped,
} from 'graphql';

/** `@listSize` of one field: how many items it answers with, and where that is asked for. */
export interface ListSize {
  readonly assumedSize: number | null;
  readonly slicingArguments: readonly string[];
  /** Fields of what it answers that hold its items; empty: it is the list itself. */
  readonly sizedFields: readonly string[];
  readonly requireOneSlicingArgument: boolean;
}

/** What a supergraph says of costs, by coordinate: `Type`, `Type.field`, `Type.field(argument:)`, `Input.field`. */
export interface CostDirectives {
  readonly weights: ReadonlyMap<string, number>;
  readonly sizes: ReadonlyMap<string, ListSize>;
}

const SPEC = 'https://specs.apollo.dev/cost/v';

/** Reads `@cost` and `@listSize` of a supergraph, under the names it gives them. A value that fits no form is left out. */
export function readCostDirectives(supergraph: DocumentNode): CostDirectives {
  const { cost, listSize } = namesIn(supergraph);
  const weights = new Map<string, number>();
  const sizes = new Map<string, ListSize>();
  const weigh = (coordinate: string, applied: readonly ConstDirectiveNode[] | undefined): void => {
    const weight = valuesOf(applied, cost)?.['weight'];
    if (typeof weight === 'number') weights.set(coordinate, weight);
  };
  const readField = (coordinate: string, node: FieldDefinitionNode | InputValueDefinitionNode): void => {
    weigh(coordinate, node.directives);
    if (node.kind !== Kind.FIELD_DEFINITION) return;
    const given = valuesOf(node.directives, listSize);
    if (given !== null) sizes.set(coordinate, listSizeOf(given));
    for (const argument of node.arguments ?? []) weigh(`${coordinate}(${argument.name.value}:)`, argument.directives);
  };
  for (const definition of supergraph.definitions) {
    if (!isTypeDefinitionNode(definition)) continue;
    const type = definition.name.value;
    weigh(type, definition.directives);
    if (!('fields' in definition)) continue;
    for (const field of definition.fields ?? []) readField(`${type}.${field.name.value}`, field);
  }
  return { weights, sizes };
}

function namesIn(supergraph: DocumentNode): { cost: string; listSize: string } {
  const names = { cost: 'cost', listSize: 'cost__listSize' };
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { name, arguments: given } of definition.directives ?? []) {
      if (name.value !== 'link') continue;
      const { url, as, import: imported } = argumentsOf(given);
      if (typeof url !== 'string' || !url.startsWith(SPEC)) continue;
      // A directive that is not imported goes by the prefix of its feature; the one of the feature's name is the prefix.
      if (typeof as === 'string') Object.assign(names, { cost: as, listSize: `${as}__listSize` });
      for (const each of Array.isArray(imported) ? imported : []) Object.assign(names, importedName(each));
    }
  }
  return names;
}

function importedName(imported: unknown): Partial<{ cost: string; listSize: string }> {
  const [name, as]: unknown[] =
    typeof imported === 'object' && imported !== null
      ? [Reflect.get(imported, 'name'), Reflect.get(imported, 'as')]
      : [imported, imported];
  const importName = typeof as === 'string' ? as.slice(1) : typeof name === 'string' ? name.slice(1) : '';
  if (name === '@cost') return { cost: importName };
  return name === '@listSize' ? { listSize: importName } : {};
}

function valuesOf(
  applied: readonly ConstDirectiveNode[] | undefined,
  name: string,
): Readonly<Record<string, unknown>> | null {
  const directive = applied?.find((each) => each.name.value === name);
  return directive === undefined ? null : argumentsOf(directive.arguments);
}

const argumentsOf = (given: ConstDirectiveNode['arguments']): Readonly<Record<string, unknown>> =>
  Object.fromEntries((given ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));

function listSizeOf(given: Readonly<Record<string, unknown>>): ListSize {
  const { assumedSize } = given;
  const slicingArguments = texts(given['slicingArguments']);
  return {
    assumedSize: typeof assumedSize === 'number' ? assumedSize : null,
    slicingArguments,
    sizedFields: texts(given['sizedFields']),
    requireOneSlicingArgument: slicingArguments.length > 0 && given['requireOneSlicingArgument'] !== false,
  };
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
