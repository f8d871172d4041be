import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameKey } from '../../src/model/name.ts';
import { pathSegment } from '../../src/reports/path-segment.ts';

const anyName = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.string({ unit: fc.constantFrom(...'aAbB./\\:._- \u00E9\n'), maxLength: 12 }),
  fc.constantFrom('CON', 'nul.txt', 'com1', 'LPT9', 'aux.', '..', '.', '', 'a/../b', 'host01.undo', 'x.disruptive', 'cluster', 'C:\\x'),
);

describe('a name as a segment of a path', () => {
  it('stays as it is, in lower case, where every file system takes it', () => {
    expect(['HV-01', 'host01.corp.example', 'n_2'].map(pathSegment)).toEqual(['hv-01', 'host01.corp.example', 'n_2']);
  });

  it('holds a to z, digits, dot, hyphen and underscore, never climbs, and is short', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        expect(pathSegment(name)).toMatch(/^(?!\.)[a-z0-9._-]{1,65}(?<!\.)$/);
      }),
    );
  });

  it('is no device of Windows, whatever stands behind its dot', () => {
    for (const name of ['CON', 'con.txt', 'PRN', 'aux', 'nul.a.b', 'COM1', 'lpt9.x', 'conin$', 'clock$'])
      expect(pathSegment(name)).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|clock\$)(?:\.|$)/);
  });

  it('is another one for another name, and the same one for the same name in another case', () => {
    fc.assert(
      fc.property(anyName, anyName, (a, b) => {
        expect(pathSegment(a) === pathSegment(b)).toBe(nameKey(a) === nameKey(b));
      }),
    );
    for (const [a, b] of [
      ['a/b', 'a_b'],
      ['a:b', 'a/b'],
      ['x.', 'x'],
      ['x.', 'x_'],
      ['con', '_con'],
    ] as const)
      expect(pathSegment(a)).not.toBe(pathSegment(b));
  });

  it('cannot be taken by a host that is called like the altered name of another', () => {
    const altered = pathSegment('a/b');
    expect(altered).toMatch(/^a_b-[0-9a-f]{12}$/);
    expect(pathSegment(altered)).not.toBe(altered);
  });

  it('is no name that the scripts of another host or of the cluster bear', () => {
    for (const name of [
      'host01.undo',
      'host01.disruptive',
      'HOST01.Disruptive.Undo',
      'host01.state',
      'cluster',
      'cluster.disruptive',
      'x.partial',
    ])
      expect(pathSegment(name)).not.toMatch(/(?:^|\.)(?:undo|disruptive|state|cluster|partial)$/);
  });
});
