/** Which hosts of a fleet are solved a second time: a share that depends on names alone, so that every run draws the same. */
import { nameKey } from '../model/name.ts';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const TWO_TO_32 = 4_294_967_296;

/** FNV-1a over UTF-16 code units, then a final mix: names that differ in the last digit only would else lie close together. */
const hashName = (name: string): number => {
  let hash = FNV_OFFSET;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), FNV_PRIME);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** @param share of the fleet in percent, 0 to 100 */
export const isAudited = (host: string, share: number): boolean => (hashName(nameKey(host)) / TWO_TO_32) * 100 < share;
