/** PowerShell as its grammar sees it. */
import { createRequire } from 'node:module';
import { Language, type Node, Parser, type TreeCursor } from 'web-tree-sitter';

await Parser.init();
const language = await Language.load(createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm'));
const parser = new Parser();
parser.setLanguage(language);

export interface Parsed {
  /** Every node that the grammar could not place, with its line. */
  readonly errors: readonly string[];
  /** The tree without what its strings hold. */
  readonly shape: string;
  /** What each string in single quotes says, as PowerShell would read it. */
  readonly strings: readonly string[];
  readonly commands: readonly Command[];
  readonly functions: readonly string[];
}

export interface Command {
  readonly name: string;
  /** Without the hyphen. */
  readonly parameters: readonly string[];
}

/**
 * The grammar knows the plain quotes only, PowerShell the curly ones too: they are made plain before it reads, one for one,
 * so that what is found is found at the same place in the text.
 */
const plain = (source: string): string => source.replace(/[\u2018-\u201B]/g, "'").replace(/[\u201C-\u201E]/g, '"');

const withoutMark = (source: string): string => source.replace(/^\uFEFF/, '');

export const parsePowerShell = (withMark: string): Parsed => {
  const source = withoutMark(withMark);
  const tree = parser.parse(plain(source));
  if (tree === null) throw new Error('The grammar gave up.');
  const found = collect(tree.walk(), source);
  tree.delete();
  return found;
};

/** One pass over the tree, by a cursor: a node of its own for each place would cost ten times as much. */
const collect = (cursor: TreeCursor, source: string): Parsed => {
  const errors: string[] = [];
  const shape: string[] = [];
  const strings: string[] = [];
  const commands: Command[] = [];
  const functions: string[] = [];
  for (let open = true; open; ) {
    const type = cursor.nodeType;
    shape.push(type);
    if (type === 'ERROR' || cursor.nodeIsMissing) errors.push(`${cursor.startPosition.row + 1}: ${type}`);
    if (type === 'verbatim_string_characters') strings.push(decode(source.slice(cursor.startIndex, cursor.endIndex)));
    if (type === 'function_name') functions.push(cursor.nodeText);
    if (type === 'command') commands.push(...commandOf(cursor.currentNode));
    if (cursor.gotoFirstChild()) {
      shape.push('(');
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        open = false;
        break;
      }
      shape.push(')');
    }
  }
  cursor.delete();
  return { errors, shape: shape.join(' '), strings, commands, functions };
};

/** As PowerShell's own reader: of two quotes of any kind the second is meant. */
const decode = (literal: string): string => literal.slice(1, -1).replace(/['\u2018-\u201B](['\u2018-\u201B])/g, '$1');

const commandOf = (node: Node): readonly Command[] => {
  const name = node.childForFieldName('command_name');
  if (name === null || name.type !== 'command_name') return [];
  const elements = node.childForFieldName('command_elements');
  const parameters = elements?.children.filter((child) => child?.type === 'command_parameter') ?? [];
  return [{ name: name.text, parameters: parameters.map((parameter) => (parameter?.text ?? '').replace(/^-|:.*$/gs, '')) }];
};
