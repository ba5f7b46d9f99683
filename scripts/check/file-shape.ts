import { type Node, nameOf, nodeAt, nodesAt } from './nodes.ts';
import { isGenerated, isTest, isTypeScript } from './paths.ts';
import { type Syntax, walk } from './syntax.ts';
import type { Finding, SourceFile, Tree } from './tree.ts';

/** Without the functions inside it. The aim is 40; between the two a reviewer decides. */
const MAX_FUNCTION_LINES = 60;
const MAX_EXPORTS = 5;
const MAX_FOLDERS = 4;

const VAGUE = /(^|-)(utils?|helpers?|managers?|services?|common)$/;

/** Files hold little and are named for what they hold; the linter sees to their length and letter case. */
export const fileShape = (tree: Tree): readonly Finding[] =>
  tree.files
    .filter(({ path }) => !isGenerated(path))
    .flatMap((file) => [
      ...nesting(file),
      ...(isTypeScript(file.path) ? [...naming(file), ...contents(tree, file)] : []),
    ]);

const finding = (file: string, line: number, message: string): Finding => ({ file, line, rule: 'file-shape', message });

function nesting({ path }: SourceFile): readonly Finding[] {
  const depth = path.split('/').length - 1;
  return depth > MAX_FOLDERS ? [finding(path, 1, `lies ${depth} folders deep, over ${MAX_FOLDERS}`)] : [];
}

function naming({ path }: SourceFile): readonly Finding[] {
  const stems = path.split('/').map((name) => name.split('.')[0] ?? '');
  const vague = stems.find((stem) => VAGUE.test(stem));
  return vague === undefined ? [] : [finding(path, 1, `"${vague}" says nothing: name it for what it holds`)];
}

function contents(tree: Tree, file: SourceFile): readonly Finding[] {
  const syntax = tree.syntax(file);
  if (syntax === null || isTest(file.path)) return [];
  const manyAllowed = /(^|\/)(events(\.ts|\/.*)|index\.ts)$/.test(file.path);
  const names = manyAllowed ? [] : exportedNames(syntax);
  return [
    ...(names.length > MAX_EXPORTS ? [finding(file.path, 1, `${names.length} exports, over ${MAX_EXPORTS}`)] : []),
    ...longFunctions(file, syntax),
  ];
}

function exportedNames(syntax: Syntax): readonly string[] {
  const names = syntax.body.flatMap((node) => {
    if (node.type === 'ExportNamedDeclaration') {
      return nodesAt(node, 'specifiers').map((one) => nameOf(nodeAt(one, 'exported') ?? nodeAt(one, 'orig')));
    }
    if (node.type !== 'ExportDeclaration') return [];
    const declaration = nodeAt(node, 'declaration');
    const declared = nodesAt(declaration, 'declarations');
    if (declared.length > 0) return declared.map((one) => nameOf(nodeAt(one, 'id')));
    return [nameOf(nodeAt(declaration, 'identifier') ?? nodeAt(declaration, 'id'))];
  });
  // The overloads of one function share a name.
  return [...new Set(names.filter((name) => name !== null))];
}

const FUNCTION =
  /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|MethodProperty|ClassMethod|Constructor)$/;

/** A function's own lines: those of functions inside it are counted there, so that a factory is not its methods' sum. */
function longFunctions({ path }: SourceFile, syntax: Syntax): readonly Finding[] {
  const found: Finding[] = [];
  walk(syntax.body, (node) => {
    if (!FUNCTION.test(node.type)) return undefined;
    const lines = linesOf(node, syntax) - inner(node).reduce((sum, one) => sum + linesOf(one, syntax) - 1, 0);
    if (lines > MAX_FUNCTION_LINES) {
      found.push(finding(path, syntax.lineOf(node), `a function of ${lines} lines, over ${MAX_FUNCTION_LINES}`));
    }
    return undefined;
  });
  return found;
}

const linesOf = (node: Node, syntax: Syntax): number => syntax.endLineOf(node) - syntax.lineOf(node) + 1;

/** The outermost functions within a function. */
function inner(outer: Node): readonly Node[] {
  const found: Node[] = [];
  walk([outer], (node) => {
    if (node === outer || !FUNCTION.test(node.type)) return undefined;
    found.push(node);
    return false;
  });
  return found;
}
