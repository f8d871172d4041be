/** Holds sources against the rules: a pure function, so that planted violations can be tried on it. */
import { posix } from 'node:path';
import { CATCHERS, EFFECTS, FENCED_PACKAGES, FLOORS, MAX_LINES, NAMELESS, REASONS, REFUSED_CODE, REFUSED_COMMENT } from './rules.ts';
import { importsOf, lineAt, type Scan, scan } from './scan.ts';

export interface SourceFile {
  /** From the root of the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Breach {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly what: string;
  readonly because: string;
}

const folderOf = (path: string): string | null => /^src\/([^/]+)\//.exec(path)?.[1] ?? null;
const isRelative = (specifier: string): boolean => specifier.startsWith('.');
const targetOf = (path: string, specifier: string): string => posix.join(posix.dirname(path), specifier);
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const found = (rule: string, path: string, text: string, searched: string, pattern: RegExp, because: string): Breach[] =>
  [...searched.matchAll(pattern)].map((match) => ({ rule, path, line: lineAt(text, match.index), what: match[0].trim(), because }));

const judgeName = ({ path, text }: SourceFile): Breach[] => {
  const breaches: Breach[] = [];
  const add = (rule: keyof typeof REASONS, line: number, what: string): void => {
    breaches.push({ rule, path, line, what, because: REASONS[rule] });
  };
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (lines > MAX_LINES) add('length', lines, `${lines} lines`);
  if (/(^|\/)index\.[cm]?[jt]sx?$/.test(path)) add('barrel', 1, posix.basename(path));
  const word = path.split(/[/.-]/).find((part) => (NAMELESS as readonly string[]).includes(part.toLowerCase()));
  if (word !== undefined) add('nameless', 1, word);
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/.test(posix.basename(path))) add('kebab', 1, posix.basename(path));
  return breaches;
};

const judgeText = ({ path, text }: SourceFile, { code, comments }: Scan): Breach[] => [
  ...REFUSED_CODE.flatMap(({ rule, pattern, because }) => found(rule, path, text, code, pattern, because)),
  ...REFUSED_COMMENT.flatMap(({ rule, pattern, because }) => found(rule, path, text, comments, pattern, because)),
];

const EFFECT_PATTERN = new RegExp(`(?<![.\\w$])(?:${EFFECTS.map((word) => word.replace('.', '\\.')).join('|')})(?![\\w$])`, 'g');

const judgeRelative = (path: string, folder: string, line: number, target: string): Breach[] => {
  const floor = FLOORS[folder];
  const other = folderOf(target);
  if (floor === undefined || other === folder) return [];
  if (other === null) return [{ rule: 'outside', path, line, what: target, because: REASONS.outside }];
  if (floor.imports.includes(other)) return [];
  return [{ rule: 'floor', path, line, what: `${folder} imports ${other} (${target})`, because: floor.because }];
};

const judgePackage = (path: string, folder: string, line: number, specifier: string): Breach[] => {
  const floor = FLOORS[folder];
  if (floor === undefined) return [];
  if (specifier.startsWith('node:')) {
    return floor.effects ? [] : [{ rule: 'node-import', path, line, what: specifier, because: REASONS['node-import'] }];
  }
  const name = packageOf(specifier);
  const fence = FENCED_PACKAGES[name];
  if (fence !== undefined && fence.only !== path) return [{ rule: 'fenced', path, line, what: name, because: fence.because }];
  return floor.packages.includes(name) ? [] : [{ rule: 'package', path, line, what: specifier, because: REASONS.package }];
};

const judgeFloor = ({ path, text }: SourceFile, scanned: Scan): Breach[] => {
  if (!path.startsWith('src/')) return [];
  const folder = folderOf(path);
  const floor = folder === null ? undefined : FLOORS[folder];
  if (folder === null || floor === undefined) {
    return [{ rule: 'unknown-folder', path, line: 1, what: folder ?? path, because: REASONS['unknown-folder'] }];
  }
  return [
    ...importsOf(text, scanned).flatMap(({ specifier, line }) =>
      isRelative(specifier) ? judgeRelative(path, folder, line, targetOf(path, specifier)) : judgePackage(path, folder, line, specifier),
    ),
    ...(floor.effects ? [] : found('effect', path, text, scanned.code, EFFECT_PATTERN, REASONS.effect)),
    ...(path in CATCHERS ? [] : found('catch', path, text, scanned.code, /\bcatch\s*[({]/g, REASONS.catch)),
  ];
};

/** Each cycle once, as the files on it from the least name on. */
export const findCycles = (graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] => {
  const done = new Set<string>();
  const cycles = new Map<string, readonly string[]>();
  const visit = (node: string, trail: readonly string[]): void => {
    const start = trail.indexOf(node);
    if (start >= 0) {
      const loop = trail.slice(start);
      const least = loop.indexOf([...loop].sort()[0] ?? node);
      const turned = [...loop.slice(least), ...loop.slice(0, least)];
      cycles.set(turned.join(' '), turned);
      return;
    }
    if (done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...trail, node]);
    done.add(node);
  };
  for (const node of [...graph.keys()].sort()) visit(node, []);
  return [...cycles.values()];
};

/** Every breach of the architecture in these files, in order of path. Effects are judged in src alone, names and lengths everywhere. */
export const judge = (files: readonly SourceFile[]): readonly Breach[] => {
  const scans = new Map(files.map((file) => [file.path, scan(file.text)]));
  const graph = new Map(
    files.map(({ path, text }) => [
      path,
      importsOf(text, scans.get(path) ?? scan(text))
        .filter(({ specifier }) => isRelative(specifier))
        .map(({ specifier }) => targetOf(path, specifier)),
    ]),
  );
  const cycles = findCycles(graph).map(
    (loop): Breach => ({ rule: 'cycle', path: loop[0] ?? '', line: 1, what: [...loop, loop[0]].join(' → '), because: REASONS.cycle }),
  );
  const breaches = files.flatMap((file) => {
    const scanned = scans.get(file.path) ?? scan(file.text);
    return [...judgeName(file), ...judgeText(file, scanned), ...judgeFloor(file, scanned)];
  });
  return [...breaches, ...cycles].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
};

export const sentence = ({ rule, path, line, what, because }: Breach): string => `${path}:${line} ${rule}: ${what}. ${because}`;
