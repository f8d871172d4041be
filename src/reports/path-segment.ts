/** The one place where a name from an inventory becomes a name in the file system. */
import { createHash } from 'node:crypto';
import { nameKey } from '../model/name.ts';

const MAX_CHARACTERS = 64;
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$|clock\$)(?:\.|$)/;
/** Endings and names that files of ours bear beside those of hosts, and the ending that tells altered names apart. */
const TAKEN = /(?:^|\.)(?:undo|disruptive|state|cluster|partial)$|-[0-9a-f]{12}$/;

/**
 * A name as one segment of a path, on any file system: lower case, since Windows does not tell cases apart; a to z, digits,
 * dot, hyphen and underscore, neither first nor last a dot, no device of Windows. A name that had to be altered gets a
 * digest of itself behind it, so that two names never share a file.
 */
export const pathSegment = (name: string): string => {
  const key = nameKey(name);
  const safe = key.replace(/[^a-z0-9._-]/g, '_').replace(/^\.+|\.+$/g, '_');
  if (safe === key && safe !== '' && safe.length <= MAX_CHARACTERS && !DEVICES.test(safe) && !TAKEN.test(safe)) return safe;
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 12);
  const kept = safe.slice(0, MAX_CHARACTERS - digest.length - 2);
  return `${DEVICES.test(kept) ? '_' : ''}${kept}-${digest}`;
};
