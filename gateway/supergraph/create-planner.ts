import {
  federationMetadata,
  isInterfaceType,
  isObjectType,
  type NamedType,
  type Supergraph,
} from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';

/**
 * Ways to one field that the planner may follow at a time. Without a bound it takes minutes and gigabytes for six nested
 * fields of an interface object (seen with 2.14.4); up to this many take it a second.
 */
const MAX_PLANNER_PATHS = 2_000;
/**
 * Whole plans of one operation that the planner compares; beyond them it takes the first way where there are several. With
 * its own 10,000 an operation of half a kilobyte takes 26 s over six subgraphs, and a quarter of a second with this many.
 */
const MAX_EVALUATED_PLANS = 100;

/** Makes the planner of a supergraph. */
export function createPlanner(supergraph: Supergraph): QueryPlanner {
  const planner = new QueryPlanner(supergraph, {
    generateQueryFragments: false,
    debug: { pathsLimit: MAX_PLANNER_PATHS, maxEvaluatedPlans: MAX_EVALUATED_PLANS },
  });
  markExternalFields(planner);
  return planner;
}

/** A type in a subgraph, as far as it is read here. */
interface Vertex {
  readonly type: NamedType;
  readonly source: string;
  hasReachableCrossSubgraphEdges: boolean;
}

interface Edge {
  readonly head: Vertex;
  readonly tail: Vertex;
}

interface QueryGraph {
  allVertices(): Iterable<Vertex>;
  allEdges(): Iterable<Edge>;
}

/**
 * Lets no type with an external field count as one that its subgraph tells in full, nor what leads to it there: the
 * planner asks such a subgraph for the external field too, when no key leads away from the type (seen with 2.14.4, whose
 * graph is private: the version is pinned).
 */
function markExternalFields(planner: QueryPlanner): void {
  const graph: unknown = Reflect.get(planner, 'federatedQueryGraph');
  if (!isQueryGraph(graph)) throw new Error('the planner has no graph of this form');
  const heads = Map.groupBy(
    [...graph.allEdges()].filter(({ head, tail }) => head.source === tail.source),
    ({ tail }) => tail,
  );
  const open = [...graph.allVertices()].filter(({ type }) => hasExternalField(type));
  for (let vertex = open.pop(); vertex !== undefined; vertex = open.pop()) {
    if (vertex.hasReachableCrossSubgraphEdges) continue;
    vertex.hasReachableCrossSubgraphEdges = true;
    for (const { head } of heads.get(vertex) ?? []) open.push(head);
  }
}

const isQueryGraph = (graph: unknown): graph is QueryGraph =>
  typeof graph === 'object' && graph !== null && 'allVertices' in graph && 'allEdges' in graph;

function hasExternalField(type: NamedType): boolean {
  if (!(isObjectType(type) || isInterfaceType(type)) || !type.isAttached()) return false;
  const metadata = federationMetadata(type.schema());
  return metadata !== undefined && type.fields().some((field) => metadata.isFieldExternal(field));
}
