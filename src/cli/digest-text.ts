/** What tells one text from another: settings, policies, the parts of a cluster. */
import { createHash } from 'node:crypto';

/** SHA-256 in hexadecimal digits. */
export const digestText = (text: string): string => createHash('sha256').update(text).digest('hex');
