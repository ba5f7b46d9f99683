import { posix } from 'node:path';
import { isNode, type Node, nameOf, nodeAt, nodesAt } from './nodes.ts';
import { sourcesOf } from './selections.ts';
import { type Syntax, walk } from './syntax.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

/** Functions that make a reaction of an event type, their first argument. */
const REACTION_MAKERS: ReadonlySet<string> = new Set(['on', 'onAll']);

/** Events about money also reach reactions when they name a deleted user: a payment has to settle all the same. */
export const moneyEvents = (tree: Tree): readonly Finding[] => {
  const files = sourcesOf(tree).filter(({ text }) => /\b(defineEvent|on|onAll)\b/.test(text));
  const syntaxes = files.flatMap((file) => {
    const syntax = tree.syntax(file);
    return syntax === null ? [] : [{ file, syntax }];
  });
  const definitions = new Map(syntaxes.map(({ file, syntax }) => [file.path, moneyEventsIn(syntax)]));
  return syntaxes.flatMap(({ file, syntax }) => reactionsIn(file, syntax, namesIn(file, syntax, definitions)));
};

type Definitions = ReadonlyMap<string, ReadonlySet<string>>;

/** The names of the events about money that a file defines. */
function moneyEventsIn({ body }: Syntax): ReadonlySet<string> {
  const found = new Set<string>();
  walk(body, (node) => {
    const call = nodeAt(node, 'init');
    const name = node.type === 'VariableDeclarator' ? nameOf(nodeAt(node, 'id')) : null;
    const isDefinition = name !== null && nameOf(nodeAt(call, 'callee')) === 'defineEvent';
    if (isDefinition && isTrue(argumentsOf(call)[1] ?? null, 'isAboutMoney')) found.add(name);
    return undefined;
  });
  return found;
}

/** The names that events about money have in a file: its own, and those that it imports. */
function namesIn({ path }: SourceFile, { body }: Syntax, definitions: Definitions): ReadonlySet<string> {
  const names = new Set(definitions.get(path));
  for (const declaration of body.filter(({ type }) => type === 'ImportDeclaration')) {
    const source = nameOf(nodeAt(declaration, 'source')) ?? '';
    const imported = definitions.get(posix.join(posix.dirname(path), source));
    for (const specifier of nodesAt(declaration, 'specifiers')) {
      const local = nameOf(nodeAt(specifier, 'local'));
      const original = nameOf(nodeAt(specifier, 'imported')) ?? local;
      if (local !== null && original !== null && imported?.has(original) === true) names.add(local);
    }
  }
  return names;
}

function reactionsIn({ path }: SourceFile, syntax: Syntax, events: ReadonlySet<string>): readonly Finding[] {
  const found: Finding[] = [];
  if (events.size === 0) return found;
  walk(syntax.body, (node) => {
    const reaction = reactionOf(node);
    if (reaction === null || !events.has(reaction.event) || isTrue(reaction.options, 'wantsDeleted')) return undefined;
    const message = `\`${reaction.event}\` is about money: its reaction needs \`wantsDeleted: true\`, since a payment settles after its account is deleted too`;
    found.push({ file: path, line: syntax.lineOf(node), rule: 'money-events', message });
    return undefined;
  });
  return found;
}

/** The name of the event that a node makes a reaction of, and the object with the reaction's options. */
function reactionOf(node: Node): { readonly event: string; readonly options: Node | null } | null {
  if (node.type !== 'CallExpression' || !REACTION_MAKERS.has(nameOf(nodeAt(node, 'callee')) ?? '')) return null;
  const [type, , options = null] = argumentsOf(node);
  const event = nameOf(type ?? null);
  return event === null ? null : { event, options };
}

/** Whether an object literal has a property with the value `true`. */
const isTrue = (object: Node | null, property: string): boolean =>
  nodesAt(object, 'properties').some(
    (each) => nameOf(nodeAt(each, 'key')) === property && nodeAt(each, 'value')?.['value'] === true,
  );

/** The arguments of a call; swc wraps each in an object that is no node. */
function argumentsOf(call: Node | null): readonly Node[] {
  const list: unknown = call?.['arguments'];
  if (!Array.isArray(list)) return [];
  return list
    .map((argument: unknown) =>
      typeof argument === 'object' && argument !== null && 'expression' in argument ? argument.expression : null,
    )
    .filter(isNode);
}
